"""Every operation of Confident AI's own Python SDK, called against a sandbox of its own.

The SDK parses each answer into its models and raises on what does not fit, so what is true to the SDK is true to the
service as far as its vendor tells. `make vendor-sdk` runs this.
"""

import json
import subprocess
import sys
import urllib.request
from importlib.metadata import version
from types import SimpleNamespace

from confident_ai import ConfidentAI

# As many as the administration API has (contracts/confident.md).
OPERATIONS = 51


class Sandbox:
    """A running sandbox, its environment, and its control path."""

    def __init__(self, executable):
        self.process = subprocess.Popen([executable], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.environment = {}
        while "CONFIDENT_ORG_API_KEY" not in self.environment:
            name, value = self.process.stdout.readline().strip().removeprefix("export ").split("=", 1)
            self.environment[name] = value

    def control(self, verb, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/_sandbox/{verb}", data=data)) as answer:
            return json.load(answer)


def api_keys(api, scope):
    made = api.create_api_key(*scope, name="reports", expires_in_days=30)
    assert made.value, "a new key tells its secret"
    key = str(made.id)
    assert [it.name for it in api.list_api_keys(*scope).api_keys if str(it.id) == key] == ["reports"]
    assert api.get_api_key(*scope, key).name == "reports"
    assert api.update_api_key(*scope, key, valid=False).valid is False
    assert api.update_api_key(*scope, key, valid=True).valid is True
    rotated = api.rotate_api_key(*scope, key)
    assert rotated.value and rotated.value != made.value, "a rotated key tells another secret"
    api.rotate_api_key(*scope, key, grace_period_in_hours=2, expires_in_days=3)
    assert str(api.delete_api_key(*scope, key).id) == key


def policies_and_roles(api, scope):
    permission = api.list_permissions(*scope).permissions[0]
    policy = api.create_policy(*scope, name="Reading", permission_ids=[permission.id], description="Reads.")
    assert [it.id for it in policy.permissions] == [permission.id]
    assert policy.id in [it.id for it in api.list_policies(*scope).policies]
    renamed = api.update_policy(*scope, policy.id, name="Nothing", permission_ids=[])
    assert (renamed.name, renamed.permissions) == ("Nothing", [])
    role = api.create_role(*scope, name="Reader", policy_ids=[policy.id])
    assert role.description is None
    assert role.id in [it.id for it in api.list_roles(*scope).roles]
    changed = api.update_role(*scope, role.id, name="Nobody", policy_ids=[], description="Reads nothing.")
    assert (changed.name, changed.policies, changed.description) == ("Nobody", [], "Reads nothing.")
    return SimpleNamespace(role=role.id, policy=policy.id)


def people(sandbox, api, scope, access):
    role = {"project_role_id" if scope else "organization_role_id": access.role}
    emails = ["ada@clinic.example", "bob@clinic.example"]
    ada, bob = api.create_invitations(*scope, emails=emails, **role).invitations
    assert [it.email for it in api.list_invitations(*scope).invitations] == emails
    assert api.resend_invitation(*scope, str(ada.id)).email == emails[0]
    assert api.delete_invitation(*scope, str(bob.id)).id == bob.id
    where = {"project_id": scope[0]} if scope else {}
    sandbox.control("accept", {"email": ada.email, **where})
    members = api.list_members(*scope, page=1, page_size=100).members
    member = next(it.id for it in members if it.email == ada.email)
    builtin = next(it.id for it in api.list_roles(*scope).roles if it.name == "Member")
    assert api.update_member_role(*scope, member, role_id=builtin).id == member
    assert api.remove_member(*scope, member).id == member


def scoped(sandbox, api, *scope):
    """What an organization and a project have alike."""
    api_keys(api, scope)
    access = policies_and_roles(api, scope)
    people(sandbox, api, scope, access)
    assert api.delete_role(*scope, access.role).id == access.role
    assert api.delete_policy(*scope, access.policy).id == access.policy


def administer(sandbox):
    environment = sandbox.environment
    sdk = ConfidentAI(
        api_key=environment["CONFIDENT_ORG_API_KEY"], base_url=environment["CONFIDENT_BASE_URL"]
    )
    organization, projects = sdk.organization, sdk.projects
    organization.update(name="St Mary")
    assert organization.get().name == "St Mary"

    owner = organization.list_members().members[0].email
    project = projects.create(name="triage", description="Judges answers.", email=owner).project.id
    assert project in [it.id for it in projects.list().projects]
    assert projects.update(project, description="Judges.").description == "Judges."
    assert projects.get(project).description == "Judges."

    scoped(sandbox, organization)
    scoped(sandbox, projects, project)
    assert projects.delete(project).id == project


def operation(entry):
    """A journal's entry without the ids in its path."""
    collections = {"projects", "api-keys", "invitations", "members", "policies", "roles"}
    names = entry["path"].split("/")
    return entry["method"], "/".join(
        "{id}" if before in collections else name for before, name in zip([""] + names, names)
    )


def main(executable):
    sandbox = Sandbox(executable)
    try:
        administer(sandbox)
        journal = sandbox.control("journal")
        refused = [entry for entry in journal if entry["status"] != 200]
        assert not refused, f"refused: {refused}"
        called = {operation(entry) for entry in journal}
        assert len(called) == OPERATIONS, f"{len(called)} operations: {sorted(called)}"
    finally:
        sandbox.process.terminate()
        sandbox.process.wait()
    print(f"confident-ai {version('confident-ai')}: {OPERATIONS} operations called, every answer parsed")


if __name__ == "__main__":
    main(*sys.argv[1:])

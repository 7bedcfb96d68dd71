//! List resource `confident_member`: members, including the Owner, and open or declined invitations.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};

use super::MemberResource;
use super::member::{Model, model};
use super::membership::{Membership, Person, normal};
use super::scope_lists::list_in_scopes;
use crate::resources::{CallError, Result};
use admin_client::confident::{Confident, Invitation, InvitationStatus, Scope};

list_in_scopes!(
    MemberResource,
    "members and invitations",
    scoped_calls!(GET "/members" GET "/invitations" GET "/roles"),
    people
);

/// The members as they arrive, and then the invitations of people who are not members. The invitations are read first,
/// so that one that is accepted between the two requests is in both lists and not in neither.
fn people<'a>(confident: &'a Confident, scope: &Scope) -> Result<BoxStream<'a, Result<Model>>> {
    let invitations = confident.invitations(scope)?.stream();
    let members = confident.members(scope)?.stream();
    let scope = scope.clone();
    let people = async move {
        let invited: Vec<Invitation> = invitations.try_collect().await?;
        let seen = BTreeSet::new();
        Ok::<_, CallError>(stream::unfold((members, invited.into_iter(), seen), next))
    };
    let people = stream::once(people).try_flatten();
    let modelled = move |membership: Result<Membership>| {
        let scope = scope.clone();
        async move {
            let membership = membership?;
            let person = Person::new(confident, scope.project(), membership.email());
            model(&person, &membership).await
        }
    };
    Ok(people.then(modelled).boxed())
}

type People<'a> = (
    BoxStream<'a, admin_client::Result<admin_client::confident::Member>>,
    std::vec::IntoIter<Invitation>,
    BTreeSet<String>,
);

/// The next member, or else the next invitation of a person who is not a member.
async fn next((mut members, mut invited, mut seen): People<'_>) -> Option<(Result<Membership>, People<'_>)> {
    let membership = if let Some(member) = members.next().await {
        member.map(|member| Membership::Active(Arc::new(member))).map_err(Into::into)
    } else {
        let open =
            |it: &Invitation| it.status != InvitationStatus::Accepted && !seen.contains(&normal(&it.email));
        Ok(Membership::Invited(Arc::new(invited.find(open)?)))
    };
    if let Ok(membership) = &membership {
        seen.insert(normal(membership.email()));
    }
    Some((membership, (members, invited, seen)))
}

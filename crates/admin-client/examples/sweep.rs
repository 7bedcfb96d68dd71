//! Removes what `make live` left behind: every object whose name begins with `tfacc-`, in the accounts named by the
//! environment. Lists it first, and asks before the first deletion unless `--yes` is given.

#![allow(clippy::print_stdout, reason = "a command-line tool")]

use std::env;
use std::io::{self, BufRead as _, Write as _};
use std::pin::Pin;
use std::process::ExitCode;

use admin_client::confident::{Confident, Region, Scope};
use admin_client::cortecs::Cortecs;
use admin_client::corti::Corti;
use admin_client::{Result, Secret, Settings};

/// How the names of everything that live tests make begin.
const PREFIX: &str = "tfacc-";

/// One object to remove, and how.
struct Leftover<'a> {
    what: String,
    delete: Pin<Box<dyn Future<Output = Result<()>> + 'a>>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match sweep().await {
        Ok(code) => code,
        Err(error) => {
            println!("sweep: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn sweep() -> std::result::Result<ExitCode, Box<dyn std::error::Error>> {
    let (corti, cortecs, confident) = (corti()?, cortecs()?, confident()?);
    if corti.is_none() && cortecs.is_none() && confident.is_none() {
        println!("sweep: no credentials in the environment");
        return Ok(ExitCode::FAILURE);
    }
    let mut leftovers = Vec::new();
    if let Some((corti, project)) = &corti {
        in_corti(corti, project, &mut leftovers).await?;
    }
    if let Some(cortecs) = &cortecs {
        in_cortecs(cortecs, &mut leftovers).await?;
    }
    if let Some(confident) = &confident {
        in_confident(confident, &mut leftovers).await?;
    }
    for leftover in &leftovers {
        println!("{}", leftover.what);
    }
    println!("sweep: {} objects are left over", leftovers.len());
    if leftovers.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    if !env::args().any(|argument| argument == "--yes") && !confirm()? {
        println!("sweep: nothing was removed");
        return Ok(ExitCode::FAILURE);
    }
    let mut failed = false;
    for leftover in leftovers {
        if let Err(error) = leftover.delete.await {
            println!("{}: {error}", leftover.what);
            failed = true;
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn confirm() -> io::Result<bool> {
    print!("Remove them? Only \"yes\" is accepted: ");
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn settings(base_url: &str) -> Settings {
    Settings { base_url: variable(base_url), ..Settings::default() }
}

fn corti() -> std::result::Result<Option<(Corti, String)>, admin_client::ConfigError> {
    let credentials = (variable("CORTI_EMAIL"), variable("CORTI_PASSWORD"), variable("CORTI_PROJECT_ID"));
    let (Some(email), Some(password), Some(project)) = credentials else { return Ok(None) };
    Ok(Some((Corti::new(&settings("CORTI_BASE_URL"), &email, Secret::from(password))?, project)))
}

fn cortecs() -> std::result::Result<Option<Cortecs>, admin_client::ConfigError> {
    let Some(key) = variable("CORTECS_MANAGEMENT_KEY") else { return Ok(None) };
    Cortecs::new(&settings("CORTECS_BASE_URL"), &Secret::from(key)).map(Some)
}

fn confident() -> std::result::Result<Option<Confident>, admin_client::ConfigError> {
    let Some(key) = variable("CONFIDENT_ORG_API_KEY") else { return Ok(None) };
    let region = variable("CONFIDENT_REGION").and_then(|name| Region::from_name(&name));
    Confident::new(&settings("CONFIDENT_BASE_URL"), &Secret::from(key), region).map(Some)
}

async fn in_corti<'a>(corti: &'a Corti, project: &'a str, leftovers: &mut Vec<Leftover<'a>>) -> Result<()> {
    for customer in corti.customers(project)?.all().await? {
        let id = customer.customer_id.clone();
        for user in corti.users(project, &id)?.all().await? {
            if id.starts_with(PREFIX) || user.email.starts_with(PREFIX) {
                let (customer, user) = (id.clone(), user.id.clone());
                leftovers.push(Leftover {
                    what: format!("corti_user {project}/{customer}/{user}"),
                    delete: Box::pin(
                        async move { corti.users(project, &customer)?.delete(&user, None).await },
                    ),
                });
            }
        }
        if id.starts_with(PREFIX) {
            leftovers.push(Leftover {
                what: format!("corti_customer {project}/{id}"),
                delete: Box::pin(async move { corti.customers(project)?.delete(&id).await.map(drop) }),
            });
        }
    }
    Ok(())
}

async fn in_cortecs<'a>(cortecs: &'a Cortecs, leftovers: &mut Vec<Leftover<'a>>) -> Result<()> {
    for key in cortecs.api_keys()?.all().await? {
        if key.name.starts_with(PREFIX) {
            let name = key.name.clone();
            leftovers.push(Leftover {
                what: format!("cortecs_api_key {name}"),
                delete: Box::pin(async move { cortecs.api_keys()?.delete(&name).await }),
            });
        }
    }
    Ok(())
}

/// What is in a project goes with it. Roles come before the policies they are made of, and members before their roles.
async fn in_confident<'a>(confident: &'a Confident, leftovers: &mut Vec<Leftover<'a>>) -> Result<()> {
    let scope = Scope::of(None);
    let mut add = |what: String, delete: Pin<Box<dyn Future<Output = Result<()>> + 'a>>| {
        leftovers.push(Leftover { what, delete });
    };
    for project in confident.projects()?.all().await? {
        if project.name.starts_with(PREFIX) {
            let id = project.id.clone();
            let delete = async move { confident.projects()?.delete(&id).await };
            add(format!("confident_project {}", project.name), Box::pin(delete));
        }
    }
    for key in confident.api_keys(&scope)?.all().await? {
        if key.name.as_deref().is_some_and(|name| name.starts_with(PREFIX)) {
            let (id, scope) = (key.id, scope.clone());
            let delete = async move { confident.api_keys(&scope)?.delete(id).await };
            add(format!("confident_api_key {id}"), Box::pin(delete));
        }
    }
    for invitation in confident.invitations(&scope)?.all().await? {
        if invitation.email.starts_with(PREFIX) {
            let (id, scope) = (invitation.id, scope.clone());
            let delete = async move { confident.invitations(&scope)?.delete(id).await };
            add(format!("confident_member {} (invited)", invitation.email), Box::pin(delete));
        }
    }
    for member in confident.members(&scope)?.all().await? {
        if member.email.starts_with(PREFIX) {
            let (id, scope) = (member.id.clone(), scope.clone());
            let delete = async move { confident.members(&scope)?.delete(&id).await };
            add(format!("confident_member {}", member.email), Box::pin(delete));
        }
    }
    for role in confident.roles(&scope)?.all().await? {
        if role.name.starts_with(PREFIX) && !role.is_built_in() {
            let (id, scope) = (role.id.clone(), scope.clone());
            let delete = async move { confident.roles(&scope)?.delete(&id).await };
            add(format!("confident_role {}", role.name), Box::pin(delete));
        }
    }
    for policy in confident.policies(&scope)?.all().await? {
        if policy.name.starts_with(PREFIX) {
            let (id, scope) = (policy.id.clone(), scope.clone());
            let delete = async move { confident.policies(&scope)?.delete(&id).await };
            add(format!("confident_policy {}", policy.name), Box::pin(delete));
        }
    }
    Ok(())
}

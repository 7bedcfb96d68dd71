//! The worlds that are measured.

use serde_json::json;

use crate::BLOCK;
use crate::seeded::{Block, BuiltIn, adopt, built_in_of, emails, name, names, project_ids};
use crate::world::World;

/// Objects of Terraform's own, which no process of ours serves.
pub(crate) fn built_in(objects: usize) -> World {
    built_in_of(&independent('b', objects))
}

/// The same with a parent for every ten objects, which refer to it: Terraform evaluates every reference.
pub(crate) fn built_in_below(objects: usize) -> World {
    let parents = objects / 10;
    let children = (0..parents).map(|parent| {
        let (block, index) = (parent / BLOCK, parent % BLOCK);
        let input = format!("terraform_data.p{block}[{index}].input");
        BuiltIn { name: format!("b{parent}"), input, values: vec![index; 10] }
    });
    built_in_of(&independent('p', parents).into_iter().chain(children).collect::<Vec<_>>())
}

/// Objects that refer to nothing, in blocks `<name>0`, `<name>1`, …
fn independent(name: char, objects: usize) -> Vec<BuiltIn> {
    let block = |block| BuiltIn {
        name: format!("{name}{block}"),
        input: "count.index".to_owned(),
        values: (0..BLOCK).collect(),
    };
    (0..objects.div_ceil(BLOCK)).map(block).collect()
}

fn customer_blocks(objects: usize) -> Vec<Block> {
    let block = |first: usize| Block {
        resource: "corti_customer",
        name: format!("c{first}"),
        arguments: format!("  customer_id = {0}\n  display_name = {0}\n", names(first)),
        ids: (first..first + BLOCK).map(|number| format!("sandbox/{}", name(number))).collect(),
    };
    (0..objects.div_ceil(BLOCK)).map(|number| block(number * BLOCK + 1)).collect()
}

/// Customers of one project.
pub(crate) fn customers(objects: usize) -> World {
    let world = World::installed(&["corti"]);
    world.sandbox.seed("corti", "customers", objects);
    adopt(&world, "corti", &customer_blocks(objects));
    world
}

/// Customers with ten users each, in a block for each customer.
pub(crate) fn users(objects: usize) -> World {
    let world = World::installed(&["corti"]);
    let customers = objects.div_ceil(10).next_multiple_of(BLOCK);
    world.sandbox.seed("corti", "customers", customers);
    let mut blocks = customer_blocks(customers);
    for number in 0..objects / 10 {
        let (customer, first) = (name(number + 1), number * 10 + 1);
        world.sandbox.seed_in("corti", "users", 10, &json!({ "customer_id": customer }));
        let (block, index) = (number / BLOCK * BLOCK + 1, number % BLOCK);
        blocks.push(Block {
            resource: "corti_user",
            name: format!("u{number}"),
            arguments: format!(
                "  customer_id = corti_customer.c{block}[{index}].customer_id\n  email = {}\n  first_name = \"Seed\"\n  \
                 last_name = \"User\"\n",
                emails(first)
            ),
            ids: (first..first + 10)
                .map(|user| format!("sandbox/{customer}/{}@sandbox.example", name(user)))
                .collect(),
        });
    }
    adopt(&world, "corti", &blocks);
    world
}

/// API keys with their secrets, which only a creation returns.
pub(crate) fn keys(objects: usize) -> World {
    let world = World::installed(&["cortecs"]);
    let blocks = (0..objects.div_ceil(BLOCK)).map(|block| {
        format!(
            "resource \"cortecs_api_key\" \"b{block}\" {{\n  count = {BLOCK}\n  name = \"k{block}-${{count.index}}\"\n}}\n"
        )
    });
    world.write(&blocks.collect::<String>());
    world.apply();
    // The next refresh finds when they were created.
    world.apply();
    world
}

/// Projects with ten people each, in a block for each project: `invitations` or `members`.
pub(crate) fn people(objects: usize, collection: &str) -> World {
    let world = World::installed(&["confident"]);
    let projects = project_ids(&world, objects / 10);
    let mut blocks = vec![Block {
        resource: "confident_project",
        name: "it".to_owned(),
        arguments: format!("  name = {}\n", names(1)),
        ids: projects.clone(),
    }];
    for (number, project) in projects.iter().enumerate() {
        world.sandbox.seed_in("confident", collection, 10, &json!({ "project_id": project }));
        blocks.push(Block {
            resource: "confident_member",
            name: format!("m{number}"),
            arguments: format!("  project_id = confident_project.it[{number}].id\n  email = {}\n", emails(1)),
            ids: (1..=10).map(|person| format!("{project}/{}@sandbox.example", name(person))).collect(),
        });
    }
    adopt(&world, "confident", &blocks);
    world
}

/// Roles, policies or API keys of the organization.
pub(crate) fn of_organization(resource: &'static str, collection: &str, objects: usize) -> World {
    let world = World::installed(&["confident"]);
    world.sandbox.seed("confident", collection, objects);
    let more = match resource {
        "confident_role" => "  policy_ids = []\n",
        _ => "  permissions = []\n",
    };
    let block = |number: usize| Block {
        resource,
        name: format!("b{number}"),
        arguments: format!("  name = {}\n{more}", names(number * BLOCK + 1)),
        ids: (1..=BLOCK).map(|it| format!("name:{}", name(number * BLOCK + it))).collect(),
    };
    adopt(&world, "confident", &(0..objects.div_ceil(BLOCK)).map(block).collect::<Vec<_>>());
    world
}

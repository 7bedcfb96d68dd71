//! `x_thing`, a resource that does what a test tells it, and what goes with it.

use std::sync::{Arc, Mutex};

use plugin_framework::engine::{
    Api, Apis, Context, DataSource, EphemeralResource, Error, Evidence, Id, Opened, Part, Provider, Resource,
    ResourcePlan, Result, Unusable,
};
use plugin_framework::schema::{Schema, list_of, object, text, whole};
use plugin_framework::value::{DynamicValue, Value};
use serde::{Deserialize, Serialize};
use tonic::async_trait;

/// What the thing does when it is called, and what it was called with.
#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    pub(super) answer: Answer,
    pub(super) calls: Arc<Mutex<Vec<String>>>,
    /// An update and a close wait here before they end.
    pub(super) barrier: Option<Arc<tokio::sync::Barrier>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Answer {
    #[default]
    AsAsked,
    /// Another name than the one asked for.
    AnotherName,
    /// The object exists, and then a step fails.
    FailsHalfWay,
    Fails,
    Panics,
    Gone,
    /// A plan no client could accept.
    ForgesThePlan,
    /// Its plan asks the API.
    LooksUp,
}

impl Script {
    pub(super) fn answering(answer: Answer) -> Script {
        Script { answer, ..Script::default() }
    }

    pub(super) fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }

    fn note(&self, call: impl Into<String>) {
        self.calls.lock().unwrap().push(call.into());
    }
}

pub(super) struct Thing(pub(super) Script);

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Model {
    id: Value<String>,
    name: String,
    region: Value<String>,
    note: Value<String>,
    secret_wo: Value<String>,
    secret_wo_version: Value<i64>,
    key: Value<String>,
    protected: Value<bool>,
    limits: Value<Limits>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Limits {
    most: Value<i64>,
    mode: Value<String>,
}

impl Thing {
    fn answer(&self, verb: &str, mut plan: Model) -> Result<Model> {
        let secret = plan.secret_wo.as_deref_option().unwrap_or("no secret");
        self.0.note(format!("{verb} {} with {secret}", plan.name));
        plan.id = Value::Value("1".to_owned());
        if plan.key.is_unknown() {
            plan.key = Value::Value("key-1".to_owned());
        }
        if let Value::Value(limits) = &mut plan.limits {
            limits.most = Value::Value(7);
        }
        match self.0.answer {
            Answer::AnotherName => "another".clone_into(&mut plan.name),
            Answer::Fails => return Err(Error::from_response("PUT /things: 500.", Evidence::None)),
            Answer::Panics => panic!("a promise of ours"),
            _ => {}
        }
        Ok(plan)
    }
}

#[async_trait]
impl Resource for Thing {
    const NAME: &'static str = "x_thing";
    const ID: &'static [Part] =
        &[Part::optional("region", "The region."), Part::required("id", "The number.")];
    const NOT_FOUND_REASON: &'static str = "Not found in a complete listing of the things.";
    type Api = TestApi;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "A thing.",
            [
                text("id", "Its number.").computed().use_state_for_unknown(),
                text("name", "Its name.").required().length(1, 8),
                text("region", "Where it is.")
                    .optional()
                    .default("eu")
                    .one_of(&["eu", "us"])
                    .requires_replace(),
                text("note", "A note.").optional(),
                text("secret_wo", "A secret.").write_only().sensitive(),
                whole("secret_wo_version", "Its version.").triggers("secret_wo"),
                text("key", "Shown once.")
                    .computed()
                    .use_state_for_unknown()
                    .only_returned_on_create()
                    .sensitive(),
                plugin_framework::schema::flag("protected", "Whether it stays.").deletion_protection(),
                object(
                    "limits",
                    "Its limits.",
                    [
                        whole("most", "The most.").computed().use_state_for_unknown(),
                        text("mode", "The mode.").optional().default("soft"),
                    ],
                )
                .optional(),
            ],
        )
        .requires("secret_wo_version", "secret_wo")
    }

    fn validate(config: &DynamicValue) -> Vec<Error> {
        assert_ne!(config.get("name").text(), Some("panics"), "a promise of ours");
        Vec::new()
    }

    async fn create(&self, ctx: &Context<TestApi>, plan: Model) -> Result<Model> {
        let made = self.answer("create", plan)?;
        ctx.set_partial_state(&made)?;
        match self.0.answer {
            Answer::FailsHalfWay => Err(Error::from_response("PATCH /things/1: 503.", Evidence::None)),
            _ => Ok(made),
        }
    }

    async fn read(&self, _: &Context<TestApi>, id: &Id) -> Result<Option<Model>> {
        self.0.note(format!("read {id}"));
        match self.0.answer {
            Answer::Gone => Ok(None),
            Answer::Fails => Err(Error::from_response("GET /things: 403.", Evidence::None)),
            _ => Ok(Some(Model {
                id: Value::Value("1".to_owned()),
                name: "thing".to_owned(),
                region: Value::Value("eu".to_owned()),
                note: Value::Value(String::new()),
                secret_wo: Value::Null,
                secret_wo_version: Value::Null,
                key: Value::Null,
                protected: Value::Null,
                limits: Value::Null,
            })),
        }
    }

    async fn update(&self, _: &Context<TestApi>, _: &Id, plan: Model) -> Result<Model> {
        let answer = self.answer("update", plan);
        if let Some(barrier) = &self.0.barrier {
            barrier.wait().await;
            barrier.wait().await;
        }
        answer
    }

    async fn delete(&self, _: &Context<TestApi>, id: &Id) -> Result<()> {
        self.0.note(format!("delete {id}"));
        match self.0.answer {
            Answer::Fails => Err(Error::from_response("DELETE /things/1: 409.", Evidence::None)),
            _ => Ok(()),
        }
    }

    async fn plan(&self, ctx: &Context<TestApi>, plan: &mut ResourcePlan) -> Result<()> {
        if self.0.answer == Answer::LooksUp {
            ctx.api()?;
        }
        if self.0.answer == Answer::ForgesThePlan {
            plan.planned.set("name", "forged");
        }
        Ok(())
    }
}

/// A data source that counts.
pub(super) struct Things;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ThingsModel {
    region: Value<String>,
    things: Value<Vec<Element>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Element {
    name: Value<String>,
}

#[async_trait]
impl DataSource for Things {
    const NAME: &'static str = "x_things";
    type Api = TestApi;
    type Model = ThingsModel;

    fn schema() -> Schema {
        Schema::new(
            "All things.",
            [
                text("region", "Where.").optional(),
                list_of("things", "The things.", [text("name", "Its name.").computed()]).computed(),
            ],
        )
    }

    async fn read(&self, _: &Context<TestApi>, config: ThingsModel) -> Result<ThingsModel> {
        let name = Value::Value("thing".to_owned());
        Ok(ThingsModel { region: config.region, things: Value::Value(vec![Element { name }]) })
    }
}

/// An ephemeral resource that notes its life.
pub(super) struct Token(pub(super) Script);

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TokenModel {
    name: String,
    token: Value<String>,
}

#[async_trait]
impl EphemeralResource for Token {
    const NAME: &'static str = "x_token";
    type Api = TestApi;
    type Model = TokenModel;

    fn schema() -> Schema {
        Schema::new(
            "A token.",
            [text("name", "Its name.").required(), text("token", "It.").computed().sensitive()],
        )
    }

    async fn open(&self, _: &Context<TestApi>, config: TokenModel) -> Result<Opened<TokenModel>> {
        self.0.note("open");
        let name = if self.0.answer == Answer::AnotherName { "another".to_owned() } else { config.name };
        let model = TokenModel { name, token: Value::Value("t".to_owned()) };
        Ok(Opened { model, renew_at: None, private: DynamicValue::object([("id", "9".into())]) })
    }

    async fn close(&self, _: &Context<TestApi>, private: &DynamicValue) -> Result<()> {
        self.0.note(format!("close {}", private.get("id")));
        if let Some(barrier) = &self.0.barrier {
            barrier.wait().await;
        }
        match self.0.answer {
            Answer::Fails => Err(Error::from_response("DELETE /tokens/9: 500.", Evidence::None)),
            _ => Ok(()),
        }
    }
}

/// The API of all things, of which there is one account.
pub(super) struct TestApi;

#[async_trait]
impl Api for TestApi {
    type Error = Error;
    const ACCOUNT_NOUN: &'static str = "account";

    async fn account(&self) -> Result<Option<String>> {
        Ok(Some("ours".to_owned()))
    }
}

/// A provider whose settings are known only after apply.
pub(super) struct Waiting;

impl Provider for Waiting {
    fn schema(&self) -> Schema {
        Nothing.schema()
    }

    fn configure(&self, _: &DynamicValue, _: &str) -> std::result::Result<Apis, Vec<Error>> {
        let mut apis = Apis::default();
        let waiting = Error::new("The API is not configured", "`key` is known only after apply.");
        apis.insert::<TestApi>(Err(Unusable::KnownAfterApply(waiting)));
        Ok(apis)
    }
}

/// A provider without settings.
pub(super) struct Nothing;

impl Provider for Nothing {
    fn schema(&self) -> Schema {
        Schema::new("Nothing.", [])
    }

    fn configure(&self, _: &DynamicValue, _: &str) -> std::result::Result<Apis, Vec<Error>> {
        let mut apis = Apis::default();
        apis.insert(Ok(Arc::new(TestApi)));
        Ok(apis)
    }
}

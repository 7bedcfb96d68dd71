//! Object-safe faces, so that the server can keep resources of every model in one map.

use std::time::SystemTime;

use async_trait::async_trait;
use tf_provider::schema::Schema as View;
use tf_provider::{AttributePath, Diagnostics};

use super::failure::{Failure, Result};
use super::id::Part;
use crate::framework::schema::Schema;
use crate::framework::value::Tree;

/// What tf-provider's traits cannot say of a type.
pub trait Declared: Send + Sync {
    /// The type name.
    fn name(&self) -> &'static str;
    /// The declaration, with the words tf-provider's view has none for.
    fn schema(&self) -> &Schema;
    /// The parts of the id, which are also the identity; none for what has no id.
    fn id_parts(&self) -> &'static [Part] {
        &[]
    }
    /// How the absence of an object is found out, as the end of a sentence; empty for what is not stored.
    fn absence(&self) -> &'static str {
        ""
    }
    /// Everything wrong with a configuration as far as it is known.
    fn check(&self, config: &Tree, write_only_allowed: bool) -> Vec<Failure>;
    /// State of an older schema version as one of today's.
    ///
    /// # Errors
    /// When there was no such version.
    fn upgrade(&self, version: i64, stored: Tree) -> Result<Tree> {
        let _ = (version, stored);
        Err(Failure::bug("Only resources have stored state."))
    }
}

/// A managed resource as the server sees it. Every `tf_provider::Resource` over `Tree` is one.
#[async_trait]
pub trait Resource: Declared {
    fn view(&self, diags: &mut Diagnostics) -> Option<View>;
    async fn read(&self, diags: &mut Diagnostics, state: Tree, private: Tree) -> Option<(Tree, Tree)>;
    async fn plan_create(&self, diags: &mut Diagnostics, config: Tree) -> Option<(Tree, Tree)>;
    async fn plan_update(
        &self,
        diags: &mut Diagnostics,
        prior: Tree,
        config: Tree,
        private: Tree,
    ) -> Option<(Tree, Tree, Vec<AttributePath>)>;
    async fn plan_destroy(&self, diags: &mut Diagnostics, prior: Tree, private: Tree) -> Option<Tree>;
    async fn create(
        &self,
        diags: &mut Diagnostics,
        planned: Tree,
        config: Tree,
        private: Tree,
    ) -> Option<(Tree, Tree)>;
    async fn update(
        &self,
        diags: &mut Diagnostics,
        prior: Tree,
        planned: Tree,
        config: Tree,
        private: Tree,
    ) -> Option<(Tree, Tree)>;
    async fn destroy(&self, diags: &mut Diagnostics, prior: Tree, private: Tree) -> Option<()>;
    async fn import(&self, diags: &mut Diagnostics, id: String) -> Option<(Tree, Tree)>;
}

#[async_trait]
impl<T> Resource for T
where
    T: Declared
        + for<'a> tf_provider::Resource<State<'a> = Tree, PrivateState<'a> = Tree, ProviderMetaState<'a> = Tree>,
{
    fn view(&self, diags: &mut Diagnostics) -> Option<View> {
        tf_provider::Resource::schema(self, diags)
    }

    async fn read(&self, diags: &mut Diagnostics, state: Tree, private: Tree) -> Option<(Tree, Tree)> {
        tf_provider::Resource::read(self, diags, state, private, Tree::Null).await
    }

    async fn plan_create(&self, diags: &mut Diagnostics, config: Tree) -> Option<(Tree, Tree)> {
        tf_provider::Resource::plan_create(self, diags, Tree::Null, config, Tree::Null).await
    }

    async fn plan_update(
        &self,
        diags: &mut Diagnostics,
        prior: Tree,
        config: Tree,
        private: Tree,
    ) -> Option<(Tree, Tree, Vec<AttributePath>)> {
        tf_provider::Resource::plan_update(self, diags, prior, Tree::Null, config, private, Tree::Null).await
    }

    async fn plan_destroy(&self, diags: &mut Diagnostics, prior: Tree, private: Tree) -> Option<Tree> {
        tf_provider::Resource::plan_destroy(self, diags, prior, private, Tree::Null).await
    }

    async fn create(
        &self,
        diags: &mut Diagnostics,
        planned: Tree,
        config: Tree,
        private: Tree,
    ) -> Option<(Tree, Tree)> {
        tf_provider::Resource::create(self, diags, planned, config, private, Tree::Null).await
    }

    async fn update(
        &self,
        diags: &mut Diagnostics,
        prior: Tree,
        planned: Tree,
        config: Tree,
        private: Tree,
    ) -> Option<(Tree, Tree)> {
        tf_provider::Resource::update(self, diags, prior, planned, config, private, Tree::Null).await
    }

    async fn destroy(&self, diags: &mut Diagnostics, prior: Tree, private: Tree) -> Option<()> {
        tf_provider::Resource::destroy(self, diags, prior, private, Tree::Null).await
    }

    async fn import(&self, diags: &mut Diagnostics, id: String) -> Option<(Tree, Tree)> {
        tf_provider::Resource::import(self, diags, id).await
    }
}

/// A data source as the server sees it. Every `tf_provider::DataSource` over `Tree` is one.
#[async_trait]
pub trait DataSource: Declared {
    fn view(&self, diags: &mut Diagnostics) -> Option<View>;
    async fn read(&self, diags: &mut Diagnostics, config: Tree) -> Option<Tree>;
}

#[async_trait]
impl<T> DataSource for T
where
    T: Declared + for<'a> tf_provider::DataSource<State<'a> = Tree, ProviderMetaState<'a> = Tree>,
{
    fn view(&self, diags: &mut Diagnostics) -> Option<View> {
        tf_provider::DataSource::schema(self, diags)
    }

    async fn read(&self, diags: &mut Diagnostics, config: Tree) -> Option<Tree> {
        tf_provider::DataSource::read(self, diags, config, Tree::Null).await
    }
}

/// What opening an ephemeral resource gave.
#[derive(Debug)]
pub struct OpenedTree {
    pub result: Tree,
    pub renew_at: Option<SystemTime>,
    pub private: Tree,
}

/// An ephemeral resource as the server sees it; tf-provider has no such trait.
#[async_trait]
pub trait EphemeralResource: Declared {
    async fn open(&self, diags: &mut Diagnostics, config: Tree) -> Option<OpenedTree>;
    async fn renew(&self, diags: &mut Diagnostics, private: &Tree) -> Option<Option<SystemTime>>;
    async fn close(&self, diags: &mut Diagnostics, private: &Tree);
}

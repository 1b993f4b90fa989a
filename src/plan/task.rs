//! Input: what a task does as it starts.
//! Output: a [`Task`]: its execution role, and what of it that role must be allowed.
//! Never: says what the role is allowed; that is in the plan's policies.

use super::{SecretStore, Value};
use crate::span::Span;

/// A task that starts, and the role with which it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// What people call it.
    pub name: String,
    /// Its execution role: an attribute of a role of the plan, or an ARN.
    pub role: Value,
    /// The ARN of that role, if it is written out.
    pub role_arn: Option<String>,
    /// The images of its containers whose whole names are known, each once.
    pub images: Vec<String>,
    /// Whether these are all of its images.
    pub images_known: bool,
    /// Whether an image of it comes from a private repository of ECR, as far as it is shown.
    pub pulls: bool,
    /// What else it calls as it starts, with where, as far as it is shown.
    pub calls: TaskCalls,
    /// The role of its containers, if it has one.
    pub task_role: Option<Value>,
    /// The words that say which role it is.
    pub span: Option<Span>,
}

impl Task {
    /// Whether it logs by the awslogs driver.
    pub fn logs(&self) -> bool {
        !self.calls.logs.is_empty()
    }

    /// The stores that its secrets come from, each once.
    pub fn stores(&self) -> Vec<SecretStore> {
        let mut stores: Vec<SecretStore> = Vec::new();
        for (store, _) in &self.calls.secrets {
            if !stores.contains(store) {
                stores.push(*store);
            }
        }
        stores
    }
}

/// What a task calls as it starts, beside the registry.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TaskCalls {
    /// Where its secrets come from, and of which region.
    pub secrets: Vec<(SecretStore, CalledRegion)>,
    /// The regions that its awslogs drivers send to.
    pub logs: Vec<CalledRegion>,
    /// Whether one of these creates its log group, if that is missing.
    pub creates_log_group: bool,
    /// The files with environment variables.
    pub env_files: Vec<EnvFile>,
}

impl TaskCalls {
    /// Adds where a secret comes from, once.
    pub fn add_secret(&mut self, store: SecretStore, region: CalledRegion) {
        if !self.secrets.contains(&(store, region.clone())) {
            self.secrets.push((store, region));
        }
    }

    /// Adds a region that logs are sent to, once.
    pub fn add_logs(&mut self, region: CalledRegion) {
        if !self.logs.contains(&region) {
            self.logs.push(region);
        }
    }
}

/// The region of a service that is called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CalledRegion {
    /// That of the task.
    #[default]
    Own,
    /// The one of this id.
    Named(String),
    /// Not known.
    Unknown,
}

/// A file with environment variables, in Amazon S3.
#[derive(Debug, Clone, PartialEq)]
pub struct EnvFile {
    /// Its ARN.
    pub arn: Value,
    /// Whether its bucket is surely in the task's region.
    pub is_here: bool,
}

impl EnvFile {
    /// The name of the bucket, if it is known.
    pub fn bucket(&self) -> Option<&str> {
        let object = self.arn.as_literal()?.rsplit(":::").next()?;
        object.split('/').next().filter(|name| !name.is_empty())
    }
}

/// Names, each once, in their order.
pub fn once(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once
}

//! Input: what a task does as it starts.
//! Output: a [`Task`]: its execution role, and what of it that role must be allowed.
//! Never: says what the role is allowed; that is in the plan's policies.

use super::{CalledRegion, Registry, Secret, SecretStore, TaskImage, Value, Why, once};
use crate::aws::Region;
use crate::span::Span;

/// A task that starts, and the role with which it does. What of its lists is not known is an element of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// What people call it.
    pub name: String,
    /// Its execution role: an attribute of a role of the plan, or an ARN; `None` if it has none.
    pub role: Option<Value>,
    /// The ARN of that role, if it is written out.
    pub role_arn: Option<String>,
    /// The images of its containers, each once.
    pub images: Vec<TaskImage>,
    /// Whether an image of it comes from a private repository of ECR, as far as it is shown.
    pub pulls: bool,
    /// What else it calls as it starts, with where, as far as it is shown.
    pub calls: TaskCalls,
    /// The role of its containers, as far as it is known; `None` if it has none.
    pub task_role: Option<Value>,
    /// The words that say which role it is, or the task if it has none.
    pub span: Option<Span>,
}

impl Task {
    /// A task of which nothing but its name is known, and why.
    pub fn unseen(name: String, why: Why, span: Span) -> Self {
        let unknown = Value::Unknown(why);
        Self {
            name,
            role: Some(unknown.clone()),
            role_arn: None,
            images: vec![TaskImage { name: unknown.clone(), span: Some(span) }],
            pulls: false,
            calls: TaskCalls::default(),
            task_role: Some(unknown),
            span: Some(span),
        }
    }

    /// Whether it logs by the awslogs driver.
    pub fn logs(&self) -> bool {
        self.calls.logs.iter().any(|logs| logs.open.is_none())
    }

    /// Whether all of its images are of other registries than ECR's private ones.
    pub fn pulls_elsewhere(&self, region: Option<&'static Region>) -> bool {
        let is_elsewhere =
            |image: &TaskImage| matches!(image.registry(region), Registry::Internet(_) | Registry::Anywhere(_));
        !self.images.is_empty() && self.images.iter().all(is_elsewhere)
    }

    /// The stores that its secrets come from, each once, as far as they are known.
    pub fn stores(&self) -> Vec<SecretStore> {
        once(self.calls.secrets.iter().filter_map(|secret| secret.store))
    }
}

/// What a task calls as it starts, beside the registry.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TaskCalls {
    /// Its secrets.
    pub secrets: Vec<Secret>,
    /// Where its awslogs drivers send to.
    pub logs: Vec<Logs>,
    /// The files with environment variables.
    pub env_files: Vec<EnvFile>,
    /// Whether ECS Exec is on for it.
    pub exec: Exec,
}

/// Whether ECS Exec is on for what a service starts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Exec {
    /// No service is shown.
    #[default]
    Unsaid,
    /// Off, which it is where a service does not say.
    Off,
    /// On.
    On,
    /// Not known, and why.
    Open(Why),
}

impl Exec {
    /// Why it is not known whether it is on, if it is not.
    pub fn why(&self) -> Option<&Why> {
        match self {
            Exec::Open(why) => Some(why),
            Exec::Unsaid | Exec::Off | Exec::On => None,
        }
    }

    /// What it is for a task of this service and of another one.
    #[must_use]
    pub fn or(self, other: Exec) -> Exec {
        match (self, other) {
            (Exec::Unsaid, it) | (it, Exec::Unsaid) => it,
            (one, other) if one == other => one,
            (Exec::Open(why), _) | (_, Exec::Open(why)) => Exec::Open(why),
            (Exec::Off | Exec::On, _) => Exec::Open(Why::Because("only some of its services turn it on".to_owned())),
        }
    }
}

impl TaskCalls {
    /// Adds a secret, once.
    pub fn add_secret(&mut self, secret: Secret) {
        if !self.secrets.iter().any(|known| known.is_same(&secret)) {
            self.secrets.push(secret);
        }
    }

    /// Adds where logs are sent to, once.
    pub fn add_logs(&mut self, logs: Logs) {
        let is_same = |known: &Logs| Logs { span: logs.span, ..known.clone() } == logs;
        if !self.logs.iter().any(is_same) {
            self.logs.push(logs);
        }
    }
}

/// Where a log driver sends to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Logs {
    /// The region, of Amazon CloudWatch Logs.
    pub region: CalledRegion,
    /// The name of the log group, as far as it is known.
    pub group: Option<Value>,
    /// Whether it creates the log group, if that is missing.
    pub creates_group: bool,
    /// What the names of its log streams begin with, as far as that is known.
    pub streams: Option<Value>,
    /// Why it is not known whether the driver is awslogs, if it is not.
    pub open: Option<Why>,
    /// The words that say the driver.
    pub span: Option<Span>,
}

impl Logs {
    /// What the names of log streams begin with; the id of the task follows:
    /// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html>, read 2026-11-30.
    pub fn streams_of(prefix: Value, container: Value) -> Value {
        Value::join([prefix, Value::literal("/"), container, Value::literal("/")])
    }
}

/// A file with environment variables, in Amazon S3.
#[derive(Debug, Clone, PartialEq)]
pub struct EnvFile {
    /// Its ARN.
    pub arn: Value,
    /// Whether its bucket is surely in the task's region.
    pub is_here: bool,
    /// Why it is not known whether there is one, if it is not.
    pub open: Option<Why>,
}

impl EnvFile {
    /// The name of the bucket, if it is known.
    pub fn bucket(&self) -> Option<&str> {
        let object = self.arn.as_literal()?.rsplit(":::").next()?;
        object.split('/').next().filter(|name| !name.is_empty())
    }
}

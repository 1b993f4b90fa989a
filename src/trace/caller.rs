//! Input: a plan, a client of it, and what is asked.
//! Output: who starts, from where, and with which role.
//! Never: takes a role by a name that only resembles it.

use super::answers::Answers;
use super::asked::{Asked, Origin};
use super::errand::Errand;
use super::image::{OfEcr, Pulled};
use super::role::of_start;
use super::step::Step;
use super::uses::Uses;
use crate::aws::{Region, region};
use crate::plan::{
    Attribute, CalledRegion, Client, Exec, Image, Launch, List, Logs, Plan, Pseudo, ResourceKind, Secret, Task, Value,
    Why,
};
use crate::policy::Principal;
use crate::span::Span;
use std::ops::Deref;

/// What stands in a host's name for an account that is not known.
pub(super) const UNKNOWN_ACCOUNT: &str = "ACCOUNT";

/// A subnet of which nothing is known.
static SOMEWHERE: [Value; 1] = [Value::Unknown(Why::Unsaid)];

/// A caller in one subnet; `None` if it is not known in which.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'c, 'p> {
    pub(super) caller: &'c Caller<'p>,
    pub(super) subnet: Option<&'c Value>,
}

impl<'p> Deref for Placed<'_, 'p> {
    type Target = Caller<'p>;

    fn deref(&self) -> &Caller<'p> {
        self.caller
    }
}

impl<'p> Placed<'_, 'p> {
    /// The route table of its subnet, if the plan shows it.
    pub(super) fn table(&self) -> Option<&'p Value> {
        self.plan.table_of(self.subnet?)
    }
}

/// Who starts, in whichever subnet.
#[derive(Debug, Clone)]
pub(super) struct Caller<'p> {
    pub(super) plan: &'p Plan,
    pub(super) asked: &'p Asked,
    pub(super) launch: Launch,
    pub(super) name: String,
    /// What says that it does not start now, if it is off.
    pub(super) off: Option<String>,
    /// Where, if that is known: it starts in each of them.
    pub(super) subnets: &'p [Value],
    pub(super) groups: List,
    pub(super) public_address: Option<bool>,
    pub(super) uses: Uses,
    /// The role that pulls.
    pub(super) role: Option<Value>,
    /// The role of the instance, if it is known and not the one that pulls as such.
    pub(super) host_role: Option<Value>,
    /// The words that say the task, if they are known.
    pub(super) task_span: Option<Span>,
    /// Whether the task surely has no execution role: the instance pulls with its own.
    pub(super) has_no_role: bool,
    /// The ARN of the role that pulls, if it is written out.
    pub(super) role_arn: Option<String>,
    pub(super) image: Option<Image>,
    /// The region of its registry, if it is known.
    pub(super) image_region: Option<&'static Region>,
    /// The ARN of its repository, if it is in the region that deploys, and that is not known.
    pub(super) image_arn: Option<Value>,
    /// Why the registry of the image is not known, if it is not.
    pub(super) image_open: Option<String>,
    /// What else is pulled.
    pub(super) others: Vec<Pulled>,
    /// What it calls for.
    pub(super) errand: Errand,
    /// The role of what runs, if it is known.
    pub(super) task_role: Option<Value>,
    /// Whether the task surely has none.
    pub(super) has_no_task_role: bool,
    /// Whether an image of ECR is pulled, if that is known.
    pub(super) pulls: Option<bool>,
    /// What is decided already over its calls.
    pub(super) answers: Answers<'p>,
    pub(super) span: Option<Span>,
}

impl<'p> Caller<'p> {
    /// Who starts as a client does.
    pub(super) fn of_client(plan: &'p Plan, asked: &'p Asked, client: &'p Client) -> Self {
        let tasks = &plan.surroundings.tasks;
        let named = client.task.as_ref().and_then(|name| tasks.iter().find(|task| task.name == *name));
        let caller = Self::of_launch(plan, asked, client.launch, named, client.span);
        Caller {
            // Tasks on instances and pods have interfaces of their own: which instance pulls is not known.
            subnets: match client.presumed {
                true => &[],
                false if is_open(&client.subnets) => &SOMEWHERE,
                false => client.subnets.items(),
            },
            groups: client.security_groups.clone(),
            public_address: client.public_address,
            name: client.name.clone(),
            off: client.off.clone(),
            span: client.span,
            role: if caller.has_no_role { client.host_role.clone() } else { caller.role.clone() },
            host_role: client.host_role.clone(),
            ..caller
        }
    }

    /// One who starts somewhere in the VPC.
    pub(super) fn of_launch(
        plan: &'p Plan,
        asked: &'p Asked,
        launch: Launch,
        task: Option<&Task>,
        span: Option<Span>,
    ) -> Self {
        // A task shows what its containers use, and other tasks do not tell.
        let is_shown = task.is_some() && launch.is_ecs();
        let workload = if is_shown { &asked.said } else { &plan.surroundings.workload };
        let is_on = |said: Option<crate::span::Spanned<bool>>| said.is_some_and(|said| said.value);
        let calls = task.map(|task| task.calls.clone()).unwrap_or_default();
        // An image that is asked for stands for those of the task.
        let mut pulled: Vec<Pulled> = match (&asked.image, task) {
            (Some(asked), _) => vec![Pulled::OfEcr(OfEcr { image: Some(asked.clone()), ..OfEcr::default() })],
            (None, Some(task)) => task.images.iter().map(|image| Pulled::of(image, plan.region)).collect(),
            (None, None) => Vec::new(),
        };
        // Of what is pulled from ECR, what is known best comes first.
        let rank = |pulled: &Pulled| match pulled {
            Pulled::OfEcr(OfEcr { image: Some(_), .. }) => Some(0),
            Pulled::OfEcr(OfEcr { open: None, .. }) => Some(1),
            Pulled::OfEcr(_) => Some(2),
            Pulled::Internet(_) | Pulled::Anywhere(_) => None,
        };
        let best = (0..pulled.len()).filter_map(|at| Some((rank(pulled.get(at)?)?, at))).min();
        let pulls = match (&asked.image, task) {
            _ if best.is_none() && !pulled.is_empty() => Some(false),
            (Some(_), _) => Some(true),
            (None, task) => task.is_some_and(|task| task.pulls).then_some(true),
        };
        let first = best.map(|(_, at)| pulled.remove(at));
        let OfEcr { image, region: image_region, arn: image_arn, open: image_open } = match &first {
            Some(Pulled::OfEcr(of)) => of.clone(),
            Some(Pulled::Internet(_) | Pulled::Anywhere(_)) | None => OfEcr::default(),
        };
        let others: Vec<Pulled> = pulled.into_iter().filter(|other| Some(other) != first.as_ref()).collect();
        let uses = Uses {
            upstream: image.as_ref().is_some_and(|image| is_cached(plan, image)),
            logs: if calls.logs.is_empty() {
                is_on(workload.awslogs).then(Logs::default).into_iter().collect()
            } else {
                calls.logs
            },
            secrets: if calls.secrets.is_empty() {
                workload.secrets.iter().map(|store| Secret::in_store(store.value)).collect()
            } else {
                calls.secrets
            },
            env_files: calls.env_files,
            exec: match calls.exec {
                Exec::Unsaid | Exec::Off if is_on(workload.exec) => Exec::On,
                exec @ (Exec::Unsaid | Exec::Off | Exec::On | Exec::Open(_)) => exec,
            },
        };
        Caller {
            plan,
            asked,
            launch,
            name: launch.who().into_owned(),
            off: None,
            subnets: &[],
            groups: List::unknown(),
            public_address: None,
            uses,
            role: of_start(plan, asked, launch, task),
            host_role: None,
            task_span: task.and_then(|task| task.span),
            // The role of a task that no file shows is not known, which is not none.
            has_no_role: asked.role.is_none() && task.is_some_and(|task| task.role.is_none()),
            role_arn: match &asked.role {
                Some(said) => Some(said.clone()).filter(|said| said.starts_with("arn:")),
                None => task.and_then(|task| task.role_arn.clone()),
            },
            image,
            image_region,
            image_arn,
            image_open,
            others,
            errand: Step::Token.into(),
            task_role: task.and_then(|task| task.task_role.clone()).filter(|role| !matches!(role, Value::Unknown(_))),
            has_no_task_role: task.is_some_and(|task| task.task_role.is_none()),
            pulls,
            answers: Answers::default(),
            span,
        }
    }

    /// The region whose host a call names: images may be of another.
    pub(super) fn region_of(&self, step: Step) -> Option<&'p Region> {
        let of_image = self.image.as_ref().map(|image| image.region).or(self.image_region);
        match step {
            Step::Token | Step::Manifest | Step::Upstream | Step::LayerUrl | Step::Layer => {
                of_image.or(self.plan.region)
            }
            Step::Secrets(_) | Step::LogGroup | Step::Logs => match &self.errand.region {
                CalledRegion::Named(id) => region::find(id),
                CalledRegion::Own => self.plan.region,
                CalledRegion::Unknown => None,
            },
            Step::Agent(_)
            | Step::Node
            | Step::EnvFile
            | Step::AddOns
            | Step::BaseLayer
            | Step::Exec
            | Step::Sts
            | Step::EksAuth => self.plan.region,
        }
    }

    /// Whether the template makes the VPC.
    pub(super) fn makes_vpc(&self) -> bool {
        self.asked.origin == Origin::Template && self.plan.vpcs().next().is_some()
    }

    /// Whether the image is in the registry of another account than the role's, if both are written out.
    pub(super) fn is_across_accounts(&self) -> bool {
        let account = self.image.as_ref().and_then(|image| image.account.as_literal());
        account.is_some_and(|account| self.is_of_other_account(account))
    }

    /// Whether an account is another one than the role's, if that is written out.
    pub(super) fn is_of_other_account(&self, account: &str) -> bool {
        let own = self.role_arn.as_deref().and_then(|arn| arn.split(':').nth(4));
        own.is_some_and(|own| own != account)
    }

    /// Why a thing in an account may be in another one than the role: the same start names a second account, and which of the
    /// two is the role's is not known.
    pub(super) fn perhaps_across(&self, thing: &str, account: &str) -> Option<String> {
        if self.own_account().is_some_and(|own| own.as_literal().is_some()) {
            return None;
        }
        let of_image = self.image.as_ref().and_then(|image| image.account.as_literal());
        let of_secrets = self.uses.secrets.iter().filter_map(|secret| secret.account.as_deref());
        let other = of_secrets.chain(of_image).find(|other| *other != account)?;
        Some(format!(
            "the {thing} is in the account {account}, the same start names the account {other}, and which of them the role is in \
             is not known"
        ))
    }

    /// Whether the role that pulls is an execution role, which ECS assumes: on instances, `--role` may be theirs.
    pub(super) fn starts_as_execution_role(&self) -> bool {
        self.launch.is_fargate() || self.launch.is_ecs() && self.asked.role.is_none() && !self.has_no_role
    }

    /// The account in the registry's host.
    pub(super) fn account(&self) -> &str {
        self.image.as_ref().and_then(|image| image.account.as_literal()).unwrap_or(UNKNOWN_ACCOUNT)
    }

    /// The same with another call to make, over which nothing is decided yet.
    pub(super) fn sent(&self, errand: Errand) -> Self {
        let span = errand.span.or(self.span);
        Self { errand, span, answers: Answers::default(), ..self.clone() }
    }

    /// The role of the instance, as policies name it, if it is known.
    pub(super) fn host(&self) -> Option<Principal> {
        Some(self.principal_of(self.host_role.as_ref()?, None))
    }

    /// The role of what runs, as policies name it, if it is known.
    pub(super) fn task(&self) -> Option<Principal> {
        Some(self.principal_of(self.task_role.as_ref()?, None))
    }

    /// The role that pulls, as policies name it.
    pub(super) fn principal(&self) -> Principal {
        self.role.as_ref().map_or_else(Principal::default, |role| self.principal_of(role, self.role_arn.as_deref()))
    }

    fn principal_of(&self, role: &Value, arn: Option<&str>) -> Principal {
        let name = self.name_of(role);
        let path = self.path_of(role);
        let mut arns = vec![role.in_region(self.plan.region)];
        if let Some(arn) = arn {
            arns.push(Value::literal(arn.to_owned()));
        } else if let (Value::Attribute(id, _), Some(path)) = (role, path) {
            // A policy may write its name, or ask the template for it.
            let names =
                name.clone().map(Value::literal).into_iter().chain([Value::Attribute(id.clone(), Attribute::Name)]);
            arns.extend(names.map(|name| Value::role_arn(path, name).in_region(self.plan.region)));
        }
        arns.retain(|arn| !matches!(arn, Value::Unknown(_) | Value::Parameter(_)));
        Principal { arns, name, path: path.map(str::to_owned), account: self.account_of(role, arn) }
    }

    /// The account of the role that pulls: a role that the template makes is in the one that deploys.
    pub(super) fn own_account(&self) -> Option<Value> {
        match &self.role {
            Some(role) => self.account_of(role, self.role_arn.as_deref()),
            None => self.role_arn.as_deref().and_then(account_in),
        }
    }

    fn account_of(&self, role: &Value, arn: Option<&str>) -> Option<Value> {
        if let Some(account) = arn.or_else(|| role.as_literal()).and_then(account_in) {
            return Some(account);
        }
        let Value::Attribute(id, _) = role else { return None };
        let is_made = self.asked.origin != Origin::Deployed && self.plan.resource(id).is_some();
        is_made.then_some(Value::Pseudo(Pseudo::Account))
    }

    /// A role's path, if the plan shows it.
    fn path_of(&self, role: &Value) -> Option<&'p str> {
        let Value::Attribute(id, _) = role else { return None };
        let ResourceKind::Role(role) = &self.plan.resource(id)?.kind else { return None };
        role.path.as_literal()
    }

    /// The role's name, without its path.
    pub(super) fn role_name(&self) -> Option<String> {
        self.name_of(self.role.as_ref()?)
    }

    /// What people call a role: its name, or what the template calls it.
    pub(super) fn called(&self, role: &Value) -> String {
        self.name_of(role).unwrap_or_else(|| role.name())
    }

    /// The name of a role, without its path.
    pub(super) fn name_of(&self, role: &Value) -> Option<String> {
        match role {
            Value::Attribute(id, _) => match &self.plan.resource(id)?.kind {
                ResourceKind::Role(role) => role.name.as_literal().map(str::to_owned),
                ResourceKind::Vpc(_)
                | ResourceKind::Subnet(_)
                | ResourceKind::RouteTable(_)
                | ResourceKind::RouteTableAssociation(_)
                | ResourceKind::SecurityGroup(_)
                | ResourceKind::Ingress(_)
                | ResourceKind::Egress(_)
                | ResourceKind::InterfaceEndpoint(_)
                | ResourceKind::GatewayEndpoint(_)
                | ResourceKind::RolePolicy(_) => None,
            },
            arn @ (Value::Literal(_) | Value::Parameter(_) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_)) => {
                let text = arn.to_string();
                let name = text.rsplit('/').next().unwrap_or(&text);
                (!name.contains(['<', '?'])).then(|| name.to_owned())
            }
        }
    }
}

/// The account in an ARN, if there is one.
fn account_in(arn: &str) -> Option<Value> {
    let account = arn.split(':').nth(4).filter(|account| !account.is_empty())?;
    Some(Value::literal(account.to_owned()))
}

/// Whether a cache rule fills an image's repository.
pub(super) fn is_cached(plan: &Plan, image: &Image) -> bool {
    // What a template makes under a name that AWS gives is in no cache, unless all are.
    let name = image.repository.as_literal().unwrap_or_default();
    plan.surroundings.caches.iter().any(|beginning| name.starts_with(beginning))
}

/// Whether whoever deploys says what is in a list.
fn is_open(list: &List) -> bool {
    matches!(list, List::Parameter(_) | List::Unknown(Why::Open(_)))
}

//! Input: where containers run, and what they use.
//! Output: the calls of a start in their order, each with the region or the file that it is for.
//! Never: knows a VPC.

use super::step::Step;
use super::uses::Uses;
use crate::aws::Service;
use crate::plan::{CalledRegion, EnvFile, Exec, Launch, Logs, Secret};
use crate::span::Span;

/// A call that is to be made.
#[derive(Debug, Clone)]
pub(super) struct Errand {
    pub(super) step: Step,
    /// The region that logs and secrets are in.
    pub(super) region: CalledRegion,
    /// The file that is downloaded.
    pub(super) file: Option<EnvFile>,
    /// The secret that is read.
    pub(super) secret: Option<Secret>,
    /// Where logs are sent to.
    pub(super) logs: Option<Logs>,
    /// Why it is not known whom it calls, or whether it is made at all, if it is not.
    pub(super) open: Option<String>,
    /// The words that ask for it.
    pub(super) span: Option<Span>,
}

impl From<Step> for Errand {
    fn from(step: Step) -> Self {
        Self { step, region: CalledRegion::Own, file: None, secret: None, logs: None, open: None, span: None }
    }
}

/// The calls for an image, once there is a token.
pub(super) fn of_image(upstream: bool) -> impl Iterator<Item = Step> {
    let steps = [Step::Manifest, Step::Upstream, Step::LayerUrl, Step::Layer];
    steps.into_iter().filter(move |step| upstream || *step != Step::Upstream)
}

/// The calls of a launch, in their order.
pub(super) fn errands(launch: Launch, uses: &Uses) -> Vec<Errand> {
    let of_secret = |secret: &Secret| Errand {
        region: secret.region.clone(),
        secret: Some(secret.clone()),
        open: secret.why().map(|why| format!("the store of a secret is unknown: {why}")),
        span: secret.span,
        ..Step::Secrets(secret.store).into()
    };
    let secrets = || uses.secrets.iter().map(of_secret);
    let of_file = |file: &EnvFile| Errand {
        file: Some(file.clone()),
        open: file.open.as_ref().map(|why| format!("ecrc does not know whether there is an environment file: {why}")),
        ..Step::EnvFile.into()
    };
    let files = || uses.env_files.iter().map(of_file);
    let mut errands: Vec<Errand> = Vec::new();
    match launch.runs_on() {
        Launch::Fargate { .. } => {
            errands.push(Step::Token.into());
            errands.extend(secrets().chain(files()));
        }
        Launch::Ec2 { .. } | Launch::ManagedInstances => {
            errands.extend(Service::ECS.map(|service| Step::Agent(service).into()));
            errands.extend(secrets().chain(files()));
            errands.push(Step::Token.into());
        }
        // After `runs_on` there is no job of AWS Batch.
        Launch::Docker { .. } | Launch::Batch(_) => errands.push(Step::Token.into()),
        Launch::Eks { fargate } => {
            errands.extend((!fargate).then_some(Step::Node.into()));
            errands.push(Step::Token.into());
            errands.extend((!fargate).then_some(Step::AddOns.into()));
        }
    }
    errands.extend(of_image(uses.upstream).map(Errand::from));
    errands.extend(launch.is_windows().then_some(Step::BaseLayer.into()));
    for logs in &uses.logs {
        let steps = logs.creates_group.then_some(Step::LogGroup).into_iter().chain([Step::Logs]);
        let open = logs.open.as_ref().map(|why| format!("the log driver is unknown: {why}"));
        errands.extend(steps.map(|step| Errand {
            region: logs.region.clone(),
            logs: Some(logs.clone()),
            open: open.clone(),
            span: logs.span,
            ..step.into()
        }));
    }
    let has_exec = match uses.exec {
        Exec::On | Exec::Open(_) => launch.is_ecs() && !launch.fetches_elsewhere(),
        Exec::Unsaid | Exec::Off => false,
    };
    let open = uses.exec.why().map(|why| format!("ecrc does not know whether ECS Exec is on: {why}"));
    errands.extend(has_exec.then(|| Errand { open, ..Step::Exec.into() }));
    if launch.is_eks() {
        errands.extend(secrets());
        errands.push(Step::Sts.into());
        // Pods on Fargate cannot use Pod Identity:
        // <https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html>, read 2026-11-30.
        let is_on_nodes = launch.runs_on() == Launch::Eks { fargate: false };
        errands.extend(is_on_nodes.then_some(Step::EksAuth.into()));
    }
    errands
}

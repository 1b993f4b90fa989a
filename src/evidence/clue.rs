//! Input: nothing.
//! Output: the phrases that report a failure, old and new, and what each means.
//! Never: whole messages: those change with every version. Sources: the pages and reports that
//! `tests/cases/errors_seen.json` names, and the ECS, ECR, EKS and IAM guides' pages on errors, read 2026-11-29.

use super::aside::{self, Aside};
use super::deploy::{self, Rejection};
use super::how;
use super::kinds::{Call, How, Layer};
use super::phrases::{Hit, Phrases};
use super::within;
use std::sync::LazyLock;

/// What a phrase tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clue {
    /// How something failed.
    How(How),
    /// A step that failed: the words are those of a failure.
    Failed(Call),
    /// An action or a step that is named; alone it is no failure.
    Named(Call),
    /// The part of a start that failed, where no single call is named.
    Part(Part),
    /// A kind of policy.
    Layer(Layer),
    /// A problem that no endpoint causes.
    Aside(Aside),
    /// A deployment that AWS rejects.
    Rejected(Rejection),
    /// A detail that decides between rules.
    Detail(Detail),
}

/// A part of a start whose failure has several causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A node does not join its cluster.
    NodeJoin,
    /// The VPC CNI does not come up.
    Cni,
    /// A container does not start in time.
    ContainerStart,
    /// No container instance takes the task.
    Placement,
    /// `SageMaker` does not reach S3.
    SageMakerS3,
    /// The registry login or the secrets of a task on Fargate; the words before those that say which.
    LoginOrSecrets,
    /// The pull of an image, at any of its steps.
    Pull,
}

/// A detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The text is of ECS: what is denied is denied to a task's execution role, or an instance's.
    Ecs,
    /// A name was looked up.
    Lookup,
    /// The certificate is for another name.
    OtherName,
    /// An image of Windows.
    Windows,
    /// The end of a stream: a failure only after a colon.
    Eof,
    /// AWS's words for missing rights, without an action.
    CheckRole,
    /// A status that is not the one hoped for; which one stands beside, or was cut off.
    Status,
    /// A layer arrived, and not whole.
    Corrupt,
    /// An image is pulled or pushed: the registry in its name is called.
    Transfer,
    /// What `GetParameters` lists in its answer, as the agent prints it.
    BadParameters,
    /// A parser's complaint of what is no JSON.
    NoJson,
    /// `not found`, which tells of an image only where an image is resolved.
    NotFound,
}

/// Steps whose words are those of a failure.
const FAILED: &[(&str, Call)] = &[
    ("pull registry auth from amazon ecr", Call::Token),
    ("pull registry authentication from amazon ecr", Call::Token),
    ("unable to retrieve ecr registry auth", Call::Token),
    ("unable to pull registry auth", Call::Token),
    ("cannotpullecrcontainererror", Call::Token),
    ("failed to get authorization token", Call::Token),
    ("requesting ecr authorization token", Call::Token),
    ("execing credential provider plugin ecr credential provider", Call::Token),
    ("pull image manifest has been retried", Call::Manifest),
    ("inspect image has been retried", Call::Manifest),
    ("cannotpullimagemanifesterror", Call::Manifest),
    ("from the amazon ecr repository", Call::Manifest),
    ("failed to resolve ref", Call::Manifest),
    ("failed to resolve reference", Call::Manifest),
    ("can t pull the image", Call::Manifest),
    ("cannotpullcontainererror api error", Call::Manifest),
    ("httpreadseeker failed open", Call::Layer),
    ("httpreaderseeker failed open", Call::Layer),
    ("ref pull has been retried", Call::Layer),
    ("error pulling image conf", Call::Layer),
    ("error pulling image configuration", Call::Layer),
    ("filesystem layer verification failed", Call::Layer),
    ("filesystem verification failed", Call::Layer),
    ("failed to extract layer", Call::Layer),
    ("failed to register layer", Call::Layer),
    ("pull command failed panic", Call::Layer),
    ("unable to retrieve secret from asm", Call::Secrets),
    ("unable to retrieve secrets from ssm", Call::Secrets),
    ("unable to get registry auth from asm", Call::Secrets),
    ("get secret from asm", Call::Secrets),
    ("get secrets from asm", Call::Secrets),
    ("get secret from ssm", Call::Secrets),
    ("get secrets from ssm", Call::Secrets),
    ("pull secrets from aws", Call::Secrets),
    ("fetching secret data from", Call::Secrets),
    ("failed to fetch secret", Call::Secrets),
    ("failed to download env files", Call::EnvFile),
    ("download the environment variable files", Call::EnvFile),
    ("failed to validate logger args", Call::Logs),
    ("cannot find the amazon cloudwatch log group", Call::Logs),
    ("failed to create cloudwatch log stream", Call::Logs),
    ("failed to initialize logging driver", Call::Logs),
    ("error calling describeloggroups", Call::Logs),
    ("targetnotconnectedexception", Call::Exec),
    ("targetnotconnected", Call::Exec),
    ("execute command failed", Call::Exec),
    ("error connecting to acs", Call::Agent),
    ("error connecting to tcs", Call::Agent),
    ("failed to connect to acs", Call::Agent),
    ("failed to connect to tcs", Call::Agent),
    ("error from acs", Call::Agent),
    ("error from tcs", Call::Agent),
    ("unable to discover poll endpoint", Call::Agent),
    ("error creating a websocket client", Call::Agent),
    ("error registering container instance", Call::Agent),
    ("unable to register as a container instance", Call::Agent),
    ("could not register module", Call::Agent),
    ("health ping failed", Call::Ssm),
    ("ssm agent hibernate", Call::Ssm),
    ("could not retrieve mirrorlist", Call::Packages),
    ("webidentityerr", Call::Sts),
    ("unable to fetch credentials from eks auth", Call::EksAuth),
    ("error listing aws instances", Call::Ec2),
    ("error describing instance", Call::Ec2),
    ("retrying request ec2 describeinstances", Call::Ec2),
];

/// Actions and steps that are named; what is wrong with them stands beside.
const NAMED: &[(&str, Call)] = &[
    ("getauthorizationtoken", Call::Token),
    ("get login password", Call::Token),
    ("ecr credential provider", Call::Token),
    ("failed to get sandbox image", Call::Manifest),
    ("no basic auth credentials", Call::Manifest),
    ("pull access denied", Call::Manifest),
    ("fetch anonymous token", Call::Manifest),
    ("error parsing http 403 response body", Call::Manifest),
    ("manifest unknown", Call::Manifest),
    ("manifest for", Call::Manifest),
    ("not found in repository", Call::Manifest),
    ("name unknown", Call::Manifest),
    ("the repository with name", Call::Manifest),
    ("status code manifests", Call::Manifest),
    ("status code blobs", Call::LayerUrl),
    ("batchgetimage", Call::Manifest),
    ("getdownloadurlforlayer", Call::LayerUrl),
    ("failed to push", Call::Push),
    ("push refers to repository", Call::Push),
    ("from put request", Call::Push),
    ("from post request", Call::Push),
    ("from patch request", Call::Push),
    ("at destination", Call::Push),
    ("push permission", Call::Push),
    ("initiatelayerupload", Call::Push),
    ("uploadlayerpart", Call::Push),
    ("completelayerupload", Call::Push),
    ("putimage", Call::Push),
    ("getsecretvalue", Call::Secrets),
    ("ssm getparameters", Call::Secrets),
    ("createlogstream", Call::Logs),
    ("createloggroup", Call::Logs),
    ("putlogevents", Call::Logs),
    ("executecommand", Call::Exec),
    ("ssmmessages", Call::Exec),
    ("registercontainerinstance", Call::Agent),
    ("discoverpollendpoint", Call::Agent),
    ("updateinstanceinformation", Call::Ssm),
    ("assumerolewithwebidentity", Call::Sts),
    ("assumeroleforpodidentity", Call::EksAuth),
    ("describeinstances", Call::Ec2),
    ("describeinstancetypes", Call::Ec2),
    ("describenetworkinterfaces", Call::Ec2),
    ("kms decrypt", Call::Kms),
];

const PARTS: &[(&str, Part)] = &[
    ("cannotpullcontainererror", Part::Pull),
    ("failed to pull image", Part::Pull),
    ("unable to pull secrets or registry auth", Part::LoginOrSecrets),
    ("nodecreationfailure", Part::NodeJoin),
    ("instances failed to join the kubernetes cluster", Part::NodeJoin),
    ("cni plugin not initialized", Part::Cni),
    ("cni config uninitialized", Part::Cni),
    ("nodes to join the cluster and become ready", Part::NodeJoin),
    ("retrying waiting for ipam d", Part::Cni),
    ("dockertimeouterror could not transition to started", Part::ContainerStart),
    ("batch job is blocked root cause is undetermined", Part::Placement),
    ("undetermined batch job is blocked", Part::Placement),
    ("reason agent", Part::Placement),
    ("agent that s currently disconnected", Part::Placement),
    ("agent that is currently disconnected", Part::Placement),
    ("no container instance met all of its requirements", Part::Placement),
    ("no container instances were found in your cluster", Part::Placement),
    ("has a route to an s3 vpc endpoint", Part::SageMakerS3),
];

const LAYERS: &[(&str, Layer)] = &[
    ("vpc endpoint policy", Layer::VpcEndpoint),
    ("vpceaccessdenied", Layer::VpcEndpoint),
    ("identity based policy", Layer::Identity),
    ("identity policy", Layer::Identity),
    ("resource based policy", Layer::Resource),
    ("service control policy", Layer::ServiceControl),
    ("resource control policy", Layer::ResourceControl),
    ("permissions boundary", Layer::Boundary),
    ("session policy", Layer::Session),
    ("role trust policy", Layer::RoleTrust),
];

const DETAILS: &[(&str, Detail)] = &[
    ("resourceinitializationerror", Detail::Ecs),
    ("cannotpullcontainererror", Detail::Ecs),
    ("cannotpullecrcontainererror", Detail::Ecs),
    ("cannotpullimagemanifesterror", Detail::Ecs),
    ("cannotstartcontainererror", Detail::Ecs),
    ("unable to pull secrets or registry auth", Detail::Ecs),
    ("unable to retrieve ecr registry auth", Detail::Ecs),
    ("unable to retrieve secret from asm", Detail::Ecs),
    ("unable to retrieve secrets from ssm", Detail::Ecs),
    ("failed to validate logger args", Detail::Ecs),
    ("failed to create cloudwatch log stream", Detail::Ecs),
    ("failed to download env files", Detail::Ecs),
    ("the task can", Detail::Ecs),
    ("the task cannot", Detail::Ecs),
    ("fetching secret data from", Detail::Ecs),
    ("lookup", Detail::Lookup),
    ("read udp", Detail::Lookup),
    ("dial udp", Detail::Lookup),
    ("communications error to", Detail::Lookup),
    ("udp setup with", Detail::Lookup),
    ("certificate is valid for", Detail::OtherName),
    ("certificate is not valid for", Detail::OtherName),
    ("hostname mismatch", Detail::OtherName),
    ("doesn t match either of", Detail::OtherName),
    ("windows", Detail::Windows),
    ("servercore", Detail::Windows),
    ("nanoserver", Detail::Windows),
    ("eof", Detail::Eof),
    ("check that the role has the permissions to pull", Detail::CheckRole),
    ("filesystem layer verification failed", Detail::Corrupt),
    ("filesystem verification failed", Detail::Corrupt),
    ("unexpected status code", Detail::Status),
    ("unexpected status from", Detail::Status),
    ("failed with status code", Detail::Status),
    ("pull", Detail::Transfer),
    ("pulling", Detail::Transfer),
    ("pullimage", Detail::Transfer),
    ("unauthorized for", Detail::Transfer),
    ("errimagepull", Detail::Transfer),
    ("imagepullbackoff", Detail::Transfer),
    ("push", Detail::Transfer),
    ("failed to solve", Detail::Transfer),
    ("reading manifest", Detail::Transfer),
    ("initializing source", Detail::Transfer),
    ("invalid parameters", Detail::BadParameters),
    ("looking for beginning of", Detail::NoJson),
    ("unexpected end of json", Detail::NoJson),
    ("not found", Detail::NotFound),
];

/// All values.
static CLUES: LazyLock<Phrases<Clue>> = LazyLock::new(|| {
    let how = how::PHRASES.iter().map(|(phrase, how)| (*phrase, Clue::How(*how)));
    let failed = FAILED.iter().map(|(phrase, call)| (*phrase, Clue::Failed(*call)));
    let named = NAMED.iter().map(|(phrase, call)| (*phrase, Clue::Named(*call)));
    let parts = PARTS.iter().map(|(phrase, part)| (*phrase, Clue::Part(*part)));
    let layers = LAYERS.iter().map(|(phrase, layer)| (*phrase, Clue::Layer(*layer)));
    let of_trust = |(phrase, ..): &(&'static str, _, _)| {
        [Clue::How(How::Denied), Clue::Layer(Layer::RoleTrust)].map(|clue| (*phrase, clue))
    };
    let unassumed = how::UNASSUMED.iter().flat_map(of_trust);
    let details = DETAILS.iter().map(|(phrase, detail)| (*phrase, Clue::Detail(*detail)));
    let asides = aside::PHRASES.iter().map(|(phrase, aside)| (*phrase, Clue::Aside(*aside)));
    let rejected = deploy::PHRASES.iter().map(|(phrase, rejection)| (*phrase, Clue::Rejected(*rejection)));
    Phrases::new(
        how.chain(failed)
            .chain(named)
            .chain(parts)
            .chain(layers)
            .chain(unassumed)
            .chain(details)
            .chain(asides)
            .chain(rejected),
    )
});

/// The clues of a text. Those that alone tell of a failure do not if they are words of a name.
pub fn find(text: &str) -> Vec<Hit<Clue>> {
    let mut hits = CLUES.find(text);
    hits.retain(|hit| !hit.meaning.is_telling() || !within::name(text, hit.at, hit.end));
    hits
}

impl Clue {
    /// Whether a text with it alone tells of a failure.
    pub fn is_telling(self) -> bool {
        match self {
            Clue::Part(part) => part != Part::Pull,
            Clue::How(_) | Clue::Failed(_) | Clue::Aside(_) | Clue::Rejected(_) => true,
            Clue::Detail(detail) => matches!(detail, Detail::CheckRole | Detail::Eof),
            Clue::Named(_) | Clue::Layer(_) => false,
        }
    }

    /// The step, where its words are those of a failure.
    pub fn failed(self) -> Option<Call> {
        if let Clue::Failed(call) = self { Some(call) } else { None }
    }

    /// The step or action that is named.
    pub fn named(self) -> Option<Call> {
        if let Clue::Named(call) = self { Some(call) } else { None }
    }

    /// The part of a start.
    pub fn part(self) -> Option<Part> {
        if let Clue::Part(part) = self { Some(part) } else { None }
    }

    /// The kind of policy.
    pub fn layer(self) -> Option<Layer> {
        if let Clue::Layer(layer) = self { Some(layer) } else { None }
    }

    /// The problem that no endpoint causes.
    pub fn aside(self) -> Option<Aside> {
        if let Clue::Aside(aside) = self { Some(aside) } else { None }
    }

    /// Why a deployment was rejected.
    pub fn rejected(self) -> Option<Rejection> {
        if let Clue::Rejected(rejection) = self { Some(rejection) } else { None }
    }

    /// The detail.
    pub fn detail(self) -> Option<Detail> {
        if let Clue::Detail(detail) = self { Some(detail) } else { None }
    }
}

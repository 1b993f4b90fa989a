//! Comes in: an action's name or pattern.
//! Goes out: ECR's actions that it stands for, and on what each acts; the lists behind the verbs.
//! Never: matches in another letter case unless asked: AWS does, but people review what is written.

use super::wildcard;

/// On what an action acts, and so what a statement may name as its resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionLevel {
    /// The registry as a whole: its resource is `*`.
    Registry,
    /// A repository.
    Repository,
}

/// An action of ECR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action {
    /// `ecr:PutImage`.
    pub name: &'static str,
    /// On what it acts.
    pub level: ActionLevel,
}

const fn registry(name: &'static str) -> Action {
    Action { name, level: ActionLevel::Registry }
}

const fn repository(name: &'static str) -> Action {
    Action { name, level: ActionLevel::Repository }
}

/// The login token; it has no resource.
pub const GET_AUTHORIZATION_TOKEN: &str = "ecr:GetAuthorizationToken";

/// What the verb `pull` stands for, in the order of AWS's page on ECR's VPC endpoints.
pub const PULL: &[&str] = &["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", GET_AUTHORIZATION_TOKEN];

/// What `allow push` stands for, in the order of the ECR user guide's "IAM permissions for pushing an image"
/// (read 2026-11-29).
pub const PUSH: &[&str] = &[
    "ecr:CompleteLayerUpload",
    "ecr:UploadLayerPart",
    "ecr:InitiateLayerUpload",
    "ecr:BatchCheckLayerAvailability",
    "ecr:PutImage",
    "ecr:BatchGetImage",
    GET_AUTHORIZATION_TOKEN,
];

/// What `deny push` stands for: the actions of a push that no pull needs.
pub const PUSH_ALONE: &[&str] = &[
    "ecr:CompleteLayerUpload",
    "ecr:UploadLayerPart",
    "ecr:InitiateLayerUpload",
    "ecr:BatchCheckLayerAvailability",
    "ecr:PutImage",
];

/// What the verb `delete` stands for.
pub const DELETE: &[&str] = &["ecr:DeleteRepository"];

/// What the first pull through a cache rule needs beside a pull (ECR user guide, read 2026-11-24).
pub const PULL_THROUGH_CACHE: &[&str] = &["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"];

/// Every action of ECR, by name: the service authorization reference (read 2026-11-25), and from botocore 1.44.8
/// (read 2026-11-29) the operations that the page does not have. Those of replication backfills take no repository there,
/// so they are taken to act on the registry.
pub const ACTIONS: &[Action] = &[
    repository("ecr:BatchCheckLayerAvailability"),
    repository("ecr:BatchDeleteImage"),
    repository("ecr:BatchGetImage"),
    repository("ecr:BatchGetRepositoryScanningConfiguration"),
    repository("ecr:BatchImportUpstreamImage"),
    repository("ecr:CompleteLayerUpload"),
    registry("ecr:CreatePullThroughCacheRule"),
    repository("ecr:CreateRepository"),
    registry("ecr:CreateRepositoryCreationTemplate"),
    repository("ecr:DeleteLifecyclePolicy"),
    registry("ecr:DeletePullThroughCacheRule"),
    registry("ecr:DeleteRegistryPolicy"),
    repository("ecr:DeleteRepository"),
    registry("ecr:DeleteRepositoryCreationTemplate"),
    repository("ecr:DeleteRepositoryPolicy"),
    registry("ecr:DeleteSigningConfiguration"),
    registry("ecr:DeregisterPullTimeUpdateExclusion"),
    repository("ecr:DescribeImageReplicationStatus"),
    repository("ecr:DescribeImageScanFindings"),
    repository("ecr:DescribeImageSigningStatus"),
    repository("ecr:DescribeImages"),
    registry("ecr:DescribePullThroughCacheRules"),
    registry("ecr:DescribeRegistry"),
    registry("ecr:DescribeReplicationBackfillResults"),
    repository("ecr:DescribeRepositories"),
    registry("ecr:DescribeRepositoryCreationTemplates"),
    registry("ecr:GetAccountSetting"),
    registry("ecr:GetAuthorizationToken"),
    repository("ecr:GetDownloadUrlForLayer"),
    repository("ecr:GetImageCopyStatus"),
    repository("ecr:GetLifecyclePolicy"),
    repository("ecr:GetLifecyclePolicyPreview"),
    registry("ecr:GetRegistryPolicy"),
    registry("ecr:GetRegistryScanningConfiguration"),
    repository("ecr:GetRepositoryPolicy"),
    registry("ecr:GetSigningConfiguration"),
    repository("ecr:InitiateLayerUpload"),
    repository("ecr:ListImages"),
    registry("ecr:ListPullTimeUpdateExclusions"),
    registry("ecr:ListReplicationBackfills"),
    repository("ecr:ListTagsForResource"),
    registry("ecr:PutAccountSetting"),
    repository("ecr:PutImage"),
    repository("ecr:PutImageScanningConfiguration"),
    repository("ecr:PutImageTagMutability"),
    repository("ecr:PutLifecyclePolicy"),
    registry("ecr:PutRegistryPolicy"),
    registry("ecr:PutRegistryScanningConfiguration"),
    registry("ecr:PutReplicationConfiguration"),
    registry("ecr:PutSigningConfiguration"),
    registry("ecr:RegisterPullTimeUpdateExclusion"),
    repository("ecr:ReplicateImage"),
    repository("ecr:SetRepositoryPolicy"),
    repository("ecr:StartImageScan"),
    repository("ecr:StartLifecyclePolicyPreview"),
    registry("ecr:StartReplicationBackfill"),
    registry("ecr:StopReplicationBackfill"),
    repository("ecr:TagResource"),
    repository("ecr:UntagResource"),
    repository("ecr:UpdateImageStorageClass"),
    registry("ecr:UpdatePullThroughCacheRule"),
    registry("ecr:UpdateRepositoryCreationTemplate"),
    repository("ecr:UploadLayerPart"),
    registry("ecr:ValidatePullThroughCacheRule"),
];

/// The actions that a pattern with `*` and `?` stands for, in the letter case as written.
pub fn matching(pattern: &str) -> impl Iterator<Item = &'static Action> {
    ACTIONS.iter().filter(move |action| wildcard::matches(pattern, action.name))
}

/// Whether all that a name or a pattern stands for at AWS is known to be in [`ACTIONS`]: a pattern of ECR stands for those
/// that there are, a whole name that is none of them may be newer, and what is not ECR's is in no table.
pub fn is_known(pattern: &str) -> bool {
    let of_ecr = pattern.get(..4).is_some_and(|service| service.eq_ignore_ascii_case("ecr:"));
    of_ecr && (pattern.contains(['*', '?']) || matching_ignoring_case(pattern).next().is_some())
}

/// Whether a text has the form of an action of ECR, known or not: `ecr:PutImage`.
pub fn is_well_formed(text: &str) -> bool {
    text.strip_prefix("ecr:").is_some_and(|name| {
        name.len() >= 4
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().any(|c| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

/// The actions that a pattern stands for at AWS, which ignores the letter case.
pub fn matching_ignoring_case(pattern: &str) -> impl Iterator<Item = &'static Action> {
    let pattern = pattern.to_ascii_lowercase();
    ACTIONS.iter().filter(move |action| wildcard::matches(&pattern, &action.name.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::{
        ACTIONS, ActionLevel, DELETE, GET_AUTHORIZATION_TOKEN, PULL, PULL_THROUGH_CACHE, PUSH, PUSH_ALONE, is_known,
        is_well_formed, matching, matching_ignoring_case,
    };

    #[test]
    fn actions_are_sorted_and_hold_the_verbs() {
        assert!(ACTIONS.is_sorted_by(|a, b| a.name < b.name));
        for name in [PULL, PUSH, DELETE, PULL_THROUGH_CACHE].concat() {
            assert!(ACTIONS.iter().any(|action| action.name == name), "{name}");
        }
    }

    #[test]
    fn what_denies_a_push_denies_no_pull() {
        let alone: Vec<&str> = PUSH.iter().copied().filter(|name| !PULL.contains(name)).collect();
        assert_eq!(PUSH_ALONE, alone);
        assert!(PULL.contains(&GET_AUTHORIZATION_TOKEN));
    }

    #[test]
    fn what_may_be_newer_than_the_table_is_not_known() {
        for known in ["ecr:PutImage", "ECR:putimage", "ecr:*", "Ecr:Put*", "ecr:Freeze*"] {
            assert!(is_known(known), "{known}");
        }
        for open in ["ecr:FreezeRegistry", "ECR:FreezeRegistry", "ecr:FREEZE", "*", "ecr*", "s3:GetObject", "ecr"] {
            assert!(!is_known(open), "{open}");
        }
    }

    #[test]
    fn patterns_match_as_in_iam() {
        let names = |pattern| matching(pattern).map(|action| action.name).collect::<Vec<_>>();
        assert_eq!(names("ecr:PutImage"), ["ecr:PutImage"]);
        assert_eq!(names("ecr:*LayerUpload"), ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload"]);
        assert!(names("ecr:putimage").is_empty());
        assert_eq!(matching_ignoring_case("ECR:putimage").count(), 1);
        assert!(matching("ecr:GetAuthorization*").all(|action| action.level == ActionLevel::Registry));
        assert!(ACTIONS.iter().all(|action| is_well_formed(action.name)));
        for bad in ["ecr:", "ecr:X", "ecr:putImage", "ECR:PutImage", "ecr:Put*", "ecr:PUT", "s3:GetObject", "PutImage"]
        {
            assert!(!is_well_formed(bad), "{bad}");
        }
    }
}

//! Input: a keyword.
//! Output: how its statement is written, in words that compile.
//! Never: knows what was written instead.

use crate::spec::syntax::Keyword;

/// Words for a message: "`a`, `b` or `c`".
pub(super) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} or {end}", rest.join(", ")),
        None => String::new(),
    }
}

/// Whether the language gives a word, in whatever case, a meaning. Where a string is wanted, such a word is likely no string without its
/// quotes, but one word too many.
pub(super) fn is_own_word(word: &str) -> bool {
    const WORDS: &[&str] = &["also", "new", "role", "user", "repo", "pull", "push", "delete", "on", "off", "none"];
    let word = word.to_ascii_lowercase();
    Keyword::parse(&word).is_some() || WORDS.contains(&word.as_str())
}

/// Whether a word means all there is.
pub(super) fn means_all(word: &str) -> bool {
    const WORDS: &str = "all any anybody anyone anything each every everybody everyone everything whole";
    WORDS.split(' ').any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether a word is one that joins or excepts others in a sentence.
pub(super) fn joins(word: &str) -> bool {
    const WORDS: &str = "a an and are as at both but by either else except excluding for from if in including is may neither \
        no nobody nor not nothing of only or other others plus than that the then these this those through \
        to unless until via when where while with within without";
    WORDS.split(' ').any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether a word is of letters alone, so that it may be one of a sentence.
pub(super) fn may_be_speech(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// How a statement is written.
pub(super) fn usage(keyword: Keyword) -> &'static str {
    match keyword {
        Keyword::Region => "write `region us-east-2`; a block has one region",
        Keyword::Account => "write `account 111122223333`",
        Keyword::Tag => "write `tag \"KEY\" \"VALUE\"`",
        Keyword::Name => "write `name \"shop\"`",
        Keyword::Vpc => "write `vpc \"vpc-…\"` or `vpc new 10.0.0.0/16 zones 2`",
        Keyword::Subnets => "write `subnets \"subnet-…\", \"subnet-…\"`",
        Keyword::RouteTables => "write `route_tables \"rtb-…\"`",
        Keyword::Existing => "write `existing ecr.dkr \"vpce-…\"` or `existing ecr.dkr parameter`",
        Keyword::Endpoint => "write `endpoint sqs, dynamodb`, or the whole name of a service in quotes",
        Keyword::Clients => "write `clients 10.0.0.0/16, \"sg-…\", \"pl-…\"`",
        Keyword::SecurityGroup => "write `security_group \"sg-…\"` or `security_group parameter`",
        Keyword::Tasks => "write `tasks \"sg-…\"` or `tasks parameter`",
        Keyword::Dns => "write `dns amazon` or `dns custom`",
        Keyword::PrivateDns => "write `private_dns on`, `private_dns ecr.api off` or `private_dns own`",
        Keyword::Ip => "write `ip ipv4` or `ip dualstack`",
        Keyword::Fips => "write `fips on` or `fips off`",
        Keyword::Sdk => "write `sdk 2018-11-30`",
        Keyword::Launch => {
            "write `launch fargate 1.4.0`, `launch ec2`, `launch eks`, `launch docker`, `launch batch fargate` or `launch managed_instances`"
        }
        Keyword::Uses => {
            "write `uses guardduty, session_manager`; the words are `adot`, `amazon_linux`, `cloudwatch_agent`, \
             `cluster_autoscaler`, `codedeploy`, `container_insights`, `ebs_csi`, `efs`, `efs_csi`, \
             `external_dns`, `external_secrets`, `firelens`, `fluent_bit`, `guardduty`, `irsa`, `karpenter`, \
             `load_balancer_controller`, `parameter_store`, `pod_identity`, `secrets_store_csi`, \
             `service_connect`, `session_manager` and `xray`"
        }
        Keyword::Logs => "write `logs awslogs` or `logs none`",
        Keyword::Secrets => "write `secrets secretsmanager, ssm`",
        Keyword::Exec => "write `exec on` or `exec off`",
        Keyword::Kms => "write `kms on` or `kms off`",
        Keyword::Images => "write `images windows` or `images windows nondistributable`",
        Keyword::S3 => "write `s3 minimal`, `s3 full`, `s3 also \"bucket\"` or `s3 in_use`",
        Keyword::PullThroughCache => "write `pull_through_cache \"docker-hub\"`",
        Keyword::ExecutionRole => "write `execution_role \"NAME\"` or `execution_role new \"NAME\"`",
        Keyword::Allow => "write `allow pull role \"deployer\" repo \"team/app\"`",
        Keyword::Deny => "write `deny delete repo \"team/app\"`",
        Keyword::Accept => "write `accept ECR108 \"why\"`",
    }
}

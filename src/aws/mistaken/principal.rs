//! Input: a text in place of the name of a role or a user.
//! Output: what it is instead: a part of an ARN, a session, an instance profile, an account.
//! Never: refuses a name that IAM allows and that somebody may mean; it marks such a name.

use crate::aws::arn_parts::{says_no_account, split, whole};
use crate::aws::id::is_account;
use crate::aws::malformed::Malformed;
use crate::aws::principal_kind::PrincipalKind;

/// Longer texts are no slip.
const LONGEST: usize = 1024;

/// How unique ids begin, and whose they are.
const UNIQUE_IDS: &[(&str, &str)] = &[
    ("AROA", "a role"),
    ("AIDA", "a user"),
    ("AIPA", "an instance profile"),
    ("AGPA", "a group"),
    ("AKIA", "an access key"),
    ("ASIA", "a temporary access key"),
];

/// What cannot be the name of a role or a user: a part of an ARN.
pub(in crate::aws) fn principal(text: &str, kind: PrincipalKind, is_name: &dyn Fn(&str) -> bool) -> Option<Malformed> {
    let (_, after) = text.rsplit_once(':').filter(|_| text.len() <= LONGEST)?;
    let (what, name) = after.split_once('/')?;
    if !matches!(what, "role" | "user" | "assumed-role" | "instance-profile" | "group") {
        return None;
    }
    let fault = Malformed::new(format!("`{text}` is part of an ARN")).labeled(matches_no(kind));
    let whole = whole(text, &["arn:", "arn:aws:", "arn:aws:iam::"]);
    let meant = whole.into_iter().find(|arn| is_arn_of(arn, kind, is_name)).or_else(|| {
        // The name alone would be of the account that deploys.
        let is_meant = what == kind.as_str() && says_no_account(text) && is_name(name);
        is_meant.then(|| name.strip_prefix('/').unwrap_or(name).to_owned())
    });
    Some(match meant {
        Some(meant) => fault.meaning(meant),
        None => fault,
    })
}

fn is_arn_of(text: &str, kind: PrincipalKind, is_name: &dyn Fn(&str) -> bool) -> bool {
    split(text).is_some_and(|(_, service, region, account, resource)| {
        let of_iam = service == "iam" && region.is_empty() && is_account(account);
        of_iam && resource.split_once('/').is_some_and(|(what, name)| what == kind.as_str() && is_name(name))
    })
}

fn matches_no(kind: PrincipalKind) -> &'static str {
    match kind {
        PrincipalKind::Role => "matches no role",
        PrincipalKind::User => "matches no user",
    }
}

/// What an ARN is of, where one of a role or a user is wanted.
pub(in crate::aws) fn principal_arn(text: &str, is_arn: &dyn Fn(&str) -> bool) -> Option<Malformed> {
    let fault = |what: &str| Malformed::new(format!("`{text}` {what}")).labeled("not a role or a user");
    // Of IAM's ARNs none has a region; its colon is forgotten, or it is written.
    let parts: Vec<&str> = text.split(':').take(LONGEST).collect();
    let (partition, service, account, resource) = match parts.as_slice() {
        ["arn", partition, service, "", account, resource] => (*partition, *service, *account, *resource),
        ["arn", partition, "iam", account, resource] if is_account(account) => {
            let arn = format!("arn:{partition}:iam::{account}:{resource}");
            let is_whole = is_arn(&arn);
            return is_whole.then(|| fault("lacks the second `:` after `iam`").meaning(arn));
        }
        ["arn", partition, "iam", _, account, resource] => {
            let arn = format!("arn:{partition}:iam::{account}:{resource}");
            let is_whole = is_arn(&arn);
            return is_whole.then(|| fault("names a region, which IAM ARNs do not").meaning(arn));
        }
        _ => return None,
    };
    let (what, name) = resource.split_once('/').unwrap_or((resource, ""));
    match (service, what) {
        ("iam", "role" | "user") if name.starts_with('/') => {
            let arn = format!("arn:{partition}:iam::{account}:{what}/{}", name.trim_start_matches('/'));
            let fault = fault("has an extra `/`: paths cannot be empty");
            Some(if is_arn(&arn) { fault.meaning(arn) } else { fault })
        }
        ("sts", "assumed-role") => {
            let role = name.split('/').next().unwrap_or(name);
            let arn = format!("arn:{partition}:iam::{account}:role/{role}");
            let help = format!("write `\"{arn}\"`, with the role's path if it has one");
            let fault = fault("is a session of a role");
            Some(if is_arn(&arn) { fault.meaning(arn).advising(help) } else { fault })
        }
        ("iam", "root") => Some(
            fault("is an account, not a role or a user")
                .advising("name roles and users, or remove `role` and `user` to include everyone"),
        ),
        ("iam", "instance-profile") => {
            Some(fault("is an instance profile").advising("name the role that the instance profile holds"))
        }
        ("iam", "group") => {
            Some(fault("is a group, which cannot be a principal").advising("name the users of the group"))
        }
        _ => None,
    }
}

/// The name of a role or a user that IAM allows, but that likely names something else.
pub fn unlikely_principal(name: &str, kind: PrincipalKind) -> Option<Malformed> {
    unlikely_principal_in(name, kind, "")
}

/// The same of a name that stands in an ARN, behind `before`.
pub(in crate::aws) fn unlikely_principal_in(name: &str, kind: PrincipalKind, before: &str) -> Option<Malformed> {
    let help = |help: String| help + ", or accept ECR003 if the name is right";
    let fault = |what: &str| Malformed::new(format!("`{name}` {what}"));
    if let Some((beginning @ ("role" | "user" | "group" | "instance-profile" | "assumed-role" | "repository"), rest)) =
        name.split_once('/')
    {
        let fault = fault(&format!("begins with `{beginning}/`, which belongs in an ARN"));
        let fault = fault.labeled("IAM reads the beginning as a path");
        let (of, meant) = match beginning {
            "role" | "user" => (beginning, rest),
            "assumed-role" => ("role", rest.split('/').next().unwrap_or(rest)),
            "repository" => ("repo", rest),
            _ => return Some(fault.advising(help("name a role or a user".to_owned()))),
        };
        let is_of_kind = of == kind.as_str();
        let meant = if is_of_kind { format!("{before}{meant}") } else { meant.to_owned() };
        let fault = fault.advising(help(format!("write `{of} \"{meant}\"`")));
        return Some(if is_of_kind { fault.meaning(meant) } else { fault });
    }
    // IAM user guide, "IAM identifiers", unique identifiers (read 2026-11-30): such a prefix, then capitals and digits.
    let is_id = name.len() >= 16 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if let Some((_, whose)) = UNIQUE_IDS.iter().find(|(prefix, _)| is_id && name.starts_with(prefix)) {
        let fault = fault(&format!("looks like the unique ID of {whose}, not like a name"));
        return Some(fault.labeled("likely matches nobody").advising(help("write the name instead".to_owned())));
    }
    // IAM user guide, "Create a service-linked role"; roles of IAM Identity Center as `aws iam list-roles` shows them.
    let paths = [
        ("AWSServiceRoleFor", "service-linked roles", "aws-service-role/SERVICE.amazonaws.com/"),
        ("AWSReservedSSO_", "roles of IAM Identity Center", "aws-reserved/sso.amazonaws.com/"),
    ];
    if let Some((_, whose, path)) = paths.iter().find(|(start, ..)| name.starts_with(start)) {
        let fault = fault(&format!("has no path, but {whose} have one")).labeled("the path is part of the name");
        return Some(fault.advising(help(format!("add the role's path, as in `{path}{name}`"))));
    }
    let what = match name {
        "root" => "would be a role or a user of that name, not the account's root user",
        name if is_account(name) => "would be a role or a user of that name, not an account",
        name if name.ends_with(".amazonaws.com") => "is the name of an AWS service, not of a role or a user",
        _ => return None,
    };
    Some(fault(what).labeled("likely matches nobody").advising(help("name a role or a user".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::unlikely_principal;
    use crate::aws::{Malformed, PrincipalArn, PrincipalKind, PrincipalName};

    fn meant<T: std::fmt::Debug>(parsed: Result<T, Malformed>) -> String {
        parsed.unwrap_err().meant().unwrap_or("-").to_owned()
    }

    #[test]
    fn principals_are_roles_and_users() {
        let role = |text| PrincipalName::parse_role(text);
        assert_eq!(meant(role("111122223333:role/x")), "arn:aws:iam::111122223333:role/x");
        assert_eq!(meant(role("iam::111122223333:role/team/x")), "arn:aws:iam::111122223333:role/team/x");
        assert_eq!(meant(role("iam:role/x")), "x");
        assert_eq!(meant(PrincipalName::parse_role_without_path("arn:aws:iam::111122223333:role/team/x")), "x");
        assert_eq!(meant(PrincipalName::parse_role_without_path("role/x")), "x");
        let arn = |text| PrincipalArn::parse_of(text, PrincipalKind::Role);
        for (text, role) in [
            ("arn:aws:sts::111122223333:assumed-role/x/session", "arn:aws:iam::111122223333:role/x"),
            ("arn:aws:iam:111122223333:role/x", "arn:aws:iam::111122223333:role/x"),
            ("arn:aws:iam:us-east-2:111122223333:role/x", "arn:aws:iam::111122223333:role/x"),
            ("arn:aws:iam::111122223333:role//x", "arn:aws:iam::111122223333:role/x"),
            ("arn:aws:iam::111122223333:root", "-"),
            ("arn:aws:iam::111122223333:instance-profile/x", "-"),
            ("arn:aws:iam::111122223333:group/x", "-"),
            ("arn:aws:iam::111122223333:user/x", "-"),
        ] {
            assert_eq!(meant(arn(text)), role, "{text}");
        }
    }

    #[test]
    fn names_that_iam_allows_are_unlikely() {
        for name in [
            "role/x",
            "user/x",
            "assumed-role/x/y",
            "repository/x",
            "AROAEXAMPLEID12345678",
            "AIDAEXAMPLEID12345678",
            "root",
            "111122223333",
            "ecs-tasks.amazonaws.com",
            "AWSServiceRoleForECS",
            "AWSReservedSSO_Admin_0123456789abcdef",
        ] {
            assert!(
                PrincipalName::parse_role(name).is_ok() && unlikely_principal(name, PrincipalKind::Role).is_some(),
                "{name}"
            );
            let arn = PrincipalArn::parse(&format!("arn:aws:iam::111122223333:role/{name}")).unwrap();
            let unlikely = arn.unlikely().unwrap();
            assert!(unlikely.meant().is_none_or(|meant| PrincipalArn::parse(meant).is_ok()), "{unlikely:?}");
        }
        for name in [
            "deployer",
            "AROA",
            "AROAMING-PIPELINES-FOR-ALL",
            "repository",
            "service-role/codebuild",
            "aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
        ] {
            assert!(unlikely_principal(name, PrincipalKind::Role).is_none(), "{name}");
        }
    }
}

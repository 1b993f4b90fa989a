//! Input: an id as written.
//! Output: ids of AWS's form.
//! Never: knows whether such a thing exists.

use super::malformed::Malformed;
use std::fmt;

/// Whether a text is 12 digits, as the ids of accounts are.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An account's id: 12 digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(String);

impl AccountId {
    /// # Errors
    /// Where it is not 12 digits.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        match text.len() {
            12 if digits => Ok(Self(text.to_owned())),
            length if digits && length > 1 => {
                Err(Malformed::new(format!("`{text}` has {length} digits; an account's id has 12")))
            }
            _ => {
                let fault = Malformed::new(format!("`{text}` is no account's id, which is 12 digits"));
                // `1111-2222-3333`, an ARN, a registry's host.
                let plain = text.replace('-', "");
                let parts = text.split(|c: char| !c.is_ascii_alphanumeric()).chain([plain.as_str()]);
                let mut ids = parts.filter(|part| is_account(part));
                Err(ids.next().map_or(fault.clone(), |id| fault.meaning(id)))
            }
        }
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `prefix-` and 8 or 17 hexadecimal digits.
fn parse(text: &str, prefix: &str, what: &str) -> Result<String, Malformed> {
    let digits = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-'));
    let hex = |digits: &str| digits.chars().all(is_hex);
    match digits {
        Some(digits) if hex(digits) && matches!(digits.len(), 8 | 17) => Ok(text.to_owned()),
        Some(digits) if hex(digits) && digits.len() > 1 => {
            Err(Malformed::new(format!("`{text}` has {} digits; {what}'s id has 8 or 17", digits.len())))
        }
        _ => Err(no_id(text, prefix, what)),
    }
}

/// What a text is that is no id of this kind.
fn no_id(text: &str, prefix: &str, what: &str) -> Malformed {
    if let Some((_, other)) = KINDS.iter().find(|(kind, _)| is_id(text, kind)) {
        let fault = format!("`{text}` is the id of {other}, not of {what}");
        return Malformed::new(fault).labeled("an id of another kind");
    }
    if text.starts_with("com.amazonaws.") || text.starts_with("cn.com.amazonaws.") {
        return Malformed::new(format!("`{text}` is the name of a service, not the id of {what}"));
    }
    let fault = format!("`{text}` is no id of {what}, which is `{prefix}-` and 8 or 17 digits from `0` to `f`");
    let fault = Malformed::new(fault);
    // In an ARN, in the name that an endpoint has in DNS, in capitals.
    let start = format!("{prefix}-");
    let lower = text.to_ascii_lowercase();
    let at = lower.find(&start).filter(|at| !lower.get(..*at).is_some_and(|before| before.ends_with(is_word)));
    let digits = at.and_then(|at| lower.get(at + start.len()..)).and_then(|rest| rest.split(|c| !is_hex(c)).next());
    match digits.map(|digits| start + digits).filter(|id| is_id(id, prefix)) {
        Some(id) => fault.meaning(id),
        None => fault,
    }
}

/// Ids that stand where another one is wanted.
const KINDS: &[(&str, &str)] = &[
    ("vpc", "a VPC"),
    ("subnet", "a subnet"),
    ("rtb", "a route table"),
    ("sg", "a security group"),
    ("pl", "a prefix list"),
    ("vpce", "an endpoint"),
    ("vpce-svc", "an endpoint service"),
    ("acl", "a network ACL"),
    ("eni", "a network interface"),
    ("i", "an instance"),
    ("igw", "an internet gateway"),
    ("nat", "a NAT gateway"),
];

fn is_id(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-'));
    digits.is_some_and(|digits| matches!(digits.len(), 8 | 17) && digits.chars().all(is_hex))
}

fn is_hex(c: char) -> bool {
    matches!(c, '0'..='9' | 'a'..='f')
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

macro_rules! ids {
    ($($name:ident $prefix:literal $what:literal $doc:literal)*) => {$(
        #[doc = $doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// # Errors
            /// Where the text has another form.
            pub fn parse(text: &str) -> Result<Self, Malformed> {
                parse(text, $prefix, $what).map(Self)
            }

            /// As written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    VpcId "vpc" "a VPC" "A VPC's id, `vpc-` and 8 or 17 hexadecimal digits."
    SubnetId "subnet" "a subnet" "A subnet's id."
    RouteTableId "rtb" "a route table" "A route table's id."
    SecurityGroupId "sg" "a security group" "A security group's id."
    PrefixListId "pl" "a prefix list" "A prefix list's id."
    VpcEndpointId "vpce" "an endpoint" "A VPC endpoint's id."
}

#[cfg(test)]
mod tests {
    use super::{AccountId, SubnetId, VpcEndpointId, VpcId};

    #[test]
    fn ids_have_8_or_17_digits() {
        assert!(VpcId::parse("vpc-0123456789abcdef0").is_ok());
        assert!(VpcId::parse("vpc-0a1b2c3d").is_ok());
        for bad in ["vpc-", "vpc-0", "vpc-0A1B2C3D", "vpc-0a1b2c3g", "subnet-0a1b2c3d", "vpc0a1b2c3d", ""] {
            assert!(VpcId::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(
            SubnetId::parse("subnet-012").unwrap_err().to_string(),
            "`subnet-012` has 3 digits; a subnet's id has 8 or 17"
        );
    }

    #[test]
    fn the_id_that_is_meant_is_named() {
        let meant = |text| VpcEndpointId::parse(text).unwrap_err().meant().map(str::to_owned);
        let id = Some("vpce-0123456789abcdef0".to_owned());
        for text in [
            "arn:aws:ec2:us-east-2:111122223333:vpc-endpoint/vpce-0123456789abcdef0",
            "vpce-0123456789abcdef0-a1b2c3d4.dkr.ecr.us-east-2.vpce.amazonaws.com",
            "VPCE-0123456789ABCDEF0",
            " vpce-0123456789abcdef0",
        ] {
            assert_eq!(meant(text), id, "{text}");
        }
        for text in ["vpce-svc-0123456789abcdef0", "com.amazonaws.us-east-2.ecr.dkr", "x-vpce-0123456789abcdef0", "ecr"]
        {
            assert_eq!(meant(text), None, "{text}");
        }
        let error = SubnetId::parse("vpc-0a1b2c3d").unwrap_err().to_string();
        assert_eq!(error, "`vpc-0a1b2c3d` is the id of a VPC, not of a subnet");
        for text in ["1111-2222-3333", "arn:aws:iam::111122223333:root", "111122223333.dkr.ecr.us-east-2.amazonaws.com"]
        {
            assert_eq!(AccountId::parse(text).unwrap_err().meant(), Some("111122223333"), "{text}");
        }
    }

    #[test]
    fn accounts_have_12_digits() {
        assert!(AccountId::parse("111122223333").is_ok());
        assert_eq!(
            AccountId::parse("1234567890").unwrap_err().to_string(),
            "`1234567890` has 10 digits; an account's id has 12"
        );
        assert!(AccountId::parse("11112222333a").is_err());
    }
}

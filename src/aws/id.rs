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
                let fault =
                    Malformed::new(format!("account ID `{text}` has {length} digits")).labeled("expected 12 digits");
                Err(fault.advising("write all 12 digits, as in `111122223333`"))
            }
            _ => {
                let fault = Malformed::new(format!("`{text}` is not an account ID")).labeled("expected 12 digits");
                // `1111-2222-3333`, an ARN, a registry's host.
                let plain = text.replace('-', "");
                let parts = text.split(|c: char| !c.is_ascii_alphanumeric()).chain([plain.as_str()]);
                let mut ids = parts.filter(|part| is_account(part));
                Err(match (ids.next(), ids.next()) {
                    (Some(id), None) => fault.meaning(id),
                    (Some(_), Some(_)) => fault.advising("keep one of the accounts"),
                    (None, _) => fault.advising("write the 12 digits of the account, as in `111122223333`"),
                })
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
            let fault = Malformed::new(format!("{what} ID `{text}` has {} digits", digits.len()));
            Err(fault.labeled("expected 8 or 17 digits").advising(format!("copy the whole ID of the {what}")))
        }
        _ => Err(no_id(text, prefix, what)),
    }
}

/// So many IDs of a text are shown.
const SHOWN: usize = 4;

/// What a text is that is no id of this kind.
fn no_id(text: &str, prefix: &str, what: &str) -> Malformed {
    let expected = format!("expected `{prefix}-…`");
    let help = format!("write the ID of the {what}, which begins with `{prefix}-`");
    if let Some((_, other)) = KINDS.iter().find(|(kind, _)| is_id(text, kind)) {
        let fault = format!("`{text}` is {} {other} ID, not {} {what} ID", article(other), article(what));
        return Malformed::new(fault).labeled(expected).advising(help);
    }
    if text.starts_with("com.amazonaws.") || text.starts_with("cn.com.amazonaws.") {
        let fault = format!("`{text}` is a service name, not {} {what} ID", article(what));
        return Malformed::new(fault).labeled(expected).advising(help);
    }
    let fault = Malformed::new(format!("`{text}` is not {} {what} ID", article(what)))
        .labeled(format!("expected `{prefix}-` and 8 or 17 hex digits"));
    let ids: Vec<&str> = text.split(|c| !is_word(c)).filter(|part| is_id(part, prefix)).collect();
    if let [_, _, ..] = ids.as_slice() {
        let list = ids.iter().take(SHOWN).map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ");
        let fault = Malformed::new(format!("`{text}` holds {} {what} IDs", ids.len()));
        return fault.labeled("one string holds one ID").advising(format!("where a list may stand, write `{list}`"));
    }
    // In an ARN, in the name that an endpoint has in DNS, in capitals.
    let start = format!("{prefix}-");
    let lower = text.to_ascii_lowercase();
    let at = lower.find(&start).filter(|at| !lower.get(..*at).is_some_and(|before| before.ends_with(is_word)));
    let digits = at.and_then(|at| lower.get(at + start.len()..)).and_then(|rest| rest.split(|c| !is_hex(c)).next());
    match digits.map(|digits| start + digits).filter(|id| is_id(id, prefix)) {
        Some(id) => fault.meaning(id),
        None => fault.advising(help),
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

/// Ids that stand where another one is wanted.
const KINDS: &[(&str, &str)] = &[
    ("vpc", "VPC"),
    ("subnet", "subnet"),
    ("rtb", "route table"),
    ("sg", "security group"),
    ("pl", "prefix list"),
    ("vpce", "endpoint"),
    ("vpce-svc", "endpoint service"),
    ("acl", "network ACL"),
    ("eni", "network interface"),
    ("i", "instance"),
    ("igw", "internet gateway"),
    ("nat", "NAT gateway"),
];

/// Whether a text stands in the place of an id: `subnet-xxxxxxxxxxxxxxxxx`. Shorter ones people make up as names.
pub fn is_placeholder(text: &str) -> bool {
    let is_of = |prefix: &str| text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-'));
    let mut rests = KINDS.iter().filter_map(|(kind, _)| is_of(kind));
    rests.any(|rest| {
        rest.len() >= 8 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !rest.chars().all(is_hex)
    })
}

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
    VpcId "vpc" "VPC" "A VPC's id, `vpc-` and 8 or 17 hexadecimal digits."
    SubnetId "subnet" "subnet" "A subnet's id."
    RouteTableId "rtb" "route table" "A route table's id."
    SecurityGroupId "sg" "security group" "A security group's id."
    PrefixListId "pl" "prefix list" "A prefix list's id."
    VpcEndpointId "vpce" "endpoint" "A VPC endpoint's id."
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
        assert_eq!(SubnetId::parse("subnet-012").unwrap_err().to_string(), "subnet ID `subnet-012` has 3 digits");
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
        assert_eq!(error, "`vpc-0a1b2c3d` is a VPC ID, not a subnet ID");
        for text in ["1111-2222-3333", "arn:aws:iam::111122223333:root", "111122223333.dkr.ecr.us-east-2.amazonaws.com"]
        {
            assert_eq!(AccountId::parse(text).unwrap_err().meant(), Some("111122223333"), "{text}");
        }
    }

    #[test]
    fn accounts_have_12_digits() {
        assert!(AccountId::parse("111122223333").is_ok());
        assert_eq!(AccountId::parse("1234567890").unwrap_err().to_string(), "account ID `1234567890` has 10 digits");
        assert!(AccountId::parse("11112222333a").is_err());
    }
}

//! Comes in: an id as written.
//! Goes out: ids of AWS's form.
//! Never: knows whether there is such a thing.

use super::malformed::Malformed;
use std::fmt;

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
            _ => Err(Malformed::new(format!("`{text}` is no account's id, which is 12 digits"))),
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
    let hex = |digits: &str| digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    match digits {
        Some(digits) if hex(digits) && matches!(digits.len(), 8 | 17) => Ok(text.to_owned()),
        Some(digits) if hex(digits) && digits.len() > 1 => {
            Err(Malformed::new(format!("`{text}` has {} digits; {what}'s id has 8 or 17", digits.len())))
        }
        _ => Err(Malformed::new(format!(
            "`{text}` is no id of {what}, which is `{prefix}-` and 8 or 17 digits from `0` to `f`"
        ))),
    }
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
    use super::{AccountId, SubnetId, VpcId};

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
    fn accounts_have_12_digits() {
        assert!(AccountId::parse("111122223333").is_ok());
        assert_eq!(
            AccountId::parse("1234567890").unwrap_err().to_string(),
            "`1234567890` has 10 digits; an account's id has 12"
        );
        assert!(AccountId::parse("11112222333a").is_err());
    }
}

//! Input: a tag's key or value.
//! Output: which part of it AWS would refuse.
//! Never: refuses a character for its look: what AWS accepts reaches AWS.

use super::malformed::Malformed;

/// What opens a dynamic reference: CloudFormation replaces it wherever it stands in a property, by a parameter's or a
/// secret's value (CloudFormation user guide, "Using dynamic references", read 2026-11-25), and knows no escape for it.
pub(super) const DYNAMIC_REFERENCE: &str = "{{resolve:";

fn dynamic_reference(text: &str) -> Option<Malformed> {
    let found = text.contains(DYNAMIC_REFERENCE);
    let fault = || format!("`{DYNAMIC_REFERENCE}` opens a dynamic reference, which CloudFormation would resolve");
    found.then(|| {
        let fault = Malformed::new(fault()).labeled("CloudFormation would replace this");
        fault.advising(format!("remove `{DYNAMIC_REFERENCE}`"))
    })
}

/// EC2's limits of a key (EC2 user guide, "Tag your Amazon EC2 resources", read 2026-11-24).
pub fn tag_key_fault(key: &str) -> Option<Malformed> {
    if key.is_empty() {
        let fault = Malformed::new("the tag key is empty").labeled("expected a key");
        return Some(fault.advising("write a key of 1 to 128 characters"));
    }
    let length = key.chars().count();
    if length > 128 {
        let fault = Malformed::new(format!("the tag key has {length} characters, and AWS allows 128"));
        return Some(fault.labeled("too long").advising("shorten the key to 128 characters"));
    }
    if key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
        let fault = Malformed::new("tag keys that begin with `aws:` are reserved for AWS").labeled("a reserved prefix");
        return Some(fault.advising("choose a key that does not begin with `aws:`"));
    }
    dynamic_reference(key)
}

/// EC2's limits of a value.
pub fn tag_value_fault(value: &str) -> Option<Malformed> {
    let length = value.chars().count();
    if length > 256 {
        let fault = Malformed::new(format!("the tag value has {length} characters, and AWS allows 256"));
        return Some(fault.labeled("too long").advising("shorten the value to 256 characters"));
    }
    dynamic_reference(value)
}

/// The longest name that leaves room, within the 256 characters of a tag's value, for what a resource is.
const LONGEST_NAME: usize = 200;

/// The limits of what the `Name` of every resource begins with.
pub fn name_tag_fault(name: &str) -> Option<Malformed> {
    if name.is_empty() {
        return Some(Malformed::new("the name is empty").labeled("expected a name"));
    }
    let length = name.chars().count();
    if length > LONGEST_NAME {
        let help = format!("shorten the name to {LONGEST_NAME} characters");
        let fault = Malformed::new(format!("the name has {length} characters, and `name` takes {LONGEST_NAME}"));
        return Some(fault.labeled("leaves no room for what each resource is").advising(help));
    }
    dynamic_reference(name)
}

/// IAM's characters, `[\p{L}\p{Z}\p{N}_.:/=+\-@]` (API reference, `Tag`, read 2026-11-24). Letters and numbers are
/// told by Rust's Unicode tables, which count a few marks among the letters that IAM does not.
pub fn iam_tag_fault(text: &str) -> Option<Malformed> {
    let fits = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    let bad = text.chars().find(|c| !fits(*c))?;
    let fault = Malformed::new(format!("`{bad}` is not allowed in the tag of a role"));
    Some(fault.advising("use letters, digits, spaces and `_.:/=+-@`"))
}

#[cfg(test)]
mod tests {
    use super::{iam_tag_fault, tag_key_fault, tag_value_fault};

    #[test]
    fn tags_have_awss_limits() {
        assert_eq!(tag_key_fault("${AWS::AccountId}"), None);
        assert!(tag_key_fault("").is_some());
        assert!(tag_key_fault("AWS:x").is_some());
        assert!(tag_key_fault(&"ü".repeat(129)).is_some());
        assert_eq!(tag_key_fault(&"ü".repeat(128)), None);
        assert_eq!(tag_value_fault(""), None);
        assert!(tag_value_fault("x {{resolve:ssm:/a}}").is_some());
        assert!(tag_key_fault("{{resolve:secretsmanager:a}}").is_some());
        assert_eq!(tag_value_fault("{{x}}"), None);
        assert!(tag_value_fault(&"x".repeat(257)).is_some());
        assert!(iam_tag_fault("a%b").is_some());
        assert_eq!(iam_tag_fault("Größe 1 = a+b@c"), None);
    }
}

//! Input: templates with a task, and a policy of the registry's endpoint.
//! Output: the images that an audit says nobody can pull, as `trace` has their calls stop.
//! Never: reports one that somebody may pull.

use crate::trace::changed;
use ecrc::audit::{Settings, Subject, audit};
use ecrc::span::{Source, Sources};
use ecrc::template::NoFiles;

const IMAGE: &str = "Image: 111122223333.dkr.ecr.us-east-2.amazonaws.com/team/web:1";
const DKR: &str = "      PrivateDnsEnabled: true # of Dkr\n";

/// The messages of ECR511 for a template in which everything passes, with this policy.
fn found(image: &str, statements: &str) -> Vec<String> {
    let policy = format!("{DKR}      PolicyDocument: {{Version: '2012-10-17', Statement: [{statements}]}}\n");
    let text = changed(&[(IMAGE, &format!("Image: {image}")), (DKR, &policy)]);
    let mut sources = Sources::default();
    let id = sources.add(Source::new("t.yaml", text));
    let audit = audit(&Subject::CloudFormation(vec![id]), &mut sources, &Settings::default(), &NoFiles);
    audit.report.open().filter(|found| found.rule.code.0 == 511).map(|found| found.message.clone()).collect()
}

#[test]
fn an_image_that_nobody_can_pull_is_reported() {
    let written = "111122223333.dkr.ecr.us-east-2.amazonaws.com/team/web:1";
    let own = "!Sub '${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/team/web:1'";
    let on = |repository: &str| {
        format!("{{Effect: Allow, Principal: '*', Action: 'ecr:*', Resource: 'arn:aws:ecr:us-east-2:{repository}'}}")
    };
    let all = on("*");
    let deny = |more: &str| {
        let repository = "arn:aws:ecr:us-east-2:*:repository/team/web";
        format!("{all}, {{Effect: Deny, Principal: '*', Action: 'ecr:BatchGetImage', Resource: '{repository}'{more}}}")
    };
    let condition = ", Condition: {StringNotEquals: {'aws:PrincipalOrgID': o-1}}";
    for (image, statements, is_found) in [
        (written, on("111122223333:repository/other"), true),
        (own, on("111122223333:repository/other"), true),
        (written, deny(""), true),
        (own, deny(""), true),
        (written, on("111122223333:repository/team/*"), false),
        (written, on("*:repository/team/web"), false),
        // The account that deploys may be this one.
        (own, on("111122223333:repository/team/web"), false),
        (written, deny(condition), false),
        (written, all.replace("Resource", "Condition: {StringEquals: {'aws:PrincipalOrgID': o-1}}, Resource"), false),
        (written, all.replace("'*'", "{AWS: 'arn:aws:iam::111122223333:role/pulls'}"), false),
        // Another region's registry is not behind this endpoint.
        ("111122223333.dkr.ecr.us-west-2.amazonaws.com/team/web:1", on("111122223333:repository/other"), false),
        ("nginx", on("111122223333:repository/other"), false),
    ] {
        let expected = ["the endpoints' policy lets nobody pull `team/web`, the image of `Task`"];
        let expected = if is_found { expected.as_slice() } else { &[] };
        assert_eq!(found(image, &statements), expected, "{image} {statements}");
    }
}

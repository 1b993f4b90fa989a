//! Input: templates with accepts in them, in JSON, broken, or odd.
//! Output: whether they are read, and within their bounds.
//! Never: takes an expectation from what the reader says.

use super::{world, world_of};
use crate::template::evaluated::Exists;
use crate::template::{NoFiles, Settings};

#[test]
fn what_is_accepted_stands_at_its_resource() {
    let text = "
Metadata: {ecrc: {accept: [ECR106 no logs here]}}
Resources:
  # ecrc:accept ECR303 shared
  # by two
  A:
    Type: T
  B:
    Type: T
    Metadata: {ecrc: {accept: {ECR401: the role is wide}}}
    Properties:
      X: 1 # ecrc:accept ECR301 later
";
    let world = world(text);
    let said = |address: &str| -> Vec<String> {
        let accepts = &world.evaluated.resource(address).unwrap().accepts;
        accepts.iter().map(|accept| format!("{} {}", accept.code, accept.reason)).collect()
    };
    assert_eq!(said("A"), ["ECR303 shared"]);
    assert_eq!(said("B"), ["ECR401 the role is wide", "ECR301 later"]);
    let whole: Vec<&str> = world.evaluated.accepts.iter().map(|accept| accept.reason.as_str()).collect();
    assert_eq!(whole, ["no logs here"]);
}

#[test]
fn a_broken_text_is_a_fault_and_the_others_are_read() {
    let texts = [("a.yaml", "Resources: {A: {Type: T}}"), ("b.yaml", "Resources:\n  A: 1\n  &x B: 2\n  C: [1\n")];
    let world = world_of(&texts, &Settings::default(), &NoFiles);
    assert_eq!(world.addresses(), ["a.yaml#A"]);
    let faults: Vec<(&str, &str)> =
        world.evaluated.faults.iter().map(|fault| (world.sources.text(fault.span), fault.message.as_str())).collect();
    assert_eq!(faults.len(), 1, "{faults:?}");
}

/// As CloudFormation reads it: <https://github.com/go-to-k/cdk-real-drift/issues/1074>, read 2026-11-30.
#[test]
fn of_equal_keys_the_last_counts_and_the_others_are_told() {
    let resources =
        "Resources:\n  R:\n    Type: T\n    Properties: {P: 1, Q: {A: 1}, P: 2}\n    Properties: {P: 3, P: [4]}\n";
    let json = "{\"Resources\": {\"R\": {\"Type\": \"T\", \"Properties\": {\"P\": 3, \"P\": [4]}}}}";
    let keys: Vec<String> = (0..40).map(|at| format!("K{at}: {at}")).collect();
    let many = format!("{resources}    Metadata: {{{}, K3: last}}\n", keys.join(", "));
    for (text, earlier) in
        [(resources, vec!["P", "Properties", "P"]), (json, vec!["\"P\""]), (&many, vec!["P", "Properties", "P", "K3"])]
    {
        let world = world(text);
        assert_eq!((world.evaluated.faults.len(), world.properties("R").as_str()), (0, "{P: [4]}"), "{text}");
        let mut told: Vec<&str> = world.evaluated.repeated.iter().map(|it| world.sources.text(it.span)).collect();
        let mut earlier = earlier;
        told.sort_unstable();
        earlier.sort_unstable();
        assert_eq!(told, earlier);
    }
    // What a merge key brings gives way to what is written, and a merge key that stands twice brings both.
    let merged = world("A: &a {P: 1, Q: 1}\nResources:\n  R:\n    Type: T\n    Properties: {<<: *a, P: 2, P: 3}\n");
    assert_eq!(merged.properties("R"), "{P: 3, Q: 1}");
}

#[test]
fn json_is_read_as_yaml_is() {
    let text = "{\"Resources\": {\"R\": {\"Type\": \"T\", \"Properties\": {\"P\": {\"Fn::Sub\": \"${AWS::Region}x\"}, \"Q\": {\"Ref\": \"R\"}, \"N\": 1.5, \"B\": true}}}}";
    assert_eq!(world(text).properties("R"), "{P: \"eu-west-1x\", Q: <R.Ref>, N: 1.5, B: true}");
}

/// Whatever stands there, it is read, and in no time.
#[test]
fn odd_templates_are_read() {
    let deep = format!("Resources: {{R: {{Properties: {{P: {}x{}}}}}}}", "!Not [".repeat(25), "]".repeat(25));
    let wide = "Parameters: {P: {Type: String, Default: ".to_owned()
        + &"x".repeat(100_000)
        + "}}\nResources:\n  R:\n    Properties:\n      P: !Sub '"
        + &"${P}".repeat(10_000)
        + "'\n";
    for text in [
        "",
        "Resources:",
        "Resources: 1",
        "Resources: []",
        "[]",
        "Resources: {R: 1, S: [], T: {Type: {}, Properties: 3, Condition: []}}",
        "Resources: {R: {Properties: {P: !Ref [], Q: !GetAtt {}, S: !Sub [], T: !If [], U: !Select 1, V: !Join x}}}",
        "Resources: {R: {Properties: {P: !Sub '${', Q: !Sub '${}', S: !GetAtt R.P}}}",
        "Conditions: {A: !Equals [], B: !Not 1, C: !And [], D: !Condition [], E: 1}\nResources: {R: {Condition: A}}",
        "Resources: {Fn::ForEach::X: 1, Fn::ForEach::Y: [a, b, c], 'Fn::ForEach::Z': [A, !Ref A, {x: 1}]}",
        "Outputs: {O: {Value: !ImportValue {'Fn::Sub': x}, Export: {Name: !ImportValue y}}, P: 1}",
        "Parameters: {P: 1, Q: {Default: []}}\nResources: {R: {Properties: {P: !Ref P, Q: !Ref Q}}}",
        deep.as_str(),
        wide.as_str(),
    ] {
        let _ = world(text);
    }
    let link = |at| format!("  R{at}: {{Properties: {{P: !GetAtt R{}.P}}}}\n", at + 1);
    let chain = (0..500).map(link).collect::<Vec<_>>().concat();
    assert!(world(&format!("Resources:\n{chain}")).properties("R0").contains("too large"));
    let spent = world(&wide);
    assert!(spent.evaluated.unknowns.iter().any(|note| note.why == crate::template::Why::TooLarge));
}

/// As YAML 1.1 reads them, in a parameter's default, too: <https://github.com/aws/aws-cli/pull/5257>.
#[test]
fn a_default_without_quotes_is_the_boolean_that_it_spells() {
    for (default, compared, holds) in [
        ("True", "True", true),
        ("True", "true", true),
        ("yes", "yes", true),
        ("yes", "\"true\"", true),
        ("yes", "\"yes\"", false),
        ("\"yes\"", "\"yes\"", true),
        ("\"yes\"", "yes", false),
        ("off", "False", true),
        ("NO", "\"false\"", true),
        ("y", "\"y\"", true),
        ("010", "\"010\"", true),
    ] {
        let text = format!(
            "Parameters: {{D: {{Type: String, Default: {default}}}}}\n\
             Conditions: {{C: !Equals [!Ref D, {compared}]}}\n\
             Resources: {{R: {{Type: T, Condition: C}}}}\n"
        );
        assert_eq!(world(&text).addresses().len(), usize::from(holds), "{text}");
    }
}

#[test]
fn a_loop_over_what_is_not_known_makes_several() {
    for (collection, made) in [
        ("!Ref L", vec![("R${X}", true)]),
        ("!Split [',', !Ref P]", vec![("R${X}", true)]),
        ("!FindInMap [M, !Ref P, s]", vec![("R${X}", true)]),
        ("[a, !Ref P]", vec![("Ra", false), ("R${X}", true)]),
        ("[a, b]", vec![("Ra", false), ("Rb", false)]),
        ("[]", vec![]),
    ] {
        let text = format!(
            "Transform: AWS::LanguageExtensions\n\
             Parameters: {{L: {{Type: CommaDelimitedList}}, P: {{Type: String}}}}\n\
             Mappings: {{M: {{a: {{s: [x]}}}}}}\n\
             Resources: {{'Fn::ForEach::E': [X, {collection}, {{'R${{X}}': {{Type: T, Properties: {{A: 'a${{X}}', B: !Ref X}}}}}}]}}\n"
        );
        let world = world(&text);
        let resources = world.evaluated.resources.iter();
        let found: Vec<(&str, bool)> =
            resources.map(|it| (it.address.as_str(), matches!(it.exists, Exists::Several(_)))).collect();
        assert_eq!(found, made, "{text}");
        for it in world.evaluated.resources.iter().filter(|it| it.exists != Exists::Always) {
            assert!(
                ["A", "B"].iter().all(|key| it.properties.get(key).is_some_and(|value| !value.is_known())),
                "{text}"
            );
        }
    }
}

/// Names are unique in a region: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html>.
#[test]
fn of_two_templates_that_export_one_name_neither_is_taken() {
    let network = |id: &str| {
        format!("Resources: {{{id}: {{Type: S}}}}\nOutputs: {{O: {{Value: !Ref {id}, Export: {{Name: net}}}}}}\n")
    };
    let (a, b) = (network("A"), network("B"));
    let import = "Resources: {R: {Type: T, Properties: {V: !ImportValue net}}}";
    let expected = "{V: <? several outputs given here may export `net`>}";
    for texts in
        [[("a.yaml", &*a), ("b.yaml", &*b), ("c.yaml", import)], [("b.yaml", &*b), ("a.yaml", &*a), ("c.yaml", import)]]
    {
        assert_eq!(world_of(&texts, &Settings::default(), &NoFiles).properties("c.yaml#R"), expected);
    }
}

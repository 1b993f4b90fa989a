//! Input: templates as people write them.
//! Output: whether they are read as `CloudFormation` reads them.
//! Never: takes an expectation from what the reader says; they are worked out by hand from AWS's pages.

mod odd;

use crate::span::{Source, Sources};
use crate::template::{Assumptions, Evaluated, Exists, Loader, NoFiles, Settings, cloudformation};

struct World {
    sources: Sources,
    evaluated: Evaluated,
}

fn world_of(texts: &[(&str, &str)], settings: &Settings, loader: &dyn Loader) -> World {
    let mut sources = Sources::default();
    let ids: Vec<_> = texts.iter().map(|(name, text)| sources.add(Source::new(*name, *text))).collect();
    let evaluated = cloudformation(&ids, &mut sources, settings, loader);
    World { sources, evaluated }
}

fn world(text: &str) -> World {
    let settings = Settings { region: Some("eu-west-1".to_owned()), ..Settings::default() };
    world_of(&[("t.yaml", text)], &settings, &NoFiles)
}

fn assuming(text: &str, pairs: &[(&str, &str)]) -> World {
    let pairs = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let settings = Settings { assumptions: pairs.collect::<Assumptions>(), ..Settings::default() };
    world_of(&[("t.yaml", text)], &settings, &NoFiles)
}

impl World {
    fn properties(&self, address: &str) -> String {
        assert_eq!(self.evaluated.faults, []);
        self.evaluated.resource(address).map(|resource| resource.properties.to_string()).unwrap_or_default()
    }

    fn property(&self, address: &str, property: &str) -> (String, &str) {
        let resource = self.evaluated.resource(address).unwrap();
        let value = resource.properties.get(property).unwrap();
        (value.to_string(), self.sources.text(value.span))
    }

    fn addresses(&self) -> Vec<&str> {
        self.evaluated.resources.iter().map(|resource| resource.address.as_str()).collect()
    }
}

/// One resource with one property of that value; what it becomes.
fn value(text: &str) -> String {
    value_in("", text)
}

fn value_in(head: &str, text: &str) -> String {
    let template =
        format!("{head}\nResources:\n  Vpc:\n    Type: AWS::EC2::VPC\n  R:\n    Properties:\n      P: {text}\n");
    let properties = world(&template).properties("R");
    properties.strip_prefix("{P: ").and_then(|text| text.strip_suffix('}')).unwrap_or_default().to_owned()
}

#[test]
fn functions_are_worked_out() {
    for (text, expected) in [
        ("a", "\"a\""),
        ("443", "443"),
        ("\"443\"", "\"443\""),
        ("012345678901", "\"012345678901\""),
        ("yes", "true"),
        ("'yes'", "\"yes\""),
        ("2012-10-17", "\"2012-10-17\""),
        ("!Ref Vpc", "<Vpc.Ref>"),
        ("{Ref: Vpc}", "<Vpc.Ref>"),
        ("!Ref AWS::Region", "\"eu-west-1\""),
        ("!Ref AWS::Partition", "\"aws\""),
        ("!Ref AWS::AccountId", "<account>"),
        ("!Ref Nothing", "<? nothing is named `Nothing`>"),
        ("!GetAtt Vpc.DefaultSecurityGroup", "<Vpc.DefaultSecurityGroup>"),
        ("{Fn::GetAtt: [Vpc, CidrBlock]}", "<Vpc.CidrBlock>"),
        ("!Sub com.amazonaws.${AWS::Region}.ecr.api", "\"com.amazonaws.eu-west-1.ecr.api\""),
        ("!Sub '${Vpc}-${Vpc.CidrBlock}-${!Literal}'", "\"<Vpc.Ref>-<Vpc.CidrBlock>-${Literal}\""),
        ("!Sub ['${a}.${AWS::URLSuffix}', {a: !Ref Vpc}]", "\"<Vpc.Ref>.amazonaws.com\""),
        ("!Join ['.', [com, amazonaws, !Ref 'AWS::Region', ecr.dkr]]", "\"com.amazonaws.eu-west-1.ecr.dkr\""),
        ("!Join ['', ['arn:', !Ref 'AWS::AccountId', x]]", "\"arn:<account>x\""),
        ("{Fn::Join: ['', [a]]}", "\"a\""),
        ("!Select [1, [a, b]]", "\"b\""),
        ("!Select ['1', !Split [',', 'a,b']]", "\"b\""),
        ("!Select [2, [a]]", "<? the list has no element 2>"),
        ("!Select [0, !GetAZs '']", "<zone 0>"),
        ("!Select [1, Fn::GetAZs: !Ref 'AWS::Region']", "<zone 1>"),
        ("!Split [',', !Join [',', [!Ref Vpc, b]]]", "[<Vpc.Ref>, \"b\"]"),
        ("!Cidr [10.0.0.0/16, 2, 8]", "[\"10.0.0.0/24\", \"10.0.1.0/24\"]"),
        ("!Base64 foo", "\"Zm9v\""),
        ("!Base64 {'Fn::Sub': 'f${AWS::Region}'}", "\"ZmV1LXdlc3QtMQ==\""),
        ("Fn::Base64: !Sub foo", "\"Zm9v\""),
        ("!If [Nothing, a, a]", "\"a\""),
        ("[a, !Ref 'AWS::NoValue', b]", "[\"a\", \"b\"]"),
        ("{Fn::ImportValue: !Sub 'a-${AWS::Region}'}", "<? no template given here exports `a-eu-west-1`>"),
        ("!Join ['', [{Fn::Select: [0, !Split ['-', !Ref 'AWS::Region']]}, x]]", "\"eux\""),
        ("!Select [0, Fn::Split: ['-', !Sub '${AWS::Region}']]", "\"eu\""),
        ("!ImportValue x", "<? no template given here exports `x`>"),
        ("!Length [a, b]", "2"),
        ("!ToJsonString {a: [1, !Ref Vpc]}", "json {a: [1, <Vpc.Ref>]}"),
        ("!Transform {Name: AWS::Include}", "<? a macro is not read>"),
        ("!New x", "<? the function `Fn::New` is not evaluated>"),
        ("'{{resolve:ssm:/vpc/id}}'", "<{{resolve:ssm:/vpc/id}}>"),
        ("'a{{resolve:ssm:x}}b{{resolve:ssm:y}}'", "\"a<{{resolve:ssm:x}}>b<{{resolve:ssm:y}}>\""),
        ("!FindInMap [M, eu-west-1, A]", "\"one\""),
        ("!FindInMap [M, !Ref 'AWS::Region', L]", "[\"a\", \"b\"]"),
        ("!FindInMap [M, x, A]", "<? nothing is named `M.x.A`>"),
        ("!FindInMap [M, x, A, DefaultValue: d]", "\"d\""),
        ("!FindInMap [M, !Ref 'AWS::AccountId', A]", "<? only the deployment knows it>"),
    ] {
        let mappings = "Mappings: {M: {eu-west-1: {A: one, L: [a, b]}}}";
        let text = if text.starts_with("Fn::") { format!("{{{text}}}") } else { text.to_owned() };
        assert_eq!(value_in(mappings, &text), expected, "{text}");
    }
}

#[test]
fn no_value_leaves_the_property_out() {
    assert_eq!(value("!Ref AWS::NoValue"), "");
    assert_eq!(value_in("Conditions: {C: !Equals [a, b]}", "!If [C, x, !Ref 'AWS::NoValue']"), "");
}

const PARAMETERS: &str = "
Parameters:
  Region: {Type: String, Default: us-east-1}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Two: {Type: CommaDelimitedList, Default: 'a, b'}
  Path: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /vpc/id}
  On: {Type: String, Default: 'true'}
";

#[test]
fn a_default_stays_a_default() {
    let text = format!(
        "{PARAMETERS}
Resources:
  R:
    Type: A
    Properties:
      A: !Sub 'x.${{Region}}'
      B: !Ref Subnets
      C: !Select [1, !Ref Two]
      D: !Ref Path
      E: !Select [0, !Ref Subnets]
      F: !Ref Region
"
    );
    let world = world(&text);
    let expected = "{A: \"x.us-east-1\", B: <Subnets>, C: \"b\", D: <Path>, E: <Subnets[0]>, F: \"us-east-1\"}";
    assert_eq!(world.properties("R"), expected);
    let properties = &world.evaluated.resource("R").unwrap().properties;
    for (key, parameter) in [("A", Some("Region")), ("B", None), ("C", Some("Two")), ("F", Some("Region"))] {
        assert_eq!(properties.get(key).unwrap().default_of.as_deref(), parameter, "{key}");
    }
    // The finding points at the default.
    assert_eq!(world.property("R", "F").1, "us-east-1");
    let names: Vec<&str> = world.evaluated.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    assert_eq!(names, ["Region", "Subnets", "Two", "Path", "On"]);
    let given = assuming(&text, &[("Region", "eu-west-1"), ("Subnets", "subnet-1,subnet-2"), ("Path", "vpc-1")]);
    let expected = "{A: \"x.eu-west-1\", B: [\"subnet-1\", \"subnet-2\"], C: \"b\", D: \"vpc-1\", E: \"subnet-1\", \
                    F: \"eu-west-1\"}";
    assert_eq!(given.properties("R"), expected);
}

const CONDITIONS: &str = "
Parameters:
  Environment: {Type: String}
  Private: {Type: String, Default: 'true'}
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
  NotProd: !Not [!Condition IsProd]
  IsDev: !Equals [dev, !Ref Environment]
  IsPrivate: {'Fn::Equals': [{Ref: Private}, true]}
  Both: !And [!Condition IsProd, !Condition IsPrivate]
  Either: !Or [!Condition IsProd, !Condition IsPrivate]
  Loop: !Not [!Condition Loop]
Resources:
  Prod: {Type: A, Condition: IsProd}
  Other: {Type: A, Condition: NotProd}
  Dev: {Type: A, Condition: IsDev}
  Private: {Type: A, Condition: IsPrivate}
  Both: {Type: A, Condition: Both}
  Either: {Type: A, Condition: Either, Properties: {P: !If [IsProd, a, b], Q: !If [Missing, a, b]}}
  Loop: {Type: A, Condition: Loop}
  Always: {Type: A}
";

#[test]
fn conditions_hold_or_stay_open() {
    let world = world(CONDITIONS);
    let exists: Vec<(&str, &Exists)> =
        world.evaluated.resources.iter().map(|resource| (resource.address.as_str(), &resource.exists)).collect();
    let when = |name: &str| Exists::When(vec![name.to_owned()]);
    assert_eq!(
        exists,
        [
            ("Prod", &when("IsProd")),
            ("Other", &when("NotProd")),
            ("Dev", &when("IsDev")),
            ("Private", &Exists::Always),
            ("Both", &when("Both")),
            ("Either", &Exists::Always),
            ("Loop", &when("Loop")),
            ("Always", &Exists::Always),
        ]
    );
    let undecided: Vec<&str> = world.evaluated.undecided.iter().map(|undecided| undecided.key.as_str()).collect();
    // What stands on `IsProd` alone is decided with it.
    assert_eq!(undecided, ["IsProd", "IsDev"]);
    assert_eq!(world.properties("Either"), "{P: <? nothing decides `IsProd`>, Q: <? nothing decides `Missing`>}");
}

#[test]
fn an_assumed_condition_settles_its_parameter() {
    let prod = assuming(CONDITIONS, &[("IsProd", "true")]);
    assert_eq!(prod.addresses(), ["Prod", "Private", "Both", "Either", "Loop", "Always"]);
    assert_eq!(prod.properties("Either"), "{P: \"a\", Q: <? nothing decides `Missing`>}");
    let not = assuming(CONDITIONS, &[("IsProd", "false")]);
    assert_eq!(not.addresses(), ["Other", "Dev", "Private", "Either", "Loop", "Always"]);
    let dev = assuming(CONDITIONS, &[("Environment", "dev"), ("Private", "false")]);
    assert_eq!(dev.addresses(), ["Other", "Dev", "Loop", "Always"]);
}

#[test]
fn places_are_of_the_words() {
    let text = "Resources:\n  Ep:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      ServiceName: !Sub \"com.amazonaws.${AWS::Region}.ecr.api\"\n      VpcId: !Ref V\n      PrivateDnsEnabled: false\n";
    let world = world(text);
    assert_eq!(world.property("Ep", "PrivateDnsEnabled").1, "false");
    assert_eq!(world.property("Ep", "VpcId").1, "!Ref V");
    assert_eq!(world.property("Ep", "ServiceName").1, "!Sub \"com.amazonaws.${AWS::Region}.ecr.api\"");
    let resource = world.evaluated.resource("Ep").unwrap();
    assert_eq!(world.sources.text(resource.span), "Ep");
    assert_eq!(world.sources.text(resource.properties.entry("VpcId").unwrap().key_span), "VpcId");
    let open = super::super::cloudformation;
    let mut sources = world.sources.clone();
    let id = sources.iter().next().unwrap().0;
    let unknown = open(&[id], &mut sources, &Settings::default(), &NoFiles);
    let service = unknown.resource("Ep").unwrap().properties.get("ServiceName").unwrap();
    let crate::template::Kind::Join(pieces) = &service.kind else { panic!("{service}") };
    let words: Vec<&str> = pieces.iter().map(|piece| sources.text(piece.span)).collect();
    assert_eq!(words, ["com.amazonaws.", "${AWS::Region}", ".ecr.api"]);
}

#[test]
fn loops_are_opened() {
    let text = "
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: 'ecr.api,ecr.dkr'}}
Resources:
  Fn::ForEach::Endpoints:
    - Name
    - !Ref Names
    - 'Ep&{Name}':
        Type: AWS::EC2::VPCEndpoint
        Properties:
          ServiceName: !Sub 'com.amazonaws.x.${Name}'
          Tags: [{Key: Name, Value: !Ref Name}]
  'Fn::ForEach::A': [X, [p, q], {'Fn::ForEach::B': [Y, ['1'], {'R${X}${Y}': {Type: T}}]}]
";
    let world = world(text);
    assert_eq!(world.addresses(), ["Epecrapi", "Epecrdkr", "Rp1", "Rq1"]);
    let expected = "{ServiceName: \"com.amazonaws.x.ecr.dkr\", Tags: [{Key: \"Name\", Value: \"ecr.dkr\"}]}";
    assert_eq!(world.properties("Epecrdkr"), expected);
}

#[test]
fn exports_reach_the_templates_beside() {
    let network = "
Resources: {Vpc: {Type: AWS::EC2::VPC}, A: {Type: S}, B: {Type: S}}
Outputs:
  Vpc: {Value: !Ref Vpc, Export: {Name: !Sub '${AWS::StackName}-VpcId'}}
  Subnets: {Value: !Join [',', [!Ref A, !Ref B]], Export: {Name: subnets}}
";
    let endpoints = "
Parameters: {Network: {Type: String}}
Resources:
  Ep:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: {'Fn::ImportValue': !Sub '${Network}-VpcId'}
      SubnetIds: !Split [',', !ImportValue subnets]
      Other: !ImportValue other
";
    let world = world_of(&[("n.yaml", network), ("e.yaml", endpoints)], &Settings::default(), &NoFiles);
    assert_eq!(world.addresses(), ["n.yaml#Vpc", "n.yaml#A", "n.yaml#B", "e.yaml#Ep"]);
    let expected = "{VpcId: <n.yaml#Vpc.Ref>, SubnetIds: [<n.yaml#A.Ref>, <n.yaml#B.Ref>], \
                    Other: <? no template given here exports `other`>}";
    assert_eq!(world.properties("e.yaml#Ep"), expected);
}

struct Files(&'static [(&'static str, &'static str)]);

impl Loader for Files {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.0.iter().find(|(name, _)| *name == path).map(|(_, text)| text.as_bytes().to_vec())
    }

    fn folder(&self, _: &str) -> Option<Vec<String>> {
        None
    }
}

#[test]
fn nested_stacks_are_followed() {
    let parent = "
Conditions: {C: !Equals [!Ref P, x]}
Parameters: {P: {Type: String}}
Resources:
  Net: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./net.yaml, Parameters: {Cidr: 10.0.0.0/16}}}
  Ep: {Type: E, Properties: {VpcId: !GetAtt Net.Outputs.VpcId, Block: !GetAtt Net.Outputs.Block}}
  Far: {Type: AWS::CloudFormation::Stack, Condition: C, Properties: {TemplateURL: 'https://x/y.yaml', Parameters: {V: !GetAtt Net.Outputs.VpcId}}}
  More: {Type: E, Properties: {A: !GetAtt Far.Outputs.Id}}
  Again: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./again.yaml}}
";
    let files = Files(&[
        (
            "a/net.yaml",
            "Parameters: {Cidr: {Type: String}}\nResources: {Vpc: {Type: V, Properties: {CidrBlock: !Ref Cidr}}}\nOutputs: {VpcId: {Value: !Ref Vpc}, Block: {Value: !GetAtt Vpc.CidrBlock}}",
        ),
        ("a/again.yaml", "Resources: {R: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: again.yaml}}}"),
    ]);
    let world = world_of(&[("a/main.yaml", parent)], &Settings::default(), &files);
    assert_eq!(world.evaluated.faults, []);
    assert_eq!(world.addresses(), ["Net.Vpc", "Ep", "More"]);
    assert_eq!(world.properties("Net.Vpc"), "{CidrBlock: \"10.0.0.0/16\"}");
    assert_eq!(world.properties("Ep"), "{VpcId: <Net.Vpc.Ref>, Block: \"10.0.0.0/16\"}");
    assert_eq!(world.properties("More"), "{A: <Far.Outputs.Id>}");
    let modules: Vec<(&str, String)> =
        world.evaluated.modules.iter().map(|module| (module.address.as_str(), module.inputs.to_string())).collect();
    assert_eq!(modules.first(), Some(&("Far", "{V: <Net.Vpc.Ref>}".to_owned())));
    assert!(modules.iter().any(|(address, _)| address.starts_with("Again.R.R.")), "{modules:?}");
}

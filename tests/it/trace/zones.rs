//! Input: modules of Terraform and a template with private hosted zones for the names of endpoints.
//! Output: what an audit finds in them, and where their tasks stop.
//! Never: takes a zone for one that answers as it has to.

use super::with_vpc::{BASE, ENDPOINTS, gateway, of_module, of_template};
use crate::passage::Module;
use ecrc::audit::{Settings, Subject, read};
use ecrc::span::Sources;

#[test]
fn zones_of_ones_own_may_answer() {
    let endpoints = ENDPOINTS.replace("private_dns_enabled = true", "private_dns_enabled = false");
    let zones = |name: &str, vpc: &str| {
        format!(
            "resource \"aws_route53_zone\" \"z\" {{
  for_each = toset([\"api.ecr\", \"dkr.ecr\"])
  name     = {name}
  {vpc}
}}
variable \"name\" {{ type = string }}
"
        )
    };
    let named = "\"${each.key}.eu-west-1.amazonaws.com\"";
    let here = "vpc {\n    vpc_id = aws_vpc.v.id\n  }";
    let tied = "resource \"aws_route53_zone_association\" \"t\" {
  for_each = aws_route53_zone.z
  zone_id  = each.value.id
  vpc_id   = aws_vpc.v.id
}
data \"aws_route53_zone\" \"other\" { name = \"ecr.eu-west-1.amazonaws.com\" }
";
    let looked_up = tied
        .replace("  for_each = aws_route53_zone.z\n", "")
        .replace("each.value.id", "data.aws_route53_zone.other.zone_id");
    let closed = "201, 202, token name 202";
    let [unknown, none] = ["unknown token name", ""];
    for (endpoints, zones, expected) in [
        (&*endpoints, none.to_owned(), closed),
        (&*endpoints, zones(named, here), unknown),
        (&*endpoints, zones("\"${each.key}.eu-west-1.amazonaws.com.\"", here), unknown),
        (&*endpoints, zones("\"${each.key}.${var.name}\"", here), unknown),
        (&*endpoints, zones("var.name", here), unknown),
        (&*endpoints, zones(named, none) + tied, unknown),
        (&*endpoints, looked_up.clone(), unknown),
        // Of another name, of no VPC, of another VPC.
        (&*endpoints, zones("\"${each.key}.example.com\"", here), closed),
        (&*endpoints, zones(named, none), closed),
        (&*endpoints, zones(named, "vpc {\n    vpc_id = \"vpc-0a1b2c3d\"\n  }"), closed),
        // The endpoints are in another VPC.
        (none, zones(named, here), unknown),
        (none, zones("var.name", here), "103, 103, token route 103"),
    ] {
        let text = format!("{BASE}{endpoints}{}{zones}", gateway("aws_vpc.v.default_route_table_id"));
        assert_eq!(of_module(&text), expected, "{text}");
    }
}

#[test]
fn a_zone_of_a_template_may_answer() {
    let text = super::base();
    let text = text.replace("PrivateDnsEnabled: true # of Dkr", "PrivateDnsEnabled: false");
    assert_eq!(of_template(&text), "201, manifest name 201");
    let zone = "  Zone:
    Type: AWS::Route53::HostedZone
    Properties:
      Name: !Sub 'dkr.ecr.${AWS::Region}.amazonaws.com'
      VPCs: [{VPCId: !Ref Vpc, VPCRegion: !Ref AWS::Region}]
";
    assert_eq!(of_template(&text.replace("  # more of the network\n", zone)), "unknown manifest name");
}

/// What another provider makes says nothing of the region.
#[test]
fn only_zones_of_the_provider_tell_the_region() {
    let module =
        BASE.replace("region = \"eu-west-1\"", "region = var.region") + "variable \"region\" { type = string }\n";
    let volume = |said: &str| format!("{module}resource \"aws_ebs_volume\" \"b\" {{\n  size = 1\n  {said}\n}}\n");
    let other = "provider = aws.dr\n  availability_zone = \"us-west-2a\"";
    let alias = "provider \"aws\" {\n  alias  = \"dr\"\n  region = \"us-west-2\"\n}\n";
    for (text, expected) in
        [(volume("availability_zone = \"us-west-2a\""), Some("us-west-2")), (volume(other) + alias, None)]
    {
        let (subject, mut sources) = (Subject::Module("m".to_owned()), Sources::default());
        let worlds = read(&subject, &mut sources, &Settings::default(), &Module(text.clone())).worlds;
        assert_eq!(worlds[0].plan.region.map(|region| region.id), expected, "{text}");
    }
}

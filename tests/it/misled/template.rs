//! Input: what differs.
//! Output: a template in which all else is right, and what is found in it.
//! Never: expects anything.

use super::found;
use ecrc::audit::{Settings, Subject, audit};
use ecrc::diagnostic::Report;
use ecrc::span::{Source, Sources};
use ecrc::template::NoFiles;

/// What differs between the templates here; all else is right.
pub struct Template<'t> {
    pub parameters: &'t str,
    pub image: &'t str,
    /// `ServiceName` of the endpoint for `ecr.dkr`, and what else it says.
    pub dkr: &'t str,
    pub vpc_of_dkr: &'t str,
    pub subnets: &'t str,
    pub s3: &'t str,
    pub group_of_tasks: &'t str,
    pub ingress: &'t str,
    pub more: &'t str,
}

pub const RIGHT: Template = Template {
    parameters: "",
    image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1",
    dkr: "!Sub 'com.amazonaws.${AWS::Region}.ecr.dkr'",
    vpc_of_dkr: "!Ref Vpc",
    subnets: "[!Ref A, !Ref B]",
    s3: "",
    group_of_tasks: "",
    ingress: "CidrIp: 10.0.0.0/16",
    more: "",
};

impl Template<'_> {
    pub fn text(&self) -> String {
        let Template { parameters, image, dkr, vpc_of_dkr, subnets, s3, group_of_tasks, ingress, more } = self;
        let interface = |name: &str, service: &str, vpc: &str, subnets: &str| {
            format!(
                "  {name}:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      ServiceName: {service}\n      VpcId: {vpc}\n      VpcEndpointType: Interface\n      PrivateDnsEnabled: true\n      SubnetIds: {subnets}\n      SecurityGroupIds: [!Ref Ends]\n"
            )
        };
        let own = |service: &str| format!("!Sub 'com.amazonaws.${{AWS::Region}}.{service}'");
        let parts = [
            format!("Parameters:\n  Unused: {{Type: String}}\n{parameters}Resources:\n"),
            "  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}\n".to_owned(),
            "  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: !Select [0, !GetAZs '']}}\n".to_owned(),
            "  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: !Select [1, !GetAZs '']}}\n".to_owned(),
            "  Rt: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}\n".to_owned(),
            "  RtA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref A, RouteTableId: !Ref Rt}}\n".to_owned(),
            "  RtB: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref B, RouteTableId: !Ref Rt}}\n".to_owned(),
            format!("  Ends: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: e, VpcId: !Ref Vpc, SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 443, ToPort: 443, {ingress}}}]}}}}\n"),
            format!("  Tasks:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: t\n      VpcId: !Ref Vpc\n{group_of_tasks}"),
            interface("Api", &own("ecr.api"), "!Ref Vpc", "[!Ref A, !Ref B]"),
            interface("Dkr", dkr, vpc_of_dkr, subnets),
            interface("Logs", &own("logs"), "!Ref Vpc", "[!Ref A, !Ref B]"),
            format!("  S3:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      ServiceName: {}\n      VpcId: !Ref Vpc\n      RouteTableIds: [!Ref Rt]\n{s3}", own("s3")),
            format!("  Task: {{Type: AWS::ECS::TaskDefinition, Properties: {{RequiresCompatibilities: [FARGATE], ExecutionRoleArn: 'arn:aws:iam::111122223333:role/e', ContainerDefinitions: [{{Name: a, Image: {image}}}]}}}}\n"),
            "  Service:\n    Type: AWS::ECS::Service\n    Properties:\n      LaunchType: FARGATE\n      PlatformVersion: 1.4.0\n      TaskDefinition: !Ref Task\n      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref A, !Ref B], SecurityGroups: [!Ref Tasks]}}\n".to_owned(),
            (*more).to_owned(),
        ];
        parts.concat()
    }

    /// What is found, in a region or none, and what is listed as unknown.
    pub fn audit(&self, region: Option<&str>) -> (Report, String, Vec<String>) {
        let mut sources = Sources::default();
        let text = self.text();
        let id = sources.add(Source::new("template.yaml", text.clone()));
        let mut settings = Settings::default();
        settings.template.region = region.map(str::to_owned);
        let audit = audit(&Subject::CloudFormation(vec![id]), &mut sources, &settings, &NoFiles);
        let unknowns = audit.unknowns.iter().map(|unseen| format!("{}: {}", unseen.what, unseen.why)).collect();
        (audit.report, text, unknowns)
    }

    pub fn found(&self) -> Vec<String> {
        found(&self.audit(Some("eu-west-1")).0)
    }
}

//! Input: a VPC's id, a region, and names of what runs there.
//! Output: a shell script that asks AWS for what an audit reads, and writes the answers to a directory.
//! Never: writes a call that changes something, or a name that the shell takes for more than a name.

use crate::cli::failure::Failure;
use clap::Args;
use ecrc::aws::{self, VpcId};
use std::fmt::Write;

/// The part that is the same for every VPC.
const BODY: &str = include_str!("collect.sh");

/// What to ask AWS for.
#[derive(Debug, Args)]
pub struct Collect {
    /// Print a read-only shell script that asks AWS for what an audit of this VPC reads
    #[arg(id = "collect", long = "collect", value_name = "VPC-ID", conflicts_with = "files")]
    vpc: Option<String>,
    /// With --collect: a service, with its task definition, roles and container instances
    #[arg(long, value_name = "CLUSTER/SERVICE", requires = "collect")]
    service: Vec<String>,
    /// With --collect: a task definition, by family or ARN, with its execution role
    #[arg(long, value_name = "TASK", requires = "collect")]
    task: Vec<String>,
    /// With --collect: a role
    #[arg(long, value_name = "ROLE", requires = "collect")]
    role: Vec<String>,
    /// With --collect: a repository
    #[arg(long, value_name = "REPOSITORY", requires = "collect")]
    repository: Vec<String>,
}

impl Collect {
    /// The script; `None` where none is asked for.
    pub fn script(&self, region: Option<&str>) -> Result<Option<String>, Failure> {
        let Some(vpc) = &self.vpc else { return Ok(None) };
        if VpcId::parse(vpc).is_err() {
            return Err(Failure::new(format!("`{vpc}` is not a VPC ID, such as `vpc-0a1b2c3d`")));
        }
        let Some(region) = region else {
            return Err(Failure::new("`--collect` needs `--region`").help("add `--region` with the region of the VPC"));
        };
        if aws::region::find(region).is_none() {
            return Err(Failure::new(format!("`{region}` is not a region of AWS")));
        }
        let mut calls = String::new();
        for service in &self.service {
            let (cluster, name) = service.rsplit_once('/').unwrap_or(("default", service));
            call(&mut calls, "service", &[cluster, name])?;
        }
        let others = [("task", &self.task), ("role", &self.role), ("repository", &self.repository)];
        for (function, names) in others {
            for name in names {
                call(&mut calls, function, &[name])?;
            }
        }
        Ok(Some(format!(
            "#!/bin/sh\n\
             # Asks AWS about {vpc} in {region}, and writes the answers to a directory, for `ecrc audit DIRECTORY`.\n\
             # It changes nothing: each call describes, lists or gets. It needs the AWS CLI, and credentials with read access.\n\
             #\n\
             #   sh collect.sh [DIRECTORY]\n\
             vpc='{vpc}'\n\
             region='{region}'\n\
             directory=${{1:-\"$vpc.$region\"}}\n\n\
             {BODY}{calls}printf 'now run: ecrc audit %s\\n' \"$directory\" >&2\n"
        )))
    }
}

/// Adds a call of one of the script's functions.
fn call(calls: &mut String, function: &str, names: &[&str]) -> Result<(), Failure> {
    let is_plain = |name: &str| {
        !name.is_empty() && name.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_./:+=,@".contains(sign))
    };
    if let Some(name) = names.iter().find(|name| !is_plain(name)) {
        return Err(Failure::new(format!("`{name}` is not the name of a {function}")));
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    writeln!(calls, "{function} {}", quoted.join(" "))
        .map_err(|error| Failure::new(format!("cannot write the script: {error}")))
}

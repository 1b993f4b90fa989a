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
    /// With --collect: a service, by name or ARN, with its task definition, roles and container instances
    #[arg(long, value_name = "CLUSTER/SERVICE", requires = "collect")]
    service: Vec<String>,
    /// With --collect: a task definition, by family or ARN, with its execution role
    #[arg(long, value_name = "TASK", requires = "collect")]
    task: Vec<String>,
    /// With --collect: a role, by name or ARN
    #[arg(long, value_name = "ROLE", requires = "collect")]
    role: Vec<String>,
    /// With --collect: a repository, by name or ARN
    #[arg(long, value_name = "REPOSITORY", requires = "collect")]
    repository: Vec<String>,
}

impl Collect {
    /// The script; `None` where none is asked for.
    pub fn script(&self, region: Option<&str>) -> Result<Option<String>, Failure> {
        let Some(vpc) = &self.vpc else {
            // clap cannot require `--collect` here, because it conflicts with the files.
            let said = [&self.service, &self.task, &self.role, &self.repository];
            if said.into_iter().any(|said| !said.is_empty()) {
                return Err(Failure::new("`--service`, `--task`, `--role` and `--repository` go with `--collect`"));
            }
            return Ok(None);
        };
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
        for said in &self.service {
            let (cluster, name) = cluster_and_service(said, region)?;
            call(&mut calls, "service", &[cluster, name])?;
        }
        for said in &self.task {
            named(said, "ecs", "task-definition/", region)?;
            call(&mut calls, "task", &[said])?;
        }
        for said in &self.role {
            // IAM asks for a role by its name, without the path.
            let role = named(said, "iam", "role/", region)?;
            call(&mut calls, "role", &[role.rsplit('/').next().unwrap_or(role)])?;
        }
        for said in &self.repository {
            call(&mut calls, "repository", &[named(said, "ecr", "repository/", region)?])?;
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

/// What follows such a word in an ARN of a service; what is no ARN is a name already.
fn named<'s>(said: &'s str, service: &str, word: &str, region: &str) -> Result<&'s str, Failure> {
    if !said.starts_with("arn:") {
        return Ok(said);
    }
    let parts: Vec<&str> = said.splitn(6, ':').collect();
    let name = match *parts.as_slice() {
        [_, _, of, there, _, resource] if of == service => resource.strip_prefix(word).map(|name| (there, name)),
        _ => None,
    };
    match name {
        None => Err(Failure::new(format!("`{said}` is not an ARN of the form `arn:aws:{service}:…:{word}NAME`"))),
        Some((there, _)) if !there.is_empty() && there != region => {
            Err(Failure::new(format!("`{said}` is in `{there}`, not in `{region}`")))
        }
        Some((_, name)) => Ok(name),
    }
}

/// The cluster and the name of a service, which old ARNs do not both have.
fn cluster_and_service<'s>(said: &'s str, region: &str) -> Result<(&'s str, &'s str), Failure> {
    let name = named(said, "ecs", "service/", region)?;
    let default = (!said.starts_with("arn:")).then_some(("default", name));
    match name.split_once('/').or(default) {
        Some((cluster, service)) if !service.contains('/') => Ok((cluster, service)),
        _ => {
            let name = name.rsplit('/').next().unwrap_or(name);
            let help = format!("write the cluster and the service, as in `--service default/{name}`");
            Err(Failure::new(format!("`{said}` names no cluster")).help(&help))
        }
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

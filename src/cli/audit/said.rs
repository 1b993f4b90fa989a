//! Input: the options of `audit` and `import` that say what the files do not.
//! Output: these, as the library asks for them.
//! Never: reads a launch in another way than the language does.

use crate::cli::failure::{Failure, unreadable};
use crate::cli::input::Includes;
use crate::cli::terminal::Terminal;
use clap::{Args, ValueEnum};
use ecrc::audit::Settings;
use ecrc::diagnostic::Severity;
use ecrc::plan::Workload;
use ecrc::spec::model::Input;
use ecrc::template;
use serde_json::Value;

/// What the files do not say.
#[derive(Debug, Default, Args)]
pub struct Said {
    /// What runs in every VPC: fargate:1.4.0, fargate:latest:windows, ec2, eks, eks:fargate, batch:fargate, docker;
    /// repeatable
    #[arg(long, value_name = "LAUNCH")]
    launch: Vec<String>,
    /// The tasks' log driver: awslogs or none
    #[arg(long, value_name = "DRIVER")]
    logs: Option<String>,
    /// Where tasks get their secrets: secretsmanager, ssm
    #[arg(long, value_name = "STORE", value_delimiter = ',')]
    secrets: Vec<String>,
    /// Tasks use ECS Exec
    #[arg(long)]
    exec: bool,
    /// Secrets or images are encrypted with customer managed KMS keys
    #[arg(long)]
    kms: bool,
    /// The region that the files are deployed to
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// Set a Terraform variable
    #[arg(long, value_name = "NAME=VALUE")]
    var: Vec<String>,
    /// Read Terraform variables from a file
    #[arg(long, value_name = "FILE")]
    var_file: Vec<String>,
    /// What the files are, if their content does not tell
    #[arg(long, value_enum, value_name = "KIND")]
    r#as: Option<ReadsAs>,
    /// Assume the value of a parameter, a condition or an expression that is unknown otherwise
    #[arg(long, value_name = "KEY=VALUE")]
    assume: Vec<String>,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReadsAs {
    /// CloudFormation templates
    Cfn,
    /// A Terraform module
    Tf,
    /// `terraform show -json` of a plan or a state
    TfPlan,
    /// What the AWS CLI printed
    Aws,
}

impl Said {
    pub fn reads_as(&self) -> Option<ReadsAs> {
        self.r#as
    }

    /// Whether anything is said.
    pub fn says(&self) -> bool {
        let Self { launch, logs, secrets, exec, kms, region, var, var_file, r#as, assume } = self;
        let lists = [launch, secrets, var, var_file, assume].into_iter().any(|list| !list.is_empty());
        lists || logs.is_some() || region.is_some() || r#as.is_some() || *exec || *kms
    }

    /// Warns that these options have no effect on such files.
    pub fn say_vain(&self, of: &str, help: &str, terminal: Terminal) {
        if self.says() {
            let message = format!(
                "options that say what files leave open, such as `--region` and `--launch`, have no effect on {of}"
            );
            terminal.say(Severity::Warning, &message, Some(help));
        }
    }

    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The settings that an editor sends: an object whose keys are the options' names.
    pub fn of_editor(options: &Value) -> Result<Settings, Failure> {
        let mut said = Self::default();
        let mut private = false;
        let options = options.as_object().ok_or_else(|| wrong("audit", "an object"))?;
        for (key, value) in options {
            let flag = || value.as_bool().ok_or_else(|| wrong(key, "true or false"));
            let text = || value.as_str().map(str::to_owned).ok_or_else(|| wrong(key, "a string"));
            let texts = || -> Result<Vec<String>, Failure> {
                let items = value.as_array().ok_or_else(|| wrong(key, "a list of strings"))?;
                items
                    .iter()
                    .map(|item| item.as_str().map(str::to_owned).ok_or_else(|| wrong(key, "a list of strings")))
                    .collect()
            };
            // The messages about an option name it as the command line does.
            let pairs = |shape: &str| {
                let texts = texts()?;
                let is_pair = texts.iter().all(|text| pair(key, shape, text).is_ok());
                is_pair.then_some(texts).ok_or_else(|| wrong(key, &format!("a list of strings such as `{shape}`")))
            };
            match key.as_str() {
                "launch" => said.launch = texts()?,
                "logs" => said.logs = Some(text()?),
                "secrets" => said.secrets = texts()?,
                "exec" => said.exec = flag()?,
                "kms" => said.kms = flag()?,
                "region" => said.region = Some(text()?),
                "var" => said.var = pairs("NAME=VALUE")?,
                "varFile" => said.var_file = texts()?,
                "assume" => said.assume = pairs("KEY=VALUE")?,
                "private" => private = flag()?,
                _ => return Err(Failure::new(format!("`{key}` is not a setting of `audit`"))),
            }
        }
        Ok(Settings { private, ..said.settings()? })
    }

    /// The settings, in which nothing is accepted.
    pub fn settings(&self) -> Result<Settings, Failure> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for said in &self.assume {
            pairs.push(pair("--assume", "KEY=VALUE", said)?);
        }
        for said in &self.var {
            let (name, value) = pair("--var", "NAME=VALUE", said)?;
            pairs.push((format!("var.{name}"), value));
        }
        if let Some(region) = self.region.as_deref().filter(|region| ecrc::aws::region::find(region).is_none()) {
            return Err(Failure::new(format!("`{region}` is not a region of AWS")));
        }
        for file in &self.var_file {
            std::fs::metadata(file).map_err(|error| unreadable(file, &error))?;
        }
        let template = template::Settings {
            region: self.region.clone(),
            assumptions: pairs.into_iter().collect(),
            variable_files: self.var_file.clone(),
        };
        Ok(Settings { template, workload: self.workload()?, ..Settings::default() })
    }

    /// What runs, read as the language reads it.
    fn workload(&self) -> Result<Workload, Failure> {
        let mut statements: Vec<String> = Vec::new();
        for launch in &self.launch {
            statements.push(format!("launch {}", launch.replace(':', " ")));
        }
        if self.launch.is_empty() {
            statements.push("launch fargate latest".to_owned());
        }
        statements.push(format!("logs {}", self.logs.as_deref().unwrap_or("none")));
        if !self.secrets.is_empty() {
            statements.push(format!("secrets {}", self.secrets.join(", ")));
        }
        if self.exec {
            statements.push("exec on".to_owned());
        }
        if self.kms {
            statements.push("kms on".to_owned());
        }
        let text = format!("private_ecr < region us-east-1; {} >", statements.join("; "));
        let input = Input {
            name: "the command line".into(),
            identity: "-".into(),
            root: ".".into(),
            stem: "audit".into(),
            bytes: text.into_bytes(),
        };
        let compiled = ecrc::compile(vec![input], &Includes);
        let Some(block) = compiled.blocks.into_iter().next() else {
            let first = compiled.report.diagnostics.into_iter().next();
            let message = first.map_or_else(String::new, |found| found.message);
            let launches = "launches are `fargate:1.4.0`, `fargate:latest:windows`, `ec2`, `ec2:windows`, \
                            `managed_instances`, `eks`, `eks:fargate`, `batch:fargate`, `batch:ec2`, `batch:eks`, `docker` \
                            and `docker:windows`; logs go to `awslogs` or `none`; secrets come from `secretsmanager` or `ssm`";
            return Err(Failure::new(message).help(launches));
        };
        let mut workload = block.workload.clone();
        if self.launch.is_empty() {
            workload.launches.clear();
        }
        if self.logs.is_none() {
            workload.awslogs = None;
        }
        Ok(workload)
    }
}

fn wrong(key: &str, kind: &str) -> Failure {
    Failure::new(format!("`{key}` must be {kind}"))
}

/// A name and a value.
pub fn pair(option: &str, shape: &str, said: &str) -> Result<(String, String), Failure> {
    let pair = said.split_once('=').filter(|(name, _)| !name.is_empty());
    let pair = pair
        .ok_or_else(|| Failure::new(format!("`{option} {said}` has no `=`")).help(format!("write `{option} {shape}`")));
    pair.map(|(name, value)| (name.to_owned(), value.to_owned()))
}

/// Says which assumptions and variables settle nothing.
pub fn say_idle(terminal: Terminal, idle: &[String]) {
    for key in idle {
        let message = match key.strip_prefix("var.") {
            Some(name) => format!("nothing asks for the variable `{name}`"),
            None => format!("`--assume {key}` settles nothing"),
        };
        terminal.say(Severity::Warning, &message, Some("`ecrc audit --explain-unknown` lists what can be settled"));
    }
}

//! Input: what AWS says of ECS services, their task definitions and container instances.
//! Output: what runs in the VPC, what it uses beside images, and through which subnets and groups it pulls.
//! Never: takes a service of another VPC for one of this.

use super::gaps::Unknown;
use super::here::Here;
use super::printed::{Kind, Printed};
use super::roles;
use super::words::{items, text, value};
use crate::aws::Region;
use crate::document::Node;
use crate::plan::{
    Attribute, CalledRegion, Client, EnvFile, Exec, Launch, List, Logs, OperatingSystem, Plan, Secret, SecretStore,
    Task, TaskCalls, TaskImage, Value, Why, Workload,
};
use crate::span::Spanned;

/// Adds what runs.
pub(super) fn read(here: &Here, plan: &mut Plan) {
    let mut on_instances: Vec<(Option<&str>, Client)> = Vec::new();
    for service in here.printed.of(Kind::Services).filter(|it| text(it, "status") != Some("INACTIVE")) {
        let network = service.get("networkConfiguration").and_then(|it| it.get("awsvpcConfiguration"));
        let subnets: Vec<&str> =
            network.map_or_else(Vec::new, |it| items(it, "subnets").iter().filter_map(Node::text).collect());
        if !subnets.is_empty() && !subnets.iter().any(|subnet| is_here(here, subnet)) {
            continue;
        }
        let task = task_of(here, service);
        let place = service.get("serviceName").map_or(service.span, |name| name.span);
        let launch = launch(service, task);
        if let Some(launch) = launch {
            plan.surroundings.workload.add_launch(launch, place);
        }
        let exec = service.get("enableExecuteCommand").filter(|exec| exec.text() == Some("true"));
        if let Some(exec) = exec {
            plan.surroundings.workload.exec = Some(Spanned::new(true, exec.span));
        }
        if let Some(task) = task {
            containers(task, here.region, &mut plan.surroundings.workload);
        }
        let name = called(here, service);
        let unseen = || service.get("taskDefinition").map(|said| unseen(&name, said));
        let mut started = task.map(|task| start(here, &name, task)).or_else(unseen);
        if let Some(started) = &mut started {
            started.calls.exec = if exec.is_some() { Exec::On } else { Exec::Off };
        }
        plan.surroundings.tasks.extend(started);
        let Some(launch) = launch else { continue };
        let client = |network: Option<&Node>| Client {
            name: name.clone(),
            launch,
            subnets: List::Items(subnets.iter().copied().map(value).collect()),
            security_groups: List::Items(
                network
                    .into_iter()
                    .flat_map(|it| items(it, "securityGroups"))
                    .filter_map(Node::text)
                    .map(value)
                    .collect(),
            ),
            public_address: network.and_then(|it| text(it, "assignPublicIp")).map(|said| said == "ENABLED"),
            task: Some(name.clone()),
            host_role: None,
            presumed: false,
            off: text(service, "desiredCount").filter(|count| *count == "0").map(|_| "desiredCount: 0".to_owned()),
            span: Some(place),
        };
        match (launch, network) {
            (Launch::Fargate { .. }, Some(network)) => plan.surroundings.clients.push(client(Some(network))),
            (Launch::Ec2 { .. }, _) => on_instances.push((text(service, "clusterArn"), client(None))),
            _ => {}
        }
    }
    if !here.printed.has(Kind::Services) {
        for task in tasks(here) {
            let place = task.get("family").map_or(task.span, |family| family.span);
            let launch = Launch::alone(&compatibilities(task), os(task));
            if let Some(launch) = launch {
                plan.surroundings.workload.add_launch(launch, place);
            }
            containers(task, here.region, &mut plan.surroundings.workload);
            plan.surroundings.tasks.push(start(here, text(task, "family").unwrap_or_default(), task));
        }
    }
    instances(here, &on_instances, plan);
}

/// The name of a service, with its cluster where services of several clusters have the name.
fn called(here: &Here, service: &Node) -> String {
    let name = text(service, "serviceName").unwrap_or_default();
    let cluster = |service: &Node| text(service, "clusterArn")?.rsplit('/').next().map(str::to_owned);
    let own = cluster(service);
    let mut others = here.printed.of(Kind::Services).filter(|other| text(other, "serviceName") == Some(name));
    match &own {
        Some(cluster_of) if others.any(|other| cluster(other) != own) => format!("{cluster_of}/{name}"),
        Some(_) | None => name.to_owned(),
    }
}

/// What runs in no VPC that the files tell of.
pub(super) fn elsewhere(printed: &Printed) -> Vec<Unknown> {
    let subnets = || printed.of(Kind::Subnets).filter_map(|subnet| text(subnet, "SubnetId"));
    let services = printed.of(Kind::Services).filter(|_| printed.is_whole(Kind::Subnets));
    let unknown = |service: &Node| {
        let network = service.get("networkConfiguration")?.get("awsvpcConfiguration")?;
        let mut own = items(network, "subnets").iter().filter_map(Node::text);
        let first = own.clone().next()?;
        let name = service.get("serviceName")?;
        let why = format!("it runs in `{first}`, which is in none of these answers: collect those of its VPC");
        let is_here = own.any(|own| subnets().any(|subnet| subnet == own));
        (!is_here).then(|| Unknown {
            what: format!("the network of `{}`", name.text().unwrap_or_default()),
            why,
            span: name.span,
        })
    };
    services.filter_map(unknown).collect()
}

/// The role of the instance profile of an instance.
fn role_of(here: &Here, instance: &Node) -> Option<Value> {
    let arn = text(instance.get("IamInstanceProfile")?, "Arn")?;
    let mut profiles = here.printed.of(Kind::InstanceProfile).filter_map(|answer| answer.get("InstanceProfile"));
    let profile = profiles.find(|profile| text(profile, "Arn") == Some(arn))?;
    items(profile, "Roles").first().and_then(|role| text(role, "RoleName")).map(named)
}

/// The instances that tasks run on: they pull through their own network interfaces. Which cluster they are of, no answer
/// says: if all services `on` instances are of one, they are of that.
fn instances(here: &Here, on: &[(Option<&str>, Client)], plan: &mut Plan) {
    let cluster = on.first().map(|(cluster, _)| cluster);
    let services = on.iter().filter(|_| on.iter().all(|(of, _)| Some(of) == cluster)).map(|(_, client)| client);
    let all = here.printed.of(Kind::Instances).flat_map(|reservation| items(reservation, "Instances"));
    for instance in all.filter(|instance| text(instance, "VpcId") == Some(here.id)) {
        let Some(id) = instance.get("InstanceId") else { continue };
        let os = match text(instance, "Platform") {
            Some("windows") => OperatingSystem::Windows,
            Some(_) | None => OperatingSystem::Linux,
        };
        let groups = items(instance, "SecurityGroups").iter().filter_map(|group| text(group, "GroupId"));
        let client = Client {
            name: id.text().unwrap_or_default().to_owned(),
            launch: Launch::Ec2 { os },
            subnets: List::Items(text(instance, "SubnetId").map(value).into_iter().collect()),
            security_groups: List::Items(groups.map(value).collect()),
            public_address: Some(text(instance, "PublicIpAddress").is_some()),
            task: None,
            host_role: role_of(here, instance),
            presumed: false,
            off: None,
            span: Some(id.span),
        };
        let of_service = |service: &Client| Client {
            name: service.name.clone(),
            task: service.task.clone(),
            off: service.off.clone(),
            span: service.span,
            ..client.clone()
        };
        let may_run_on = |service: &&Client| service.launch == client.launch;
        let mut own: Vec<Client> = services.clone().filter(may_run_on).map(of_service).collect();
        if own.is_empty() {
            own.push(client);
        }
        for client in own {
            if !plan.surroundings.clients.contains(&client) {
                plan.surroundings.clients.push(client);
            }
        }
        plan.surroundings.workload.add_launch(Launch::Ec2 { os }, id.span);
    }
}

fn is_here(here: &Here, subnet: &str) -> bool {
    here.of(Kind::Subnets).any(|known| text(known, "SubnetId") == Some(subnet))
}

fn tasks<'p>(here: &Here<'p>) -> impl Iterator<Item = &'p Node> + use<'p> {
    here.printed.of(Kind::TaskDefinition).filter_map(|task| task.get("taskDefinition"))
}

/// The task definition of a service, by its ARN.
fn task_of<'p>(here: &Here<'p>, service: &Node) -> Option<&'p Node> {
    let named = text(service, "taskDefinition")?;
    tasks(here).find(|task| text(task, "taskDefinitionArn") == Some(named))
}

/// As what a service runs. A capacity provider of the user's own stands for instances.
fn launch(service: &Node, task: Option<&Node>) -> Option<Launch> {
    let os = match (text(service, "platformFamily"), task) {
        (Some(family), _) if family.to_ascii_uppercase().starts_with("WINDOWS") => OperatingSystem::Windows,
        (_, Some(task)) => os(task),
        (_, None) => OperatingSystem::Linux,
    };
    let providers = items(service, "capacityProviderStrategy").iter().filter_map(|it| text(it, "capacityProvider"));
    let of_providers = providers.map(|name| name.starts_with("FARGATE")).reduce(|all, one| all && one);
    // A name does not tell instances of one's own from ECS Managed Instances; a task may be made for these alone.
    let made_for = || task.and_then(|task| Launch::alone(&compatibilities(task), os));
    let launch = match (text(service, "launchType"), of_providers) {
        (Some(said), _) => Launch::alone(&[said], os)?,
        (None, Some(true)) => Launch::on_fargate("LATEST", os)?,
        (None, Some(false)) => made_for().filter(|launch| launch.is_on_instances()).unwrap_or(Launch::Ec2 { os }),
        (None, None) => return None,
    };
    match text(service, "platformVersion").filter(|_| launch.is_fargate()) {
        Some(version) => Launch::on_fargate(version, os),
        None => Some(launch),
    }
}

fn compatibilities(task: &Node) -> Vec<&str> {
    items(task, "requiresCompatibilities").iter().filter_map(Node::text).collect()
}

fn os(task: &Node) -> OperatingSystem {
    let family = task.get("runtimePlatform").and_then(|platform| text(platform, "operatingSystemFamily"));
    if family.is_some_and(|family| family.starts_with("WINDOWS")) {
        OperatingSystem::Windows
    } else {
        OperatingSystem::Linux
    }
}

fn named(role: &str) -> Value {
    Value::Attribute(super::words::name(&roles::id(role)), Attribute::Arn)
}

/// What a task does as it starts, and with which role.
fn start(here: &Here, name: &str, task: &Node) -> Task {
    let role = task.get("executionRoleArn");
    let arn = role.and_then(Node::text);
    let mut images: Vec<TaskImage> = Vec::new();
    for said in items(task, "containerDefinitions").iter().filter_map(|container| container.get("image")) {
        let name = said.text().map_or_else(Value::unknown, |name| Value::literal(name.to_owned()));
        if !images.iter().any(|known| known.name == name) {
            images.push(TaskImage { name, span: Some(said.span) });
        }
    }
    Task {
        name: name.to_owned(),
        role: role.map(|_| arn.and_then(|arn| arn.rsplit('/').next()).map_or_else(Value::unknown, named)),
        role_arn: arn.map(str::to_owned),
        pulls: images.iter().any(|image| image.is_of_ecr(here.region)),
        images,
        calls: calls(task),
        task_role: text(task, "taskRoleArn").and_then(|arn| arn.rsplit('/').next()).map(named),
        span: Some(role.or(task.get("family")).map_or(task.span, |said| said.span)),
    }
}

/// What a service starts whose task definition no file tells.
fn unseen(name: &str, said: &Node) -> Task {
    let why = Why::Because(format!("no file holds what `{}` prints", Kind::TaskDefinition.command()));
    Task::unseen(name.to_owned(), why, said.span)
}

/// What a task calls as it starts, and of which region.
fn calls(task: &Node) -> TaskCalls {
    let mut calls = TaskCalls::default();
    for container in items(task, "containerDefinitions") {
        for secret in secrets(container) {
            calls.add_secret(secret);
        }
        if let Some(logs) = logs(container) {
            calls.add_logs(logs);
        }
        let files = items(container, "environmentFiles").iter().map(|file| text(file, "value"));
        let arn = |said: Option<&str>| said.map_or_else(Value::unknown, |arn| Value::literal(arn.to_owned()));
        calls.env_files.extend(files.map(|file| EnvFile { arn: arn(file), is_here: false, open: None }));
    }
    calls
}

/// Where the log driver of a container sends to, if it is awslogs.
fn logs(container: &Node) -> Option<Logs> {
    let driver = container.get("logConfiguration")?.get("logDriver").filter(|it| it.text() == Some("awslogs"))?;
    let region = option(container, "awslogs-region").map(|id| CalledRegion::Named(id.to_owned()));
    let literal = |text: &str| Value::literal(text.to_owned());
    let name = text(container, "name").map_or_else(Value::unknown, literal);
    Some(Logs {
        region: region.unwrap_or(CalledRegion::Own),
        group: option(container, "awslogs-group").map(literal),
        creates_group: option(container, "awslogs-create-group") == Some("true"),
        streams: option(container, "awslogs-stream-prefix").map(|prefix| Logs::streams_of(literal(prefix), name)),
        open: None,
        span: Some(driver.span),
    })
}

fn option<'n>(container: &'n Node, key: &str) -> Option<&'n str> {
    text(container.get("logConfiguration")?.get("options")?, key)
}

/// The secrets of a container, of its log driver, and for its registry.
fn secrets(container: &Node) -> Vec<Secret> {
    let of_logs = container.get("logConfiguration").map(|logs| items(logs, "secretOptions")).unwrap_or_default();
    let said = items(container, "secrets").iter().chain(of_logs).filter_map(|secret| secret.get("valueFrom"));
    let secret = |from: &Node| Secret::named(from.text().unwrap_or_default(), Some(from.span));
    let registry = container.get("repositoryCredentials").and_then(|it| it.get("credentialsParameter"));
    let of_registry = registry.map(|from| secret(from).kept_in(SecretStore::SecretsManager));
    said.map(secret).chain(of_registry).collect()
}

/// What the containers of a task use in their region: the log driver, and where their secrets come from.
fn containers(task: &Node, here: Option<&Region>, workload: &mut Workload) {
    let mut sent = None;
    for container in items(task, "containerDefinitions") {
        sent = sent.or(logs(container).filter(|logs| !logs.region.is_elsewhere(here)).and_then(|logs| logs.span));
        for secret in secrets(container) {
            workload.add_store_of(&secret, here);
        }
    }
    if workload.awslogs.is_none_or(|known| !known.value) {
        workload.awslogs = Some(Spanned::new(sent.is_some(), sent.unwrap_or(task.span)));
    }
}

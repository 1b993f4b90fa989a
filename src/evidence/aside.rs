//! Input: nothing.
//! Output: problems that look like an endpoint's and are not: phrases, and what is wrong, in a sentence each.
//! Never: names a rule; if one may be involved after all, a phrase here is too weak to decide.

/// A problem that no endpoint causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aside {
    /// What is wrong, and where to look.
    pub what: &'static str,
    /// It stands beside other failures: where a call of AWS's failed to connect, that one counts.
    pub weak: bool,
}

const fn strong(what: &'static str) -> Aside {
    Aside { what, weak: false }
}

const fn weak(what: &'static str) -> Aside {
    Aside { what, weak: true }
}

const CODEBUILD: Aside = strong(
    "CodeBuild pulls the build's image itself, outside your VPC, so your endpoints are not involved. Check the image's name and \
     platform, and that the repository policy and the project's service role allow the pull.",
);
const LAMBDA: Aside = strong(
    "Lambda fetches a function's image itself, not through your VPC. Check that the image is in ECR in the function's region, \
     and that the repository policy lets `lambda.amazonaws.com` read it.",
);
const PLATFORM: Aside =
    strong("The image has no variant for this platform. Build one, or run the image on another platform.");
const MISSING: Aside = strong(
    "The registry answered, so the network path works. Check that the image exists under this name and tag, in this account \
     and region.",
);
const DISK: Aside = strong("The disk is full. The network path works.");
const RATE: Aside = strong(
    "The registry's rate limit is reached; Docker Hub and ECR Public limit pulls. Log in there, mirror the image in your own ECR, \
     or use a pull-through cache.",
);
const THROTTLED: Aside =
    strong("AWS throttles these calls, so they arrive. Retry with backoff, or request a higher quota.");
const IMAGE_NAME: Aside = strong("The image's name is malformed, so nothing was called.");
const DIFF_IDS: Aside = strong("The image is inconsistent. Build and push it again.");
/// Go's `os/exec` says so before anything of the program runs: <https://pkg.go.dev/os/exec>, read 2026-12-01.
const NOT_STARTED: Aside = strong(
    "A program could not be started, so it called nothing. Check that it is at that path or in `PATH`, is executable, and was built \
     for this machine's architecture.",
);
const ARCHITECTURE: Aside = strong(
    "The program was built for another architecture than that of the machine. The image was pulled, so the network path works: \
     build it for the host's platform, or run it on another.",
);
const HELPER: Aside = strong(
    "The credential helper has no credentials, and does not say here why. ECR's helper writes the error of its call to \
     `~/.ecr/log/ecr-login.log`: explain that one.",
);
/// aws/amazon-ecs-agent, `agent/dockerclient/dockerauth/ecr.go`, read 2026-12-01.
const OTHER_REGISTRY: Aside = strong(
    "ECR answered the token request, so the network path works, and its token is for another registry's name than the image's. An \
     ECS agent that does not know the `dkr-ecr` names says so: update the agent, or write `ACCOUNT.dkr.ecr.REGION.amazonaws.com`.",
);
const NO_TOKEN_DATA: Aside =
    strong("ECR answered the token request, so the network path works, and the answer has no token in it. Retry.");
const BAD_LOGIN: Aside = strong(
    "Secrets Manager answered. The secret of a private registry is JSON with a `username` and a `password`, and one of them is \
     missing or empty.",
);
const CLOUDFRONT: Aside = strong(
    "CloudFront answered, from which the layers of ECR Public and of registries on the internet come, and not those of private ECR. \
     Endpoints are not involved.",
);
const HTTPS_PORT: Aside = strong(
    "The client spoke HTTP without TLS to a port that expects HTTPS, of a web server or a proxy that is not ECR's. Correct the \
     registry's address.",
);
const IMMUTABLE: Aside = strong(
    "ECR answered, so the network path works: the repository's tags are immutable, and this one exists. Push under another tag.",
);
const NO_SUCH_IMAGE: Aside = weak(
    "Docker does not have this image on the machine, and asked nobody for it. The pull before it failed, or there was none: look \
     for its error.",
);
const UNSET_REGION: Aside = strong(
    "The client knows no region, so nothing was called. Set `AWS_REGION`, or the region in the client's configuration.",
);
/// RFC 6455, 7.4.1, read 2026-12-01; 1006 alone never stands in a frame.
const CLOSED: Aside = strong(
    "The service closed the connection itself, and the reason follows the code, so the network path works. Agents connect again by \
     themselves unless the reason forbids it.",
);
/// aws/amazon-ecs-agent#882, read 2026-12-01.
const UNREGISTERED: Aside = strong(
    "ECS closed the agent's connection because it does not know this container instance (any more), so the network path works. \
     Remove `/var/lib/ecs/data` and restart the agent, which then registers again.",
);
pub const SECRET: Aside = strong(
    "Secrets Manager or Systems Manager answered. Check that the secret or parameter exists in this region, under this ARN and \
     key.",
);
const REGISTRY_ID: Aside =
    strong("ECR answered: the account in front of the registry's name is not 12 digits. Correct the image's name.");
const ARN_FORM: Aside = strong(
    "The ARN is malformed, so nothing was called. With a JSON key, the form is `ARN:KEY:STAGE:VERSION`; each of the three may \
     be empty, but not its colon.",
);
const CLOCK: Aside = strong(
    "AWS answered, and the clock of the machine that called is wrong. Set it, for example with Amazon Time Sync.",
);
pub const UNPACKED: Aside = strong(
    "The layer arrived and could not be unpacked, so the network path works. Check the disk, and that the image fits the host's \
     operating system.",
);
/// moby/moby#45600, aws/aws-cdk#30258; read 2026-11-30.
const ATTESTATION: Aside = strong(
    "What arrived is an attestation of the build (provenance or SBOM), which no container runs, so the network path works. Build \
     with `--provenance=false --sbom=false`, or set `BUILDX_NO_DEFAULT_ATTESTATIONS=1`, and push the image again.",
);
const EXPIRED_URL: Aside = strong(
    "S3 answered: the signed URL of the layer was too old when it was used. Pull again. If that fails, find out what held the \
     download back: a slow pull, many layers at once, or a proxy that keeps redirects.",
);
const APP_RUNNER: Aside = strong(
    "App Runner pulls the image itself, outside your VPC, so your endpoints are not involved. Check the image's name and region, \
     and that the service's access role trusts `build.apprunner.amazonaws.com` and may pull.",
);
const PLAIN_HTTP: Aside = strong(
    "What answered speaks HTTP without TLS, as a registry of your own or a proxy does. ECR and its endpoints speak HTTPS only.",
);
const UPSTREAM_LOGIN: Aside = strong(
    "ECR answered: it could not log in to the upstream registry of the pull-through cache. Check the secret that the cache rule \
     names, and the account there.",
);
const PUBLIC_TOKEN: Aside =
    strong("This is about ECR Public, whose images can be pulled without a token. No VPC endpoint serves its images.");
const NO_ENDPOINT_RULE: Aside = strong(
    "The SDK finds no address for its settings, so nothing was called. Check the region, and whether FIPS, dual-stack or an \
     endpoint of its own is set.",
);
const LOG_GROUP: Aside = strong(
    "CloudWatch Logs answered that the log group does not exist. Create it, or set `awslogs-create-group` and allow \
     `logs:CreateLogGroup`.",
);
const LOG_OPTIONS: Aside =
    strong("The log driver's options are wrong, so nothing was called. Check `awslogs-region`: it takes a region.");
const EFS: Aside = weak(
    "The EFS file system could not be mounted. Mounting uses mount targets on tcp/2049, not an endpoint: check their security \
     group and the role.",
);
const EFS_NAME: Aside = strong(
    "The file system's name does not resolve: it has no mount target in the task's Availability Zone, or the VPC's DNS support is \
     off. EFS is mounted through mount targets, not through an endpoint.",
);
const EFS_SILENT: Aside = strong(
    "The mount target of the EFS file system does not answer. Check that its security group admits tcp/2049 from the caller, and \
     that the caller's group allows it out. No endpoint is involved.",
);
const ENI: Aside = strong(
    "EC2 could not create the task's network interface, often because the subnet has no free address. Nothing was called yet.",
);
const NO_FIT: Aside = strong(
    "The cluster has container instances, and none of them fits this task. Compare its CPU, memory, ports and attributes with \
     those of the instances.",
);
const HEALTH: Aside = strong("The container runs, and fails the load balancer's health check.");
const CLUSTER: Aside = strong("ECS answered that there is no such cluster in this account and region.");
const EXPIRED: Aside = strong("The credentials have expired. AWS answered, so the network path works.");
pub const CREDENTIALS: Aside = strong(
    "AWS answered, and does not accept the credentials: they are expired or invalid, or belong to another partition. The \
     network path works.",
);
const NO_CREDENTIALS: Aside = weak(
    "The client found no credentials, so it called nothing of AWS's. Check its role and its access to the metadata service.",
);
const SERVER_CLOSED: Aside = strong(
    "ECS closed the agent's connection with an error of its own (1011), so the network path works. The agent reconnects by \
     itself.",
);
const PLUGIN: Aside = strong("The Session Manager plugin is not installed where the command runs.");
const NO_ROLE: Aside = weak(
    "The instance has no role, or its metadata service (169.254.169.254) does not answer. VPC endpoints are not involved.",
);
const NO_REGION: Aside =
    weak("The agent does not know its region: the metadata service does not answer, or no region is set.");
const POD_ADDRESS: Aside =
    strong("The VPC CNI has no free address for the pod. Check the subnets' free addresses and the instance's limits.");
const ACCESS_ENTRY: Aside = strong(
    "The cluster's API server answered and does not know the caller. Check the access entry, or the `aws-auth` config map.",
);
const API_SERVER: Aside = weak(
    "This is about the Kubernetes API server. Check the cluster's endpoint access and its security group; the endpoints for \
     pulling do not serve it.",
);
const TRUST: Aside = strong(
    "STS answered. The role's trust policy does not match the service account, or the IAM OIDC provider is missing.",
);
const ASSOCIATION: Aside = strong("EKS Auth answered. Check the Pod Identity association and the role's trust policy.");
const TOKEN_AGED: Aside = strong("The registry token is older than 12 hours. Log in again.");
const NO_PASSWORD: Aside =
    weak("`docker login` got no password, because the command before the pipe failed. Read that command's error.");
const CREDENTIAL_STORE: Aside = strong(
    "The registry accepted the login, and Docker's credential store could not save it. On Windows (`wincred`), log in without \
     `https://`; elsewhere, check the credential helper.",
);
const DOCKER_SLOW: Aside = strong(
    "Docker on the instance did not answer in time, often because of a disk that is too slow. No endpoint is involved.",
);
const PULL_QPS: Aside = strong(
    "The kubelet limits its own pulls (`registryPullQPS` and `registryBurst`), so this one was not tried. It tries again.",
);
const TASK_QUOTA: Aside =
    strong("The account's quota of tasks is reached, so nothing was called. Stop tasks, or request a higher quota.");
const NO_CAPACITY: Aside = strong(
    "AWS has no capacity for the task at this time, so nothing was called. Try again, or add subnets in other zones.",
);
const SAGEMAKER: Aside =
    strong("This is about SageMaker's own settings and the repository policy. Your endpoints were not called.");
const BATCH: Aside =
    strong("AWS Batch gives the reason itself: the compute environment, or the job's roles and sizes.");
const NO_SCHEME: Aside = strong(
    "The client built an address without a scheme, so nothing was called. With `ecr-fips` names this is a bug of the ECS agent; \
     use another version.",
);
const AGENT_CREDENTIALS: Aside = strong("The ECS agent has lost the task's credentials. Restart the agent.");

/// The phrases, in lower case.
pub const PHRASES: &[(&str, Aside)] = &[
    ("build container unable to pull image", CODEBUILD),
    ("lambda does not have permission to access the ecr image", LAMBDA),
    ("the function does not have permission to access the specified image", LAMBDA),
    ("imageaccessdenied", LAMBDA),
    ("trying to use a deleted image", LAMBDA),
    ("lambda cannot initialize the provided container image", LAMBDA),
    ("provide a valid source image", LAMBDA),
    ("layer media type for the source image", LAMBDA),
    ("failed to pull your application image", APP_RUNNER),
    ("failed to copy the image from ecr", APP_RUNNER),
    ("error in assuming access role", APP_RUNNER),
    ("server gave http response to https client", PLAIN_HTTP),
    ("ecr public failed to get authorization token", PUBLIC_TOKEN),
    ("authentication to the upstream registry failed", UPSTREAM_LOGIN),
    ("cloudwatch log stream missingendpoint", LOG_OPTIONS),
    ("cloudwatch log stream missingregion", LOG_OPTIONS),
    ("failed to resolve service endpoint", NO_ENDPOINT_RULE),
    ("missingendpoint", NO_ENDPOINT_RULE),
    ("missingregion", UNSET_REGION),
    ("you must specify a region", UNSET_REGION),
    ("missing region in config", UNSET_REGION),
    ("region is missing", UNSET_REGION),
    ("unable to load region from", UNSET_REGION),
    ("no regionendpoint or serviceurl configured", UNSET_REGION),
    ("fork exec", NOT_STARTED),
    ("executable file not found in", NOT_STARTED),
    ("exec format error", ARCHITECTURE),
    ("credentials not found in native keychain", HELPER),
    ("ecr auth authorizationdata is malformed", OTHER_REGISTRY),
    ("missing authorizationdata in ecr response", NO_TOKEN_DATA),
    ("authorizationdata is malformed", BAD_LOGIN),
    ("generated by cloudfront", CLOUDFRONT),
    ("amazon cloudfront distribution is configured to block", CLOUDFRONT),
    ("plain http request was sent to https port", HTTPS_PORT),
    ("cannot be overwritten because the repository is immutable", IMMUTABLE),
    ("imagetagalreadyexistsexception", IMMUTABLE),
    ("err no such image", NO_SUCH_IMAGE),
    ("returned error no such image", NO_SUCH_IMAGE),
    ("error no such image", NO_SUCH_IMAGE),
    ("fips and custom endpoint are not supported", NO_ENDPOINT_RULE),
    ("hcsshim importlayer", UNPACKED),
    ("get stream processor for application vnd in toto json", ATTESTATION),
    ("code accessdenied code message request has expired", EXPIRED_URL),
    ("requesttimetooskewed", CLOCK),
    ("signature expired", CLOCK),
    ("does not contain descriptor matching platform", PLATFORM),
    ("no matching manifest for", PLATFORM),
    ("check whether the image exists", MISSING),
    ("repositorynotfoundexception", MISSING),
    ("imagenotfoundexception", MISSING),
    ("no space left on device", DISK),
    ("pull rate limit", RATE),
    ("toomanyrequests", RATE),
    ("throttlingexception", THROTTLED),
    ("throttleexception", THROTTLED),
    ("failed to normalize image reference", IMAGE_NAME),
    ("invalid reference format", IMAGE_NAME),
    ("number of layers and diffids don t match", DIFF_IDS),
    ("can t find the specified secret", SECRET),
    ("can t retrieve the secret with arn", SECRET),
    ("did not contain json key", SECRET),
    ("marked for deletion", SECRET),
    ("arn format", ARN_FORM),
    ("invalid parameter at registryids", REGISTRY_ID),
    ("invalid ssm parameters", SECRET),
    ("specified log group does not exist", LOG_GROUP),
    ("awslogs region is required", LOG_OPTIONS),
    ("vpc has an efs mount target", EFS_NAME),
    ("mount nfs4 connection timed out", EFS_SILENT),
    ("mount nfs connection timed out", EFS_SILENT),
    ("invoke efs utils commands", EFS),
    ("attempting to create network interface", ENI),
    ("timeout waiting for network interface provisioning", ENI),
    ("insufficient memory available", NO_FIT),
    ("insufficient cpu units available", NO_FIT),
    ("missing an attribute required by your task", NO_FIT),
    ("already using a port required by your task", NO_FIT),
    ("failed elb health checks", HEALTH),
    ("clusternotfoundexception", CLUSTER),
    ("expiredtokenexception", EXPIRED),
    ("security token included in the request is", CREDENTIALS),
    ("invalidclienttokenid", CREDENTIALS),
    ("unable to locate credentials", NO_CREDENTIALS),
    ("no valid providers in chain", NO_CREDENTIALS),
    ("websocket close 1008 policy violation invalidcontainerinstance", UNREGISTERED),
    ("websocket close 1003 unsupported data inactiveinstanceexception", UNREGISTERED),
    ("websocket close 1000", CLOSED),
    ("websocket close 1001", CLOSED),
    ("websocket close 1002", CLOSED),
    ("websocket close 1003", CLOSED),
    ("websocket close 1005", CLOSED),
    ("websocket close 1007", CLOSED),
    ("websocket close 1008", CLOSED),
    ("websocket close 1009", CLOSED),
    ("websocket close 1010", CLOSED),
    ("websocket close 1011", SERVER_CLOSED),
    ("websocket close 1012", CLOSED),
    ("websocket close 1013", CLOSED),
    ("sessionmanagerplugin is not found", PLUGIN),
    ("ec2rolerequesterror", NO_ROLE),
    ("no ec2 instance role found", NO_ROLE),
    ("no ec2 imds role found", NO_ROLE),
    ("failed to fetch region", NO_REGION),
    ("failed to assign an ip address to container", POD_ADDRESS),
    ("unable to register node", API_SERVER),
    ("api server unauthorized", ACCESS_ENTRY),
    ("api server err unauthorized", ACCESS_ENTRY),
    ("failed to list v1 service unauthorized", ACCESS_ENTRY),
    ("you must be logged in to the server", ACCESS_ENTRY),
    ("clusterunreachable", API_SERVER),
    ("unable to connect to the server", API_SERVER),
    ("not authorized to perform sts assumerolewithwebidentity", TRUST),
    ("no openidconnect provider found", TRUST),
    ("permissions to assume the associated role", ASSOCIATION),
    ("authorization token has expired", TOKEN_AGED),
    ("non tty device", NO_PASSWORD),
    ("wincred", CREDENTIAL_STORE),
    ("error storing credentials", CREDENTIAL_STORE),
    ("could not transition to created", DOCKER_SLOW),
    ("could not transition to stopped", DOCKER_SLOW),
    ("pull qps exceeded", PULL_QPS),
    ("limit on the number of tasks you can run", TASK_QUOTA),
    ("capacity is unavailable at this time", NO_CAPACITY),
    ("unfulfillablecapacity", NO_CAPACITY),
    ("cannot pull algorithm container", SAGEMAKER),
    ("cannot find the requested image", SAGEMAKER),
    ("please check if your ecr repository exists", SAGEMAKER),
    ("make sure all images included in the model", SAGEMAKER),
    ("sagemaker amazonaws com service principal", SAGEMAKER),
    ("trainingrepositoryaccessmode set to vpc", SAGEMAKER),
    ("misconfiguration job", BATCH),
    ("misconfiguration compute", BATCH),
    ("misconfiguration service", BATCH),
    ("capacity insufficient", BATCH),
    ("unsupported protocol scheme", NO_SCHEME),
    ("unsupported protocol schema", NO_SCHEME),
    ("engine ecr credentials not found", AGENT_CREDENTIALS),
];

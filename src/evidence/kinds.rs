//! Input: nothing.
//! Output: what an error text can say: which call failed, how, where, and by which policy. Plain data.
//! Never: says more than the text; what it leaves open is `None`.

use super::address::Address;
use super::host::Host;
use std::hash::Hash;

/// Names for the values of a closed set, as JSON prints them, in the order in which the book lists them.
macro_rules! closed {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $text:literal $what:literal)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {$(
            #[doc = $what]
            $variant,
        )*}

        impl $name {
            /// All values.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// As JSON prints it.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }

            /// In words that fit into a sentence.
            pub fn what(self) -> &'static str {
                match self { $($name::$variant => $what),* }
            }
        }
    };
}

closed! {
    /// The call that failed.
    Call {
        Token "token" "the request for a registry token"
        Manifest "manifest" "the request for an image manifest"
        LayerUrl "layer-url" "the request for a layer's URL"
        Layer "layer" "the download of an image layer"
        Push "push" "the upload of an image"
        Secrets "secrets" "the request for a secret or a parameter"
        EnvFile "env-file" "the download of an environment file"
        Logs "logs" "the call to CloudWatch Logs"
        Exec "exec" "the session of ECS Exec or Session Manager"
        Agent "agent" "the connection of the ECS agent"
        Ssm "ssm" "the call to Systems Manager"
        Packages "packages" "the download of Amazon Linux packages"
        Sts "sts" "the call to STS"
        EksAuth "eks-auth" "the call to EKS Auth (Pod Identity)"
        Ec2 "ec2" "the call to EC2"
        Eks "eks" "the call to EKS"
        ElasticLoadBalancing "elasticloadbalancing" "the call to Elastic Load Balancing"
        AutoScaling "autoscaling" "the call to Auto Scaling"
        Kms "kms" "the call to KMS"
        Api "api" "the call to another AWS service"
        Deploy "deploy" "the deployment"
    }
}

closed! {
    /// How it failed.
    How {
        Timeout "timeout" "timed out"
        Connection "connection" "failed to connect"
        Refused "refused" "was refused"
        Unreachable "unreachable" "found no route"
        NoSuchHost "no-such-host" "failed because the name does not resolve"
        DnsTimeout "dns-timeout" "failed because the DNS server did not answer"
        Unresolved "unresolved" "failed because the name could not be resolved (the reason is cut off)"
        Certificate "certificate" "failed because the certificate was rejected"
        TlsTimeout "tls-timeout" "timed out during the TLS handshake"
        Proxy "proxy" "failed at a proxy"
        Reset "reset" "was cut off after it connected"
        Canceled "canceled" "was canceled by the caller"
        Unauthorized "unauthorized" "was answered with 401 (no valid token)"
        Forbidden "forbidden" "was answered with 403 (no reason given)"
        S3Forbidden "s3-forbidden" "was answered with 403 by Amazon S3"
        Denied "denied" "was denied by AWS"
        NotFound "not-found" "was answered with 404 (not found)"
        Throttled "throttled" "was throttled (429)"
        ServerError "server-error" "was answered with a server error (5xx)"
        Rejected "rejected" "was rejected"
    }
}

closed! {
    /// The kind of policy that denied an action, in AWS's words.
    Layer {
        VpcEndpoint "vpc-endpoint" "a VPC endpoint policy"
        Identity "identity-based" "an identity-based policy"
        Resource "resource-based" "a resource-based policy"
        ServiceControl "service-control" "a service control policy"
        ResourceControl "resource-control" "a resource control policy"
        Boundary "permissions-boundary" "a permissions boundary"
        Session "session" "a session policy"
        RoleTrust "role-trust" "a role trust policy"
    }
}

impl How {
    /// Whether the name was never resolved, so that no host was called.
    pub fn is_of_names(self) -> bool {
        matches!(self, How::NoSuchHost | How::DnsTimeout | How::Unresolved)
    }

    /// Whether the service never answered, so that the network or the names may be the cause.
    pub fn is_connection(self) -> bool {
        match self {
            How::Timeout
            | How::Connection
            | How::Refused
            | How::Unreachable
            | How::NoSuchHost
            | How::DnsTimeout
            | How::Unresolved
            | How::Certificate
            | How::TlsTimeout
            | How::Proxy
            | How::Reset
            | How::Canceled => true,
            How::Unauthorized
            | How::Forbidden
            | How::S3Forbidden
            | How::Denied
            | How::NotFound
            | How::Throttled
            | How::ServerError
            | How::Rejected => false,
        }
    }
}

/// What a text says about one failure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// The call that failed.
    pub call: Option<Call>,
    /// The host that was called.
    pub host: Option<Host>,
    /// How it failed.
    pub how: Option<How>,
    /// The address that the host's name resolved to.
    pub address: Option<Address>,
    /// The action, `ecr:BatchGetImage`.
    pub action: Option<String>,
    /// Who was denied it: an ARN.
    pub principal: Option<String>,
    /// The kind of policy that denied it.
    pub layer: Option<Layer>,
    /// The error code of a deployment, as AWS prints it: `RouteAlreadyExists`.
    pub code: Option<&'static str>,
}

impl Evidence {
    /// Whether the address is private; `None` if there is none, or if it does not tell.
    pub fn private(&self) -> Option<bool> {
        self.address.as_ref().and_then(Address::is_private)
    }

    /// What two reports of the same failure share, whatever address or session was involved.
    pub(super) fn gist(&self) -> impl Eq + Hash + use<> {
        let service = self.host.as_ref().map(|host| (host.kind.clone(), host.region.clone()));
        (self.call, service, self.how, self.private(), self.action.clone(), self.layer, self.code)
    }
}

//! Input: a region's id, or an account's.
//! Output: the AWS accounts whose ECR repositories contain the images that AWS adds to nodes and tasks there.
//! Never: guesses an account for a region that AWS's pages do not list.
//!
//! Sources, all read 2026-11-29:
//!
//! - EKS add-ons: <https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html>. The same account serves the
//!   pause image, the VPC CNI, `kube-proxy` and `CoreDNS`.
//! - GuardDuty's agent on ECS (Fargate, and the host container of Bottlerocket):
//!   <https://docs.aws.amazon.com/guardduty/latest/ug/ecs-runtime-agent-ecr-image-uri.html>.
//! - GuardDuty's agent on EKS:
//!   <https://docs.aws.amazon.com/guardduty/latest/ug/eks-runtime-agent-ecr-image-uri-v1-8-1-build-2.html>. It comes
//!   from the add-ons' account or, in most regions, from a second one.

/// The accounts of AWS whose repositories matter in a region. Each is 12 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registries {
    /// The region: `us-east-2`.
    pub region: &'static str,
    /// Images of EKS add-ons.
    pub eks_add_ons: &'static str,
    /// GuardDuty's agent for ECS, in the repositories `aws-guardduty-agent-fargate` and `aws-guardduty-agent-ecs-ec2`.
    /// `None`: AWS's page does not list the region.
    pub guardduty_ecs: Option<&'static str>,
    /// GuardDuty's agent for EKS, if it has an account other than the add-ons'.
    pub guardduty_eks: Option<&'static str>,
}

/// Whose images an account of AWS holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// EKS's add-ons.
    EksAddOns,
    /// GuardDuty's agent.
    GuardDuty,
}

const fn of(
    region: &'static str,
    eks_add_ons: &'static str,
    fargate_agent: Option<&'static str>,
    eks_agent: Option<&'static str>,
) -> Registries {
    Registries { region, eks_add_ons, guardduty_ecs: fargate_agent, guardduty_eks: eks_agent }
}

/// By region.
#[rustfmt::skip]
static REGISTRIES: &[Registries] = &[
    of("af-south-1", "877085696533", Some("197869348890"), Some("379032919888")),
    of("ap-east-1", "800184023465", Some("258348409381"), Some("790429075973")),
    of("ap-east-2", "533267051163", Some("259886477082"), None),
    of("ap-northeast-1", "602401143452", Some("533107202818"), Some("781592569369")),
    of("ap-northeast-2", "602401143452", Some("914738172881"), Some("732248494576")),
    of("ap-northeast-3", "602401143452", Some("273192626886"), Some("810724417379")),
    of("ap-south-1", "602401143452", Some("251508486986"), Some("610108029387")),
    of("ap-south-2", "900889452093", Some("950823858135"), Some("618745550137")),
    of("ap-southeast-1", "602401143452", Some("174946120834"), Some("584580519942")),
    of("ap-southeast-2", "602401143452", Some("005257825471"), Some("011662287384")),
    of("ap-southeast-3", "296578399912", Some("510637619217"), Some("617474730032")),
    of("ap-southeast-4", "491585149902", Some("251357961535"), Some("750462861327")),
    of("ap-southeast-5", "151610086707", Some("156041399949"), None),
    of("ap-southeast-6", "333609536671", None, None),
    of("ap-southeast-7", "121268973566", Some("054037130133"), None),
    of("ca-central-1", "602401143452", Some("354763396469"), Some("001188825231")),
    of("ca-west-1", "761377655185", Some("339712888787"), None),
    of("cn-north-1", "918309763551", None, None),
    of("cn-northwest-1", "961992271922", None, None),
    of("eu-central-1", "602401143452", Some("323658145986"), Some("409493279830")),
    of("eu-central-2", "900612956339", Some("529164026651"), Some("718440343717")),
    of("eu-north-1", "602401143452", Some("591436053604"), Some("366771026645")),
    of("eu-south-1", "590381155156", Some("266869475730"), Some("528450769569")),
    of("eu-south-2", "455263428931", Some("919611009337"), Some("531047660167")),
    of("eu-west-1", "602401143452", Some("694911143906"), Some("673884943994")),
    of("eu-west-2", "602401143452", Some("892757235363"), Some("109118265657")),
    of("eu-west-3", "602401143452", Some("665651866788"), Some("113643092156")),
    of("eusc-de-east-1", "877088126301", None, None),
    of("il-central-1", "066635153087", Some("870907303882"), Some("292660727137")),
    of("me-central-1", "759879836304", Some("000014521398"), Some("601769779514")),
    of("me-south-1", "558608220178", Some("536382113932"), Some("541829937850")),
    of("mx-central-1", "730335286997", Some("311141559934"), None),
    of("sa-east-1", "602401143452", Some("758426053663"), Some("941219317354")),
    of("us-east-1", "602401143452", Some("593207742271"), Some("031903291036")),
    of("us-east-2", "602401143452", Some("307168627858"), Some("591382732059")),
    of("us-gov-east-1", "151742754352", None, None),
    of("us-gov-west-1", "013241004608", None, None),
    of("us-west-1", "602401143452", Some("684579721401"), Some("373421517865")),
    of("us-west-2", "602401143452", Some("733349766148"), Some("039403964562")),
];

/// The registries of a region; `None` where AWS's page of add-on images does not list it.
pub fn find(region: &str) -> Option<&'static Registries> {
    let at = REGISTRIES.binary_search_by(|registries| registries.region.cmp(region)).ok()?;
    REGISTRIES.get(at)
}

/// Whose images an account holds, in any region; `None` where it is none of these accounts.
pub fn owner(account: &str) -> Option<Owner> {
    REGISTRIES.iter().find_map(|registries| {
        if registries.eks_add_ons == account {
            return Some(Owner::EksAddOns);
        }
        let guardduty = [registries.guardduty_ecs, registries.guardduty_eks];
        guardduty.contains(&Some(account)).then_some(Owner::GuardDuty)
    })
}

#[cfg(test)]
mod tests {
    use super::{Owner, REGISTRIES, find, owner};
    use crate::aws::{AccountId, region};

    #[test]
    fn regions_are_sorted_and_have_ecr() {
        assert!(REGISTRIES.is_sorted_by(|a, b| a.region < b.region));
        for registries in REGISTRIES {
            assert!(region::find(registries.region).is_some(), "{}", registries.region);
        }
    }

    #[test]
    fn accounts_are_well_formed_and_belong_to_one_owner() {
        for registries in REGISTRIES {
            let guardduty = [registries.guardduty_ecs, registries.guardduty_eks];
            for account in guardduty.into_iter().flatten() {
                assert!(AccountId::parse(account).is_ok(), "{account}");
                assert_eq!(owner(account), Some(Owner::GuardDuty), "{account}");
                assert_eq!(REGISTRIES.iter().filter(|other| other.eks_add_ons == account).count(), 0, "{account}");
            }
            assert!(AccountId::parse(registries.eks_add_ons).is_ok());
            assert_eq!(owner(registries.eks_add_ons), Some(Owner::EksAddOns));
        }
    }

    #[test]
    fn what_the_pages_do_not_list_is_not_known() {
        assert_eq!(find("us-iso-east-1"), None);
        assert_eq!(find("us-gov-west-1").map(|it| (it.eks_add_ons, it.guardduty_ecs)), Some(("013241004608", None)));
        assert_eq!(owner("111122223333"), None);
        assert_eq!(owner(""), None);
    }
}

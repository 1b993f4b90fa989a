//! ECR801: a quota of AWS is exceeded.

use crate::cards;
use crate::diagnostic::Diagnostic;
use crate::rules::Across;
use std::collections::BTreeMap;

/// Interface endpoints in a VPC.
const INTERFACES: usize = 50;
/// Gateway endpoints in a region of an account.
const GATEWAYS: usize = 20;

pub(super) fn check() -> Across {
    let mut gateways: BTreeMap<(&str, Option<String>), usize> = BTreeMap::new();
    Box::new(move |footprint, block, report| {
        let span = block.map(|block| block.span);
        let interfaces = footprint.interfaces;
        if interfaces > INTERFACES {
            let message = format!("{interfaces} interface endpoints in one VPC");
            let found = Diagnostic::at(&cards::QUOTA, span, message).label(format!("AWS lets a VPC have {INTERFACES}"));
            report.push(found.help("ask AWS for a higher quota"));
        }
        let Some(region) = footprint.region else { return };
        let account = block.and_then(|block| block.account.as_ref()).map(|account| account.value.to_string());
        let count = gateways.entry((region.id, account)).or_default();
        let before = *count;
        *count += footprint.gateways;
        if before <= GATEWAYS && *count > GATEWAYS {
            let message = format!("more than {GATEWAYS} gateway endpoints in `{}`", region.id);
            report.push(
                Diagnostic::at(&cards::QUOTA, span, message)
                    .label("this block's is one more than AWS lets an account have in a region")
                    .help("ask AWS for a higher quota, then accept this with a reason"),
            );
        }
    })
}

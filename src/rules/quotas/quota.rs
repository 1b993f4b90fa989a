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
            let span = span.or(footprint.last_interface);
            let message = format!("one VPC gets {interfaces} interface endpoints");
            let found = Diagnostic::at(&cards::QUOTA, span, message).label(format!("AWS allows {INTERFACES} per VPC"));
            report.push(found.help("ask AWS for a higher quota"));
        }
        let Some(region) = footprint.region else { return };
        let account = block.and_then(|block| block.account.as_ref()).map(|account| account.value.to_string());
        let count = gateways.entry((region.id, account)).or_default();
        let before = *count;
        *count += footprint.gateways;
        if before <= GATEWAYS && *count > GATEWAYS {
            let span = span.or(footprint.last_gateway);
            let message = format!("region `{}` gets more than {GATEWAYS} gateway endpoints", region.id);
            report.push(
                Diagnostic::at(&cards::QUOTA, span, message)
                    .label("one more than AWS allows per account")
                    .help("ask AWS for a higher quota, then accept this with a reason"),
            );
        }
    })
}

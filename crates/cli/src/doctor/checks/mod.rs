//! Every check, in the order in which they are printed: what others rest on comes first.

mod addresses;
mod certificate;
mod clock;
mod configuration;
mod data;
mod database;
mod http;
mod media;
mod ports;
mod probe;
mod rtmp;
mod system;

use std::pin::Pin;

use super::Patient;
use super::finding::Finding;

/// What a check comes to.
type Findings<'a> = Pin<Box<dyn Future<Output = Vec<Finding>> + 'a>>;

/// All of them.
pub(super) const ALL: &[for<'a> fn(&'a Patient) -> Findings<'a>] = &[
    |patient| at_once(configuration::check(patient)),
    |patient| Box::pin(clock::check(patient)),
    |patient| at_once(data::check(patient)),
    |patient| at_once(database::check(patient)),
    |patient| at_once(system::check(patient)),
    |patient| Box::pin(ports::check(patient)),
    |patient| Box::pin(http::check(patient)),
    |patient| Box::pin(addresses::check(patient)),
    |patient| Box::pin(certificate::check(patient)),
    |patient| Box::pin(media::check(patient)),
    |patient| Box::pin(rtmp::check(patient)),
];

fn at_once<'a>(findings: Vec<Finding>) -> Findings<'a> {
    Box::pin(std::future::ready(findings))
}

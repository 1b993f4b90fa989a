//! Input: a plan, and the two ends of a connection over https.
//! Output: whether security groups and network ACLs let its packets through: yes, no, or not known.
//! Never: takes a rule of which something is not known for one that lets nothing through, or for one that does.

mod acl;
mod group;
mod place;

pub use acl::{Denial, Fate, Packet, Side, of as acl_of};
pub use group::{Far, Near};
pub use place::{HTTPS, block_of, is_private, name_of, refused_in};

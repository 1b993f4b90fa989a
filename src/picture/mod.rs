//! Input: plans, what people call their VPCs, marks on them, and starts to follow.
//! Output: their picture, as SVG, Mermaid or DOT.
//! Never: computes for one format what another one shows, too: all writers read one [`Network`].

mod change;
mod columns;
mod dot;
mod follow;
mod font;
mod mermaid;
mod model;
mod network;
mod svg;
mod walk;
mod words;

pub use change::{between, is_changed};
pub use dot::dot;
pub use mermaid::mermaid;
pub use model::{
    Access, Badge, Column, Endpoint, Exit, Fate, Gateway, Group, Line, Mark, Network, On, Places, Run, Sign, Weight,
    count_of,
};
pub use network::network;
pub use svg::{page_style, svg, svg_of_page};
pub use walk::{Call, Calls, DeadEnd, Passage, Side, Through, Walk};
pub use words::title as service_title;

/// Whether a text is a picture that ecrc has drawn, in one of these formats.
pub fn is_picture(text: &str) -> bool {
    svg::is_svg(text) || mermaid::is_mermaid(text) || dot::is_dot(text)
}

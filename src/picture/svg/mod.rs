//! Input: what a picture shows.
//! Output: the picture as SVG: one file without scripts, light or dark as the viewer prefers, light on paper.
//! Never: asks for a font, a style sheet or an image from elsewhere.

mod measure;
mod overview;
mod panels;
mod pen;
mod vpc;
mod walk;

use super::model::{Network, count_of};
use pen::{Area, Pen, escaped};
use std::fmt::Write as _;

const STYLE: &str = include_str!("style.css");

/// Between two pictures of one file.
const APART: f64 = 36.0;

/// The picture of one VPC; of several an overview, then each: a file of its own.
pub fn svg(networks: &[Network]) -> String {
    drawn(networks, "", &format!("  <style>\n{STYLE}  </style>\n"))
}

/// Whether a text is a picture of its own that [`svg`] has drawn.
pub fn is_svg(text: &str) -> bool {
    let style = STYLE.lines().next().and_then(|line| line.split_once("--paper:"));
    text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
        && text.lines().next().is_some_and(|line| line.ends_with("aria-labelledby=\"title desc\">"))
        && style.is_some_and(|(start, _)| text.contains(&format!("<style>\n{start}--paper:")))
}

/// The same as an element of a page, which has [`page_style`]; its names begin with that word.
pub fn svg_of_page(networks: &[Network], word: &str) -> String {
    drawn(networks, &format!("{word}-"), "").replacen("<svg ", "<svg class=\"picture\" ", 1)
}

/// The style of pictures in a page, which holds for these alone.
pub fn page_style() -> String {
    let mut style = String::new();
    for line in STYLE.lines().map(str::trim) {
        match line.split_once('{') {
            Some((selectors, rest)) if !selectors.starts_with('@') => {
                let own = selectors.split(',').map(|selector| match selector.trim() {
                    "svg" => ".picture".to_owned(),
                    selector => format!(".picture {selector}"),
                });
                let _ = writeln!(style, "{} {{{rest}", own.collect::<Vec<_>>().join(", "));
            }
            Some(_) | None => {
                style.push_str(line);
                style.push('\n');
            }
        }
    }
    style
}

fn drawn(networks: &[Network], prefix: &str, style: &str) -> String {
    let mut pen = Pen::default();
    let (mut width, mut y): (f64, f64) = (0.0, measure::MARGIN);
    if networks.len() > 1 {
        (width, y) = overview::overview(&mut pen, networks, y, prefix);
        y += APART;
    }
    for (at, network) in networks.iter().enumerate() {
        if at > 0 {
            y += APART;
        }
        pen.raw(&format!("  <g id=\"{prefix}vpc-{}\">\n", at + 1));
        let (wide, end) = vpc::vpc(&mut pen, network, y);
        pen.raw("  </g>\n");
        width = width.max(wide);
        y = end;
    }
    let (width, height) = (width.ceil(), (y + measure::MARGIN).ceil());
    let mut paper = Pen::default();
    paper.area("paper", Area { x: 0.0, y: 0.0, width, height }, 0.0);
    let title = match networks {
        [one] => one.name.clone(),
        several => count_of(several.len(), "VPC"),
    };
    // In an image, nobody could follow the links of the overview.
    let role = if networks.len() > 1 { "group" } else { "img" };
    let description: Vec<String> =
        networks.iter().map(|network| format!("    {}\n", escaped(&network.description()))).collect();
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"{role}\" aria-labelledby=\"{prefix}title {prefix}desc\">\n  \
         <title id=\"{prefix}title\">{}</title>\n  <desc id=\"{prefix}desc\">\n{}  </desc>",
        escaped(&title),
        description.concat(),
    );
    out.push_str(style);
    out.push_str(&paper.finish());
    out.push_str(&pen.finish());
    out.push_str("</svg>\n");
    out
}

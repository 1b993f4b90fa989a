//! Input: boxes, texts and ways with their places on the paper.
//! Output: them as elements of SVG.
//! Never: places anything; each text is as wide as it was measured, whatever font the viewer has.

use crate::picture::font::Font;
use crate::picture::model::Badge;
use std::fmt::Write as _;

/// A style of text: its class, and how that is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    class: &'static str,
    pub(super) font: Font,
}

pub(super) const TITLE: Style = Style { class: "title", font: Font { size: 17.0, bold: true } };
pub(super) const NAME: Style = Style { class: "name", font: Font { size: 13.0, bold: true } };
pub(super) const TEXT: Style = Style { class: "", font: Font { size: 13.0, bold: false } };
pub(super) const SMALL: Style = Style { class: "small", font: Font { size: 11.5, bold: false } };
const BADGE: Style = Style { class: "badge", font: Font { size: 10.5, bold: true } };

impl Style {
    /// From one line to the next.
    pub(super) fn line(self) -> f64 {
        (self.font.size * 1.3).ceil()
    }

    /// How high lines are.
    pub(super) fn height(self, lines: &[String]) -> f64 {
        lines.iter().map(|_| self.line()).sum()
    }
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    pub(super) fn bottom(self) -> f64 {
        self.y + self.height
    }

    pub(super) fn middle(self) -> f64 {
        self.y + self.height / 2.0
    }
}

/// From one badge to the next.
const BADGE_GAP: f64 = 4.0;
pub(super) const BADGE_HEIGHT: f64 = 16.0;

/// How wide badges are, side by side.
pub(super) fn badges_width(badges: &[Badge]) -> f64 {
    let each = badges.iter().map(|badge| badge_width(&badge.code) + BADGE_GAP);
    (each.sum::<f64>() - BADGE_GAP).max(0.0)
}

/// How wide one of this text is.
pub(super) fn badge_width(text: &str) -> f64 {
    BADGE.font.width(text) + 10.0
}

/// Badges in rows that are not wider than that.
pub(super) fn rows(badges: &[Badge], width: f64) -> Vec<Vec<Badge>> {
    let mut rows: Vec<Vec<Badge>> = Vec::new();
    for badge in badges {
        match rows.last_mut() {
            Some(row) if badges_width(row) + BADGE_GAP + badges_width(std::slice::from_ref(badge)) <= width => {
                row.push(badge.clone());
            }
            Some(_) | None => rows.push(vec![badge.clone()]),
        }
    }
    rows
}

/// What was drawn.
#[derive(Default)]
pub(super) struct Pen {
    out: String,
}

impl Pen {
    pub(super) fn finish(self) -> String {
        self.out
    }

    pub(super) fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    pub(super) fn area(&mut self, class: &str, area: Area, radius: f64) {
        let Area { x, y, width, height } = area;
        let _ = writeln!(
            self.out,
            "  <rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
            Number(x),
            Number(y),
            Number(width),
            Number(height),
            Number(radius)
        );
    }

    /// A line of text whose top is there.
    pub(super) fn text(&mut self, style: Style, x: f64, top: f64, text: &str) {
        if text.is_empty() {
            return;
        }
        let class = if style.class.is_empty() { String::new() } else { format!(" class=\"{}\"", style.class) };
        let baseline = top + style.line() / 2.0 + style.font.size * 0.36;
        let _ = writeln!(
            self.out,
            "  <text{class} x=\"{}\" y=\"{}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
            Number(x),
            Number(baseline),
            Number(style.font.width(text)),
            escaped(text)
        );
    }

    /// Lines from the top down; gives where they end.
    pub(super) fn lines(&mut self, style: Style, x: f64, top: f64, lines: &[String]) -> f64 {
        let mut top = top;
        for line in lines {
            self.text(style, x, top, line);
            top += style.line();
        }
        top
    }

    /// Lines in the middle of an area, from side to side and from top to bottom.
    pub(super) fn centered(&mut self, style: Style, area: Area, lines: &[String]) {
        let mut top = area.middle() - style.height(lines) / 2.0;
        for line in lines {
            self.text(style, area.x + (area.width - style.font.width(line)) / 2.0, top, line);
            top += style.line();
        }
    }

    pub(super) fn dot(&mut self, x: f64, y: f64) {
        let _ = writeln!(self.out, "  <circle class=\"dot\" cx=\"{}\" cy=\"{}\" r=\"4.5\"/>", Number(x), Number(y));
    }

    /// A way from point to point.
    pub(super) fn line(&mut self, class: &str, points: &[(f64, f64)]) {
        let mut path = String::new();
        for (x, y) in points {
            let command = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(path, "{command}{} {}", Number(*x), Number(*y));
        }
        let _ = writeln!(self.out, "  <path class=\"{class}\" d=\"{path}\"/>");
    }

    /// The same with a head at its end, which is to the right of the point before.
    pub(super) fn way(&mut self, class: &str, points: &[(f64, f64)]) {
        self.line(class, points);
        if let Some((x, y)) = points.last() {
            let (back, up, down) = (Number(x - 7.0), Number(y - 4.0), Number(y + 4.0));
            let tip = format!("{} {}", Number(*x), Number(*y));
            let class = class.replace("way", "head");
            let _ = writeln!(self.out, "  <path class=\"{class}\" d=\"M{back} {up}L{tip}L{back} {down}z\"/>");
        }
    }

    /// A cross whose left side is there.
    pub(super) fn cross(&mut self, x: f64, middle: f64, wide: f64) {
        let (left, right) = (Number(x), Number(x + wide));
        let (top, bottom) = (Number(middle - wide / 2.0), Number(middle + wide / 2.0));
        let path = format!("M{left} {top}L{right} {bottom}M{left} {bottom}L{right} {top}");
        let _ = writeln!(self.out, "  <path class=\"cross\" d=\"{path}\"/>");
    }

    /// A text in a box that is so wide; gives where it ends.
    pub(super) fn pill(&mut self, class: &str, x: f64, middle: f64, width: f64, text: &str) -> f64 {
        let area = Area { x, y: middle - BADGE_HEIGHT / 2.0, width, height: BADGE_HEIGHT };
        self.area(class, area, 4.0);
        self.centered(BADGE, area, &[text.to_owned()]);
        x + width
    }

    /// Badges side by side, whose middle is there.
    pub(super) fn badges(&mut self, x: f64, middle: f64, badges: &[Badge]) {
        let mut x = x;
        for badge in badges {
            x = self.pill(badge.sign.word(), x, middle, badge_width(&badge.code), &badge.code) + BADGE_GAP;
        }
    }
}

/// With at most two digits after the point, and none that say nothing.
struct Number(f64);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.2}", self.0);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// A text in which nothing is markup, and nothing acts on what is around it.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // What XML has no place for, and what turns the direction of a text.
            '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

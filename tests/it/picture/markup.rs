//! Input: a text that should be a picture in SVG.
//! Output: what is wrong with it as XML, its boxes, and which of them are in each other's way.
//! Never: reads more of XML than ecrc writes.

use std::collections::BTreeMap;

/// A rectangle on the paper.
#[derive(Debug, Clone, Copy)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    /// Whether more than a rounding is in both.
    fn overlaps(self, other: Area) -> bool {
        const SLACK: f64 = 0.1;
        self.left + SLACK < other.right
            && other.left + SLACK < self.right
            && self.top + SLACK < other.bottom
            && other.top + SLACK < self.bottom
    }

    fn holds(self, other: Area) -> bool {
        const SLACK: f64 = 0.1;
        self.left <= other.left + SLACK
            && other.right <= self.right + SLACK
            && self.top <= other.top + SLACK
            && other.bottom <= self.bottom + SLACK
    }
}

/// What is in a picture.
#[derive(Debug, Default)]
pub struct Picture {
    texts: Vec<(String, Area)>,
    boxes: Vec<(String, Area)>,
    /// Segments of ways.
    ways: Vec<Area>,
    dots: usize,
    crosses: usize,
}

/// Reads a picture.
pub fn read(text: &str) -> Result<Picture, String> {
    let mut picture = Picture::default();
    let mut open: Vec<(String, BTreeMap<String, String>, String)> = Vec::new();
    let mut rest = text;
    if let Some(c) =
        text.chars().find(|c| !matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..))
    {
        return Err(format!("{c:?} is no character of XML"));
    }
    while let Some(at) = rest.find('<') {
        let (content, tag) = rest.split_at(at);
        let content = resolved(content)?;
        match open.last_mut() {
            Some((_, _, text)) => text.push_str(&content),
            None if content.trim().is_empty() => {}
            None => return Err(format!("text outside: {content:?}")),
        }
        let end = tag.find('>').ok_or("a tag is open")?;
        let inner = &tag[1..end];
        rest = &tag[end + 1..];
        if let Some(name) = inner.strip_prefix('/') {
            let (opened, attributes, content) = open.pop().ok_or("nothing is open")?;
            if opened != name {
                return Err(format!("{opened} is closed by {name}"));
            }
            picture.take(&opened, &attributes, &content)?;
            continue;
        }
        let (inner, closed) = inner.strip_suffix('/').map_or((inner, false), |inner| (inner, true));
        let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
        let attributes = pairs(attributes)?;
        if open.is_empty() && name != "svg" {
            return Err(format!("{name} is not in the picture"));
        }
        if closed {
            picture.take(name, &attributes, "")?;
        } else {
            open.push((name.to_owned(), attributes, String::new()));
        }
    }
    if !open.is_empty() || !rest.trim().is_empty() {
        return Err("it does not end".to_owned());
    }
    Ok(picture)
}

/// A text with its entities resolved.
fn resolved(text: &str) -> Result<String, String> {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(';').ok_or("an entity is open")?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            other => return Err(format!("no entity: {other}")),
        });
        out.push_str(rest);
    }
    Ok(out)
}

fn pairs(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut pairs = BTreeMap::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").ok_or_else(|| format!("no attribute: {rest}"))?;
        let (value, after) = after.split_once('"').ok_or("an attribute is open")?;
        if pairs.insert(name.to_owned(), resolved(value)?).is_some() {
            return Err(format!("{name} twice"));
        }
        rest = after.trim_start();
    }
    Ok(pairs)
}

impl Picture {
    fn take(&mut self, name: &str, attributes: &BTreeMap<String, String>, content: &str) -> Result<(), String> {
        let number = |key: &str| -> Result<f64, String> {
            let value = attributes.get(key).ok_or_else(|| format!("{name} has no {key}"))?;
            value.parse().map_err(|_| format!("{key} is no number: {value}"))
        };
        let class = attributes.get("class").cloned().unwrap_or_default();
        match name {
            "text" => {
                let size = match class.as_str() {
                    "title" => 17.0,
                    "small" => 11.5,
                    "badge" => 10.5,
                    "" | "name" => 13.0,
                    other => return Err(format!("no class of texts: {other}")),
                };
                // Arial's letters reach from 0.73 above the line to 0.22 below it.
                let (left, line) = (number("x")?, number("y")?);
                let right = left + number("textLength")?;
                let area = Area { left, top: line - 0.73 * size, right, bottom: line + 0.22 * size };
                self.texts.push((content.to_owned(), area));
            }
            "rect" | "svg" => {
                let at = |key: &str| if name == "svg" { Ok(0.0) } else { number(key) };
                let (left, top) = (at("x")?, at("y")?);
                let area = Area { left, top, right: left + number("width")?, bottom: top + number("height")? };
                self.boxes.push((if name == "svg" { name.to_owned() } else { class }, area));
            }
            "path" if class.starts_with("way") || class == "cross" => {
                let points: Vec<f64> = attributes["d"]
                    .split(['M', 'L', ' '])
                    .filter(|part| !part.is_empty())
                    .map(|part| part.parse().unwrap())
                    .collect();
                if class == "cross" {
                    self.crosses += 1;
                }
                for pair in points.chunks(2).collect::<Vec<_>>().windows(2) {
                    let ([x, y], [to_x, to_y]) = (pair[0], pair[1]) else { return Err("half a point".to_owned()) };
                    let (left, right) = (x.min(*to_x) - 0.75, x.max(*to_x) + 0.75);
                    self.ways.push(Area { left, right, top: y.min(*to_y) - 0.75, bottom: y.max(*to_y) + 0.75 });
                }
            }
            "circle" => self.dots += 1,
            "path" | "title" | "desc" | "style" | "g" | "a" => {}
            other => return Err(format!("no element of pictures: {other}")),
        }
        Ok(())
    }

    /// How many dots it has.
    pub fn dots(&self) -> usize {
        self.dots
    }

    /// How many crosses it has.
    pub fn crosses(&self) -> usize {
        self.crosses
    }

    /// All its texts, without spaces.
    pub fn words(&self) -> String {
        self.texts.iter().flat_map(|(text, _)| text.split_whitespace()).collect()
    }

    /// Texts over each other, over a way, or over the edge of a box.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (at, (text, area)) in self.texts.iter().enumerate() {
            for (other, over) in &self.texts[at + 1..] {
                if area.overlaps(*over) {
                    faults.push(format!("{text:?} is over {other:?}: {area:?} {over:?}"));
                }
            }
            for way in self.ways.iter().filter(|way| area.overlaps(**way)) {
                faults.push(format!("{text:?} is over a way: {area:?} {way:?}"));
            }
            for (class, around) in &self.boxes {
                if area.overlaps(*around) && !around.holds(*area) {
                    faults.push(format!("{text:?} leaves its {class}: {area:?} {around:?}"));
                }
            }
        }
        let (_, paper) = self.boxes.iter().find(|(class, _)| class == "paper").unwrap();
        let ways = self.ways.iter().map(|way| ("a way", *way));
        for (what, area) in self.boxes.iter().map(|(class, area)| (class.as_str(), *area)).chain(ways) {
            if !paper.holds(area) {
                faults.push(format!("{what} leaves the paper: {area:?}"));
            }
        }
        for (at, (class, area)) in self.boxes.iter().enumerate() {
            for (other, over) in &self.boxes[at + 1..] {
                // Lanes are below the rows of all zones.
                let nested = area.holds(*over) || over.holds(*area) || class == "lane" || other == "lane";
                if area.overlaps(*over) && !nested {
                    faults.push(format!("{class} and {other} cross: {area:?} {over:?}"));
                }
            }
        }
        faults
    }
}

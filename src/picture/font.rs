//! Input: a text, and how large it is written.
//! Output: how wide Arial draws it, and its lines if it must not be wider than that.
//! Never: guesses a width from the number of characters; one that the table lacks counts as wide as the font is high.

use std::sync::LazyLock;

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Font {
    /// In pixels.
    pub(super) size: f64,
    /// Whether it is bold.
    pub(super) bold: bool,
}

/// Code point, regular and bold width, by code point. Generated; `font/generate.py` says from what and how.
static WIDTHS: LazyLock<Vec<(u32, u16, u16)>> = LazyLock::new(|| {
    let lines = include_str!("font/widths.tsv").lines().skip(1);
    let row = |line: &str| {
        let mut columns = line.split('\t');
        let point = columns.next()?.parse().ok()?;
        Some((point, columns.next()?.parse().ok()?, columns.next()?.parse().ok()?))
    };
    lines.filter_map(row).collect()
});

impl Font {
    /// How wide a text is, in pixels.
    pub(super) fn width(self, text: &str) -> f64 {
        text.chars().map(|c| self.of(c)).sum()
    }

    fn of(self, c: char) -> f64 {
        let found = WIDTHS.binary_search_by_key(&u32::from(c), |row| row.0).ok().and_then(|at| WIDTHS.get(at));
        let thousandths = found.map_or(1000, |(_, regular, bold)| if self.bold { *bold } else { *regular });
        f64::from(thousandths) * self.size / 1000.0
    }

    /// A text in lines that are not wider than that: broken between words, and in a word only if it is wider alone. At
    /// least one line; blank space of any kind is one space.
    pub(super) fn wrap(self, text: &str, width: f64) -> Vec<String> {
        let mut lines = vec![String::new()];
        let mut filled = 0.0;
        let space = self.of(' ');
        for word in text.split_whitespace() {
            let wide = self.width(word);
            if filled > 0.0 && filled + space + wide > width {
                lines.push(String::new());
                filled = 0.0;
            }
            if filled > 0.0 {
                put(&mut lines, ' ');
                filled += space;
            }
            for c in word.chars() {
                let wide = self.of(c);
                if filled > 0.0 && filled + wide > width {
                    lines.push(String::new());
                    filled = 0.0;
                }
                put(&mut lines, c);
                filled += wide;
            }
        }
        lines
    }
}

fn put(lines: &mut [String], c: char) {
    if let Some(line) = lines.last_mut() {
        line.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Font = Font { size: 10.0, bold: false };

    /// By the table of Helvetica's metrics, which every PDF reader has: `i` is 222 wide, `m` 833, a digit 556.
    #[test]
    fn widths_are_those_of_helvetica() {
        assert!((PLAIN.width("im0") - 16.11).abs() < 0.04, "{}", PLAIN.width("im0"));
        assert!((Font { bold: true, ..PLAIN }.width("im0") - (2.78 + 8.89 + 5.56)).abs() < 0.04);
        assert!((PLAIN.width("東") - 10.0).abs() < 1e-9);
    }

    #[test]
    fn lines_are_no_wider_than_asked() {
        assert_eq!(PLAIN.wrap("", 50.0), [""]);
        assert_eq!(PLAIN.wrap("  one  two\nthree ", 1000.0), ["one two three"]);
        assert_eq!(PLAIN.wrap("one two three", 40.0), ["one two", "three"]);
        assert_eq!(PLAIN.wrap("00000000 1", 30.0), ["00000", "000 1"]);
        assert_eq!(PLAIN.wrap("ab", 0.1), ["a", "b"]);
    }
}

//! Input: diagnostics, and the sources that their places are in.
//! Output: text for people, in the style of rustc, with colors if requested.
//! Never: looks at a terminal, or writes to anything except the given writer.

mod look;
mod text;
mod window;

pub use look::{Look, wrap};
pub use text::{log_line, one_line, visible, whole_line};

use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Severity};
use crate::span::{Source, SourceId, Sources, Span};
use codespan_reporting::diagnostic as codespan;
use codespan_reporting::files::{Error, Files, Location};
use codespan_reporting::term::{self, WriteStyle};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;
use window::Window;

/// A fix that touches more lines is told in words alone.
const LONGEST_PREVIEW: usize = 6;

/// Writes diagnostics, each followed by an empty line.
pub fn pretty<'d>(
    out: &mut dyn Write,
    sources: &Sources,
    findings: impl IntoIterator<Item = &'d Diagnostic>,
    look: Look,
) -> io::Result<()> {
    let config = term::Config {
        start_context_lines: window::CONTEXT.0,
        end_context_lines: window::CONTEXT.1,
        ..term::Config::default()
    };
    for found in findings {
        let (diagnostic, windows) = prepare(sources, found, look);
        let mut styled = Styled { out, color: look.color };
        match term::emit_to_write_style(&mut styled, &config, &windows, &diagnostic) {
            Ok(()) => {}
            Err(Error::Io(error)) => return Err(error),
            Err(other) => return Err(io::Error::other(other.to_string())),
        }
    }
    Ok(())
}

/// Counts in words, as in `1 error, 2 warnings`; `None` where there is nothing to count.
pub fn counts<'d>(findings: impl IntoIterator<Item = &'d Diagnostic>) -> Option<(Severity, String)> {
    let mut numbers = [(Severity::Error, 0_usize), (Severity::Warning, 0), (Severity::Note, 0)];
    for found in findings {
        for (severity, number) in &mut numbers {
            *number += usize::from(*severity == found.severity());
        }
    }
    let counted: Vec<(Severity, usize)> = numbers.into_iter().filter(|(_, number)| *number > 0).collect();
    let words = counted.iter().map(|(severity, number)| {
        let plural = if *number == 1 { "" } else { "s" };
        format!("{number} {severity}{plural}")
    });
    let words = words.collect::<Vec<_>>().join(", ");
    counted.first().map(|(severity, _)| (*severity, words))
}

/// Writes one line that is about the command as a whole, `error: …`, and its help.
pub fn headline(
    out: &mut dyn Write,
    severity: Severity,
    message: &str,
    help: Option<&str>,
    look: Look,
) -> io::Result<()> {
    let mut styled = Styled { out, color: look.color };
    styled.set_header(weight(severity))?;
    write!(styled, "{severity}")?;
    styled.set_header_message()?;
    write!(styled, ": {}", one_line(message))?;
    styled.reset()?;
    writeln!(styled)?;
    if let Some(help) = help {
        styled.set_note_bullet()?;
        write!(styled, "  =")?;
        styled.reset()?;
        for (index, line) in wrap(&one_line(help), look.width.saturating_sub(HELP)).iter().enumerate() {
            let opening = if index == 0 { " help:" } else { "         " };
            writeln!(styled, "{opening} {line}")?;
        }
    }
    Ok(())
}

/// Where the words of a help begin, below a line that is about the command as a whole.
const HELP: usize = 10;

/// So many places are shown in addition to that of a diagnostic.
const LABELS: usize = 10;

/// A diagnostic in the renderer's own types, and the pieces of source that it shows.
fn prepare<'s>(sources: &'s Sources, found: &Diagnostic, look: Look) -> (codespan::Diagnostic<SourceId>, Windows<'s>) {
    let primary = found.primary.as_ref().map(|label| (codespan::LabelStyle::Primary, label));
    let secondary = found.labels.iter().take(LABELS).map(|label| (codespan::LabelStyle::Secondary, label));
    let labels: Vec<(codespan::LabelStyle, &Label)> = primary.into_iter().chain(secondary).collect();
    let mut windows = Windows(Vec::new());
    for (_, label) in &labels {
        let id = label.span.source;
        if let (None, Some(source)) = (windows.get(id), sources.get(id)) {
            let spans: Vec<Span> =
                labels.iter().map(|(_, label)| label.span).filter(|span| span.source == id).collect();
            windows.0.push((id, Window::new(source, &spans), source));
        }
    }
    let last =
        labels.iter().filter_map(|(_, label)| Some(sources.get(label.span.source)?.position(label.span.end).line));
    // The numbers of the lines, and a bar or a sign with a space on either side.
    let gutter = last.max().map_or(0, |line| line.to_string().len()) + 3;
    let look_beside = Look { width: look.width.saturating_sub(gutter), ..look };
    let mut shown = Vec::new();
    for (style, label) in labels {
        let file_id = label.span.source;
        let Some((window, _)) = windows.get(file_id) else { continue };
        let message = one_line(&label.message).into_owned();
        let range = window.range(label.span);
        let is_on_one_line = !sources.text(label.span).contains('\n');
        if is_on_one_line
            && !message.is_empty()
            && window.columns_to(range.end) + 1 + message.chars().count() > look_beside.width
        {
            // A second label at the same place moves the words of the first below it.
            shown.push(codespan::Label { style, file_id, range: range.clone(), message: String::new() });
        }
        shown.push(codespan::Label { style, file_id, range, message });
    }
    let diagnostic = codespan::Diagnostic {
        severity: weight(found.severity()),
        code: Some(found.rule.code.to_string()),
        message: one_line(&found.message).into_owned(),
        labels: shown,
        notes: notes(sources, found, look_beside),
    };
    (diagnostic, windows)
}

/// What stands below the snippet: why, what to write, and where that was read.
fn notes(sources: &Sources, found: &Diagnostic, look: Look) -> Vec<String> {
    let more = found.labels.len().saturating_sub(LABELS);
    let more = (more > 0).then(|| format!("there are {more} more such places"));
    let mut notes: Vec<String> =
        found.notes.iter().chain(&more).map(|note| indented("note: ", &text::lines(note), look)).collect();
    match (&found.help, found.fixes.as_slice()) {
        // A single fix shows what the help says.
        (Some(help), [fix]) => notes.push(suggestion(sources, help, fix, look)),
        (help, fixes) => {
            notes.extend(help.iter().map(|help| indented("help: ", &text::lines(help), look)));
            notes.extend(fixes.iter().map(|fix| suggestion(sources, &fix.message, fix, look)));
        }
    }
    notes.extend(found.source.map(|url| format!("see {}", look.link(url))));
    notes
}

/// Words in lines that fit, the second and further ones below the first.
fn indented(label: &str, text: &str, look: Look) -> String {
    let width = look.width.saturating_sub(label.len());
    let lines = text.lines().flat_map(|line| wrap(line, width));
    let gap = format!("\n{:width$}", "", width = label.len());
    format!("{label}{}", lines.collect::<Vec<_>>().join(&gap))
}

/// A fix in words, and the lines that it changes, before and after.
fn suggestion(sources: &Sources, words: &str, fix: &Fix, look: Look) -> String {
    let mut out = indented("help: ", &text::lines(words), look);
    if let Some((number, before, after)) = preview(sources, &fix.edits, look) {
        let last = number + before.lines().count().max(after.lines().count());
        let width = last.to_string().len();
        let indent = [&before, &after]
            .into_iter()
            .flat_map(|text| text.lines())
            .map(|line| line.len() - line.trim_start_matches([' ', '\t']).len());
        let indent = indent.min().unwrap_or(0);
        for (sign, color, text) in [('-', "31", before), ('+', "32", after)] {
            for (number, line) in (number..).zip(text.lines()) {
                let line = one_line(line.get(indent..).unwrap_or(""));
                let _ = write!(out, "\n{}", look.paint(color, &format!("{number:>width$} {sign} {line}")));
            }
        }
    }
    out
}

/// The number of the first line that edits change, and these lines before and after, cut to what is near the edits.
/// `None` where that would be long.
fn preview(sources: &Sources, edits: &[Edit], look: Look) -> Option<(usize, String, String)> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let (first, last) = (edits.first()?.span, edits.last()?.span);
    let source = sources.get(first.source).filter(|_| first.source == last.source)?;
    let (top, bottom) = (source.line_index(first.start), source.line_index(last.end));
    let lines = window::content(source, top).start..window::content(source, bottom).end;
    // Room for the number of the line and the sign, and for what is changed.
    let reach = look.width.saturating_sub(20) / 2;
    let start = window::back(&source.text, first.range().start, reach).max(lines.start);
    let end = window::forward(&source.text, last.range().end, reach).min(lines.end);
    let mut after = String::new();
    let mut at = start;
    for edit in &edits {
        after.push_str(source.text.get(at..edit.span.range().start)?);
        after.push_str(&edit.text);
        at = edit.span.range().end;
    }
    after.push_str(source.text.get(at..end.max(at))?);
    let before = source.text.get(start..end.max(at))?;
    let cut = |text: &str| {
        let front = if start > lines.start { "…" } else { "" };
        let rear = if end < lines.end { "…" } else { "" };
        format!("{front}{text}{rear}")
    };
    let short = |text: &str| text.lines().count() <= LONGEST_PREVIEW && text.len() <= 120 * LONGEST_PREVIEW;
    (short(before) && short(&after)).then(|| (top + 1, cut(before), cut(&after)))
}

fn weight(severity: Severity) -> codespan::Severity {
    match severity {
        Severity::Error => codespan::Severity::Error,
        Severity::Warning => codespan::Severity::Warning,
        Severity::Note => codespan::Severity::Note,
    }
}

/// The pieces of source that one diagnostic shows.
struct Windows<'s>(Vec<(SourceId, Window<'s>, &'s Source)>);

impl<'s> Windows<'s> {
    fn get(&self, id: SourceId) -> Option<(&Window<'s>, &'s Source)> {
        self.0.iter().find(|(of, ..)| *of == id).map(|(_, window, source)| (window, *source))
    }
}

impl<'a> Files<'a> for Windows<'_> {
    type FileId = SourceId;
    type Name = String;
    type Source = &'a str;

    fn name(&'a self, id: SourceId) -> Result<String, Error> {
        let (_, source) = self.get(id).ok_or(Error::FileMissing)?;
        Ok(one_line(&source.name).into_owned())
    }

    fn source(&'a self, id: SourceId) -> Result<&'a str, Error> {
        self.get(id).map(|(window, _)| window.text()).ok_or(Error::FileMissing)
    }

    fn line_index(&'a self, id: SourceId, offset: usize) -> Result<usize, Error> {
        self.get(id).map(|(window, _)| window.line_index(offset)).ok_or(Error::FileMissing)
    }

    fn line_range(&'a self, id: SourceId, index: usize) -> Result<Range<usize>, Error> {
        self.get(id).map(|(window, _)| window.line_range(index)).ok_or(Error::FileMissing)
    }

    fn location(&'a self, id: SourceId, offset: usize) -> Result<Location, Error> {
        let (window, _) = self.get(id).ok_or(Error::FileMissing)?;
        let position = window.position(offset);
        Ok(Location { line_number: position.line, column_number: position.column })
    }
}

/// Writes colors, or leaves them out.
struct Styled<'w> {
    out: &'w mut dyn Write,
    color: bool,
}

impl Styled<'_> {
    fn paint(&mut self, code: &str) -> io::Result<()> {
        if self.color { write!(self.out, "\x1b[{code}m") } else { Ok(()) }
    }
}

impl Write for Styled<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl WriteStyle for Styled<'_> {
    fn set_header(&mut self, severity: codespan::Severity) -> io::Result<()> {
        self.paint(color_of(severity))
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.paint("0")?;
        self.paint("1")
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.paint("1;34")
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.paint("1;34")
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.paint("1;34")
    }

    fn set_label(&mut self, severity: codespan::Severity, style: codespan::LabelStyle) -> io::Result<()> {
        self.paint(match style {
            codespan::LabelStyle::Primary => color_of(severity),
            codespan::LabelStyle::Secondary => "1;36",
        })
    }

    fn reset(&mut self) -> io::Result<()> {
        self.paint("0")
    }
}

/// Red for errors, yellow for warnings, green for notes; all bold.
fn color_of(severity: codespan::Severity) -> &'static str {
    match severity {
        codespan::Severity::Bug | codespan::Severity::Error => "1;31",
        codespan::Severity::Warning => "1;33",
        codespan::Severity::Note => "1;32",
        codespan::Severity::Help => "1;36",
    }
}

#[cfg(test)]
mod tests;

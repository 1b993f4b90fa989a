//! Input: any bytes: a spec, and behind each line `# edit: FROM TO` a text that replaces these bytes of it.
//! Output: a panic where the language server does not show after the edits what it shows of the text that results, where
//! the spec is not compiled again as it is for the first time, or where an answer of the server makes it fail.
#![no_main]

use ecrc::spec::model::NoFiles;
use ecrc::{Memo, compile, compile_again};
use ecrc_fuzz::input;
use ecrc_fuzz::session::{answers, edits, opened, shown};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, edits)) = edits(bytes) else { return };
    let mut session = opened(&first);
    shown(&mut session);
    let mut memo = Memo::default();
    compile_again(vec![input(first.as_bytes())], &NoFiles, &mut memo);
    let mut text = first;
    for (number, edit) in edits.iter().enumerate() {
        text = session.edit(&text, edit);
        if number % 2 == 0 {
            shown(&mut session);
        }
        let again = compile_again(vec![input(text.as_bytes())], &NoFiles, &mut memo);
        let fresh = compile(vec![input(text.as_bytes())], &NoFiles);
        assert_eq!((again.report, again.blocks), (fresh.report, fresh.blocks), "{text:?}");
    }
    let after = shown(&mut session);
    assert_eq!(after, shown(&mut opened(&text)), "{text:?}");
    answers(&mut session, &text);
});

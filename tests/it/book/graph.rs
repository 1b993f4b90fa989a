//! Input: the spec of the book's page on pictures.
//! Output: its picture, which the page shows.
//! Never: shows a picture that `ecrc graph` does not draw.

use super::{blocks, printed, read, run};
use crate::spec::project;

#[test]
fn the_picture_of_the_page_is_the_real_one() {
    let folder = tempfile::tempdir().unwrap();
    let page = read(&project("book/src/graph.md"));
    let spec = blocks(&page).into_iter().find(|block| block.attribute("file") == Some("shop.ecr")).unwrap();
    std::fs::write(folder.path().join("shop.ecr"), &spec.text).unwrap();
    printed("book/src/images/graph.svg", &run("ecrc graph shop.ecr", folder.path()));
}

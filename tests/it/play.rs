//! A day of the practice office, lived faster than time, leaves every figure and board consistent.

use crate::support::server::Office;
use std::process::Output;

fn played(data: &std::path::Path, more: &[&str]) -> Output {
    let mut command = Office::program();
    command.args(["--lang", "en", "--data"]).arg(data).args(["demo", "--play"]).args(more);
    command.output().expect("the program runs")
}

#[test]
fn a_short_day_of_a_few_people_ends_with_nothing_found() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("office");
    let done = played(&data, &["--entries", "60", "--people", "10", "--speed", "20000"]);
    let (said, complained) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{said}{complained}");
    let first = said.lines().next().unwrap_or_default();
    let made: usize = first.split(' ').next().and_then(|made| made.parse().ok()).unwrap_or(0);
    assert!(made >= 60, "{said}");
    assert!(said.contains("request.log"), "{said}");
    assert!(said.contains("Verified: "), "{said}");
}

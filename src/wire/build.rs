//! Which build of the program this is, so that a newer one can replace the server an older one left running.

use std::sync::LazyLock;
use std::time::UNIX_EPOCH;

/// `VERSION+SECONDS`: the crate's version, and when the running file was written.
#[must_use]
pub fn mine() -> &'static str {
    static MINE: LazyLock<String> = LazyLock::new(|| {
        // Through /proc the file is found even after an upgrade has replaced it.
        let written = ["/proc/self/exe".into(), std::env::current_exe().unwrap_or_default()]
            .into_iter()
            .find_map(|path: std::path::PathBuf| path.metadata().and_then(|meta| meta.modified()).ok())
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .map_or(0, |since| since.as_secs());
        format!("{}+{written}", env!("CARGO_PKG_VERSION"))
    });
    &MINE
}

/// Whether `other` was built before `this`. Two builds that cannot be compared are equally old.
#[must_use]
pub fn older(other: &str, this: &str) -> bool {
    match (parse(other), parse(this)) {
        (Some(other), Some(this)) => other < this,
        _ => false,
    }
}

fn parse(build: &str) -> Option<(Vec<u64>, u64)> {
    let (version, written) = build.split_once('+')?;
    let version = version.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    Some((version, written.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_count_before_dates() {
        assert!(older("0.9.0+500", "0.10.0+100"));
        assert!(older("0.1.0+100", "0.1.0+101"));
        assert!(!older("0.1.0+101", "0.1.0+101"));
        assert!(!older("nonsense", mine()) && !older(mine(), "nonsense"));
        assert!(older("0.0.1+0", mine()));
    }
}

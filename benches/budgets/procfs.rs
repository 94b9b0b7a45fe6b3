//! What the kernel says of a process: time on a processor, resident memory, times it was woken.

use std::fs;
use std::time::Duration;

/// Time on a processor of all threads so far.
pub fn cpu(id: u32) -> Duration {
    // In nanoseconds; `stat` counts in hundredths of a second.
    let of = |path: std::path::PathBuf| {
        let text = fs::read_to_string(path.join("schedstat")).unwrap_or_default();
        text.split(' ').next().and_then(|text| text.trim().parse::<u64>().ok()).unwrap_or(0)
    };
    Duration::from_nanos(threads(id).map(of).sum())
}

/// How often its threads have gone to sleep of themselves, and so were woken.
pub fn waits(id: u32) -> u64 {
    threads(id).map(|path| field(&path.join("status"), "voluntary_ctxt_switches:")).sum()
}

/// Resident memory, in bytes.
pub fn resident(id: u32) -> u64 {
    field(format!("/proc/{id}/status").as_ref(), "VmRSS:") * 1024
}

/// The most resident memory so far, in bytes.
pub fn peak(id: u32) -> u64 {
    field(format!("/proc/{id}/status").as_ref(), "VmHWM:") * 1024
}

fn threads(id: u32) -> impl Iterator<Item = std::path::PathBuf> {
    let entries = fs::read_dir(format!("/proc/{id}/task"));
    entries.into_iter().flatten().flatten().map(|entry| entry.path())
}

fn field(path: &std::path::Path, name: &str) -> u64 {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().split(' ').next().and_then(|text| text.parse().ok()).unwrap_or(0)
}

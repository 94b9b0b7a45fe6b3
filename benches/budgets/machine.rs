//! What the figures were measured on.

use std::fs;

/// Processor, cores, memory, kernel, file system, compiler's profile.
pub fn describe() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map_or(String::new(), |(_, value)| value.trim().to_owned())
    };
    let cpu = field(&read("/proc/cpuinfo"), "model name");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory: u64 = field(&read("/proc/meminfo"), "MemTotal")
        .trim_end_matches(" kB")
        .parse()
        .map_or(0, |kib: u64| kib / 1024 / 1024);
    let kernel = read("/proc/sys/kernel/osrelease").trim().to_owned();
    let disk = file_system(env!("CARGO_TARGET_TMPDIR"));
    format!("{cpu}, {cores} cores, {memory} GiB, Linux {kernel}, stores on {disk}; {}", load())
}

/// What else runs here: the figures suffer from it.
pub fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!("load {}", text.split(' ').take(3).collect::<Vec<_>>().join(" "))
}

/// Kind and device of the file system that holds a path.
fn file_system(path: &str) -> String {
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let holds = |point: &str| path.starts_with(point);
    let parts = |line: &str| {
        let mut parts = line.split(' ').map(str::to_owned);
        Some((parts.next()?, parts.next()?, parts.next()?))
    };
    mounts
        .lines()
        .filter_map(parts)
        .filter(|(_, point, _)| holds(point))
        .max_by_key(|(_, point, _)| point.len())
        .map_or_else(|| "an unknown disk".to_owned(), |(device, _, kind)| format!("{kind} ({device})"))
}

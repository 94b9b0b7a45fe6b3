//! Which keys a plain terminal can send at all, and which ones something on the way often takes.
//!
//! Measured on crossterm 0.29 without the kitty protocol, which Lobby does not switch on.

use super::{Code, Key};
use crate::text::lang::{T, t};
use crate::tui::input::fold::fold;

/// Whether a key arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It does.
    Sure,
    /// It cannot be told from another key, or no plain terminal sends it.
    Never(T),
    /// It does, but some clients keep it for themselves.
    Swallowed(T),
}

use Delivery::{Never, Sure, Swallowed};

/// How a key fares between keyboard and program.
#[must_use]
pub fn delivery(key: &Key) -> Delivery {
    if fold(*key) != *key {
        return Never(t(
            "全角字符会先转成半角，写半角的",
            "Wide characters are folded first: write the narrow one",
        ));
    }
    match (key.code, key.ctrl, key.alt, key.shift) {
        (Code::Char(c), _, _, true) => shifted(c),
        (Code::Char(c), true, false, _) => ctrl_char(c),
        (Code::Char(_), true, true, _) => ALT,
        (Code::Char('['), _, true, _) => {
            Never(t("Alt-[ 是转义序列的开头", "Alt-[ begins an escape sequence"))
        }
        (Code::Char('O'), _, true, _) => {
            Never(t("Alt-O 是转义序列的开头", "Alt-O begins an escape sequence"))
        }
        (Code::Char(_), _, true, _) => ALT,
        (Code::Char(c), ..) if !c.is_ascii() => {
            Swallowed(t("要有输入法才打得出", "Only an input method can type it"))
        }
        (Code::F(n), ..) if n > 12 => {
            Never(t("普通终端没有 F12 以上的键", "Plain terminals have no key above F12"))
        }
        (Code::F(_), c, a, s) if c || a || s => DRESSED,
        (Code::F(1 | 10 | 11), ..) => {
            Swallowed(t("桌面终端常自己用 F1、F10、F11", "Desktop terminals often keep F1, F10 and F11"))
        }
        (Code::F(_), ..) => Sure,
        (Code::Enter, _, true, _) => Swallowed(t(
            "Windows 终端用 Alt-Enter 切换全屏",
            "Windows Terminal takes Alt-Enter for full screen",
        )),
        (Code::Tab, false, false, _) => Sure,
        (Code::Enter | Code::Tab | Code::Esc | Code::Backspace, c, a, s) if c || a || s => {
            Never(t("普通终端分不出，与不带修饰键的一样", "A plain terminal sends it like the bare key"))
        }
        (_, c, a, s) if c || a || s => DRESSED,
        _ => Sure,
    }
}

const ALT: Delivery =
    Swallowed(t("Alt 等于先按 Esc，慢线路上会被拆开", "Alt is Esc and the key; a slow line can part them"));
const DRESSED: Delivery =
    Swallowed(t("PuTTY 和 Linux 控制台不送修饰键", "PuTTY and the Linux console do not send the modifier"));

fn shifted(c: char) -> Delivery {
    if c.is_alphabetic() {
        Never(t("Shift 加字母就是大写字母，写大写的", "Shift and a letter is the capital: write the capital"))
    } else {
        Never(t("普通终端不单独送 Shift", "A plain terminal does not tell Shift apart"))
    }
}

fn ctrl_char(c: char) -> Delivery {
    match c {
        'i' => Never(t("Ctrl-I 就是 Tab", "Ctrl-I is Tab")),
        'm' => Never(t("Ctrl-M 就是 Enter", "Ctrl-M is Enter")),
        '[' => Never(t("Ctrl-[ 就是 Esc", "Ctrl-[ is Esc")),
        '/' | '_' => Never(t("送达时是 Ctrl-7", "It arrives as Ctrl-7")),
        'h' => {
            Swallowed(t("有的 PuTTY 以 Ctrl-H 当 Backspace", "Some PuTTY set-ups send Ctrl-H for Backspace"))
        }
        'a' => Swallowed(t("screen 自己用 Ctrl-A", "screen keeps Ctrl-A")),
        'b' => Swallowed(t("tmux 自己用 Ctrl-B", "tmux keeps Ctrl-B")),
        's' | 'q' => Swallowed(t("流量控制可能截住", "Flow control may take it")),
        'z' => Swallowed(t("常用来挂起程序", "Often suspends the program")),
        ' ' => Swallowed(t("中文输入法用它切换", "Chinese input methods switch with it")),
        'c'..='y' => Sure,
        _ => Never(t("要 kitty 协议才送得出", "Only the kitty protocol can send it")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(key: &str) -> char {
        match delivery(&key.parse().unwrap()) {
            Sure => 's',
            Never(_) => 'n',
            Swallowed(_) => 'w',
        }
    }

    #[test]
    fn the_table_of_the_specification() {
        for key in [
            "Ctrl-I",
            "Ctrl-M",
            "Ctrl-[",
            "Ctrl-/",
            "Ctrl-_",
            "Shift-a",
            "Ctrl-5",
            "Ctrl-Enter",
            "Shift-Enter",
        ] {
            assert_eq!(of(key), 'n', "{key}");
        }
        for key in [
            "Ctrl-Shift-S",
            "Alt-[",
            "Alt-O",
            "F13",
            "Shift-Space",
            "Shift-Esc",
            "Ctrl-Tab",
            "Ctrl-Backspace",
            "：",
        ] {
            assert_eq!(of(key), 'n', "{key}");
        }
        for key in [
            "F1",
            "F10",
            "F11",
            "Alt-Enter",
            "Alt-x",
            "Ctrl-B",
            "Ctrl-A",
            "Ctrl-S",
            "Ctrl-Q",
            "Ctrl-Z",
            "Ctrl-Space",
        ] {
            assert_eq!(of(key), 'w', "{key}");
        }
        for key in ["Ctrl-H", "Shift-F2", "Ctrl-Up"] {
            assert_eq!(of(key), 'w', "{key}");
        }
        for key in [
            "a",
            "A",
            "?",
            "F2",
            "F9",
            "F12",
            "Tab",
            "Shift-Tab",
            "Enter",
            "Esc",
            "Up",
            "Space",
            "Ctrl-L",
            "Insert",
        ] {
            assert_eq!(of(key), 's', "{key}");
        }
    }
}

//! Styles by meaning, in the sixteen colours every terminal has, and the marks that stand beside them.
//!
//! No state is told by colour alone: the screen writes a word or a mark as well. Does not draw.

use crate::text::lang::{T, t};
use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;
use serde::{Deserialize, Serialize};

/// A theme's name, as the settings and the palette know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeName {
    /// Sixteen colours.
    #[default]
    Default,
    /// Bold and reverse only.
    Mono,
    /// For screen readers and braille: no colours, no borders, nothing that moves, the status line last.
    Plain,
}

impl ThemeName {
    /// All themes.
    pub const ALL: [Self; 3] = [Self::Default, Self::Mono, Self::Plain];

    /// The id in settings and on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Mono => "mono",
            Self::Plain => "plain",
        }
    }

    /// The name on the screen.
    #[must_use]
    pub const fn title(self) -> T {
        match self {
            Self::Default => t("彩色", "Colours"),
            Self::Mono => t("黑白", "Black and white"),
            Self::Plain => t("读屏", "Screen reader"),
        }
    }

    /// The theme of that id.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.id() == id)
    }
}

/// How boxes are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Borders {
    /// Lines.
    #[default]
    Line,
    /// `+`, `-` and `|`, for fonts and locales without lines.
    Ascii,
}

const ASCII: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// What a text means; the theme knows how that looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Ordinary text.
    Text,
    /// Heading of a screen or a box.
    Title,
    /// The selected row; it has a mark in its own column too.
    Selected,
    /// Beside the point.
    Muted,
    /// Name of a field.
    Label,
    /// A key in the footer or the help.
    Key,
    /// Urgent.
    Urgent,
    /// Past its time.
    Late,
    /// Soon due.
    Soon,
    /// Done, in order.
    Good,
    /// Refused, wrong.
    Error,
    /// Not read yet.
    Unread,
    /// Box lines.
    Border,
    /// Box lines of the pane that has the focus.
    Focus,
}

impl Tone {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Text,
        Self::Title,
        Self::Selected,
        Self::Muted,
        Self::Label,
        Self::Key,
        Self::Urgent,
        Self::Late,
        Self::Soon,
        Self::Good,
        Self::Error,
        Self::Unread,
        Self::Border,
        Self::Focus,
    ];

    /// The mark that says the same without colour; empty where place or words do. One cell, plain ASCII.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Selected => ">",
            Self::Urgent | Self::Error => "!",
            Self::Late => "#",
            Self::Soon => "~",
            Self::Good => "+",
            Self::Unread => "*",
            _ => "",
        }
    }

    /// The word that says the same; `None` where there is no state to name.
    #[must_use]
    pub const fn word(self) -> Option<T> {
        match self {
            Self::Urgent => Some(t("急", "urgent")),
            Self::Late => Some(t("超时", "late")),
            Self::Soon => Some(t("快到时", "soon due")),
            Self::Good => Some(t("正常", "in order")),
            Self::Error => Some(t("有误", "wrong")),
            Self::Unread => Some(t("未读", "unread")),
            _ => None,
        }
    }
}

/// How this terminal's screen looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Theme {
    /// Which theme.
    pub name: ThemeName,
    /// How boxes are drawn.
    pub borders: Borders,
}

impl Theme {
    /// The theme a person chose, on a terminal with this environment: `NO_COLOR` takes the colours, a locale without
    /// UTF-8 takes the lines.
    #[must_use]
    pub fn new(name: ThemeName, borders: Borders, env: &Env) -> Self {
        let name = if env.no_color && name == ThemeName::Default { ThemeName::Mono } else { name };
        Self { name, borders: if env.utf8 { borders } else { Borders::Ascii } }
    }

    /// The style of a meaning.
    #[must_use]
    pub fn style(self, tone: Tone) -> Style {
        let colours = self.name == ThemeName::Default;
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let with = |style: Style, colour| if colours { style.fg(colour) } else { style };
        match tone {
            Tone::Text | Tone::Label => Style::new(),
            Tone::Title | Tone::Unread => bold,
            Tone::Selected => bold.add_modifier(Modifier::REVERSED),
            // Dark grey is invisible in some palettes, so is dim: plain text on terminals without colours.
            Tone::Muted | Tone::Border => with(Style::new(), Color::DarkGray),
            Tone::Key => with(bold, Color::Cyan),
            Tone::Urgent | Tone::Error => with(bold, Color::Red),
            Tone::Late => with(bold, Color::Magenta),
            Tone::Soon => with(Style::new(), Color::Yellow),
            Tone::Good => with(Style::new(), Color::Green),
            Tone::Focus => with(bold, Color::Cyan),
        }
    }

    /// The characters of boxes; `None` when there are no boxes.
    #[must_use]
    pub const fn border_set(self) -> Option<border::Set<'static>> {
        match (self.name, self.borders) {
            (ThemeName::Plain, _) => None,
            (_, Borders::Line) => Some(border::PLAIN),
            (_, Borders::Ascii) => Some(ASCII),
        }
    }

    /// Whether anything may move while one waits.
    #[must_use]
    pub fn spinner(self) -> bool {
        self.name != ThemeName::Plain
    }

    /// Whether the status line stands at the very bottom, under the footer, where a reader ends.
    #[must_use]
    pub fn status_last(self) -> bool {
        self.name == ThemeName::Plain
    }
}

/// What the environment says about the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Env {
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// The locale's characters are UTF-8.
    pub utf8: bool,
    /// The terminal is at the far end of an SSH line.
    pub ssh: bool,
}

impl Env {
    /// Reads the process's environment.
    #[must_use]
    pub fn of_process() -> Self {
        Self::of(|name| std::env::var(name).ok())
    }

    /// Reads it through `var`, which gives a variable's value.
    #[must_use]
    pub fn of(var: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| var(name).filter(|value| !value.is_empty());
        Self {
            no_color: set("NO_COLOR").is_some(),
            utf8: is_utf8(&set),
            ssh: set("SSH_CONNECTION").is_some(),
        }
    }
}

/// The first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set decides, spelt `UTF-8`, `utf8` or otherwise. No locale
/// at all means the C locale, which is ASCII.
fn is_utf8(set: &impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
    let charset = locale.split_once('.').map_or(locale.as_str(), |(_, rest)| rest);
    let charset = charset.split('@').next().unwrap_or_default();
    // LC_CTYPE=UTF-8, without a language, is what macOS sends along.
    charset.replace('-', "").eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(vars: &[(&str, &str)]) -> Env {
        Env::of(|name| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn the_locale_is_read_in_order_and_in_any_spelling() {
        for value in ["zh_CN.UTF-8", "zh_CN.utf8", "C.UTF-8", "UTF-8", "de_DE.UTF8@euro"] {
            assert!(env(&[("LANG", value)]).utf8, "{value}");
        }
        for value in ["zh_CN.GB18030", "C", "POSIX", "zh_CN", ""] {
            assert!(!env(&[("LANG", value)]).utf8, "{value}");
        }
        assert!(!env(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]).utf8);
        assert!(env(&[("LC_ALL", ""), ("LC_CTYPE", "C.UTF-8"), ("LANG", "C")]).utf8);
    }

    #[test]
    fn no_color_and_a_narrow_locale_are_honoured() {
        let theme = Theme::new(ThemeName::Default, Borders::Line, &env(&[("NO_COLOR", "1")]));
        assert_eq!(theme, Theme { name: ThemeName::Mono, borders: Borders::Ascii });
        let theme =
            Theme::new(ThemeName::Plain, Borders::Line, &env(&[("NO_COLOR", "1"), ("LANG", "C.UTF-8")]));
        assert_eq!(theme.name, ThemeName::Plain);
        assert_eq!(env(&[("NO_COLOR", "")]), env(&[]), "an empty NO_COLOR is none");
    }

    #[test]
    fn only_the_default_theme_has_colours_and_only_the_sixteen() {
        for name in ThemeName::ALL {
            for tone in Tone::ALL {
                let style = Theme { name, borders: Borders::Line }.style(tone);
                assert_eq!(style.bg, None);
                match style.fg {
                    None => {}
                    Some(Color::Indexed(_) | Color::Rgb(..)) => panic!("{tone:?} is not one of the sixteen"),
                    Some(_) => assert_eq!(name, ThemeName::Default),
                }
            }
            assert_eq!(ThemeName::of_id(name.id()), Some(name));
        }
    }

    #[test]
    fn what_colour_says_a_mark_or_word_says_too() {
        for tone in [Tone::Urgent, Tone::Late, Tone::Soon, Tone::Good, Tone::Error, Tone::Unread] {
            assert!(tone.word().is_some() && tone.mark().len() == 1, "{tone:?}");
        }
        assert_eq!(Tone::Selected.mark(), ">");
    }
}

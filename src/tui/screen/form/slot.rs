//! One field of a form while it is filled in: its text, its caret, what was chosen, what is wrong with it. Pure.

use super::check::check;
use crate::domain::fault::Fault;
use crate::domain::moment::At;
use crate::domain::register::{Choice, FieldInfo, Kind};
use crate::domain::value::Value;
use crate::text::fold::fold_ime;
use crate::text::lang::{Say, t};
use crate::tui::widget::field::Editor;
use chrono_tz::Tz;

/// An entry chosen in a look-up field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Its id in its register.
    pub id: u64,
    /// Its name on the screen.
    pub shown: String,
}

/// What became of a typed character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// It stands in the field.
    Taken,
    /// It was the letter of a choice; the field is answered.
    Chosen,
    /// It has no meaning here; the sentence says what has.
    Refused(Say),
}

/// One field of a form.
#[derive(Clone, Debug)]
pub struct Slot {
    /// What may stand in it.
    pub info: FieldInfo,
    /// Whether the form is refused without it.
    pub required: bool,
    /// Whether it stands below the fold.
    pub folded: bool,
    /// The text: as typed, or the ids of choices, or `yes` and `no`.
    pub editor: Editor,
    /// The entry, once a look-up has one.
    pub link: Option<Linked>,
    /// What is wrong.
    pub error: Option<Say>,
    /// What stood in it when the form was opened, in the form of [`Slot::kept`].
    original: String,
}

impl Slot {
    /// An empty field.
    #[must_use]
    pub fn new(info: FieldInfo, required: bool, folded: bool) -> Self {
        let editor = match info.kind {
            Kind::Text(max) => Editor::text_of(usize::from(max)),
            Kind::Line(max) => Editor::line(usize::from(max)),
            Kind::Phone => Editor::line(30),
            _ => Editor::line(80),
        };
        Self { info, required, folded, editor, link: None, error: None, original: String::new() }
    }

    /// The same with the value it has now; only a change of it will be sent. `shown` is the name of a link.
    #[must_use]
    pub fn with_value(mut self, value: &Value, shown: Option<&str>, zone: Tz) -> Self {
        match (self.info.kind, value) {
            (Kind::Link(_), Value::Id(id)) => {
                let shown = shown.map_or_else(|| format!("#{id}"), str::to_owned);
                self.choose(*id, &shown);
            }
            _ => self.editor.set(&value.written(zone)),
        }
        self.original = self.kept();
        self
    }

    /// The closed list it is picked from.
    #[must_use]
    pub fn choices(&self) -> &'static [Choice] {
        match self.info.kind {
            Kind::Choice(choices) | Kind::Choices(choices) => choices,
            _ => &[],
        }
    }

    /// The register a look-up field looks in.
    #[must_use]
    pub fn looks_in(&self) -> Option<&'static str> {
        match self.info.kind {
            Kind::Link(register) => Some(register),
            _ => None,
        }
    }

    /// Whether text is typed into it, rather than a choice made.
    #[must_use]
    pub fn types(&self) -> bool {
        !matches!(self.info.kind, Kind::Choice(_) | Kind::Choices(_) | Kind::Flag)
    }

    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.link.is_none() && self.editor.text().trim().is_empty()
    }

    /// Its form in a draft: the text, and before a link's name its id.
    #[must_use]
    pub fn kept(&self) -> String {
        match &self.link {
            Some(link) => format!("#{} {}", link.id, link.shown),
            None => self.editor.text(),
        }
    }

    /// Takes back what [`Slot::kept`] gave.
    pub fn resume(&mut self, kept: &str) {
        let link = kept.strip_prefix('#').and_then(|rest| rest.split_once(' '));
        match (self.looks_in(), link.and_then(|(id, shown)| Some((id.parse().ok()?, shown)))) {
            (Some(_), Some((id, shown))) => self.choose(id, shown),
            _ => {
                self.link = None;
                self.editor.set(kept);
            }
        }
    }

    /// Whether it holds something else than when the form was opened.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.kept() != self.original
    }

    /// Names the entry.
    pub fn choose(&mut self, id: u64, shown: &str) {
        self.editor.set(shown);
        self.link = Some(Linked { id, shown: shown.to_owned() });
        self.error = None;
    }

    /// Puts a text or a choice in.
    pub fn set(&mut self, text: &str) {
        self.link = None;
        self.error = None;
        self.editor.set(text);
    }

    /// Takes a typed character.
    pub fn type_char(&mut self, c: char) -> Typed {
        self.error = None;
        match self.info.kind {
            Kind::Choice(choices) => match by_letter(choices, c) {
                Some(choice) => {
                    self.editor.set(choice.id);
                    Typed::Chosen
                }
                None => Typed::Refused(letters_wanted()),
            },
            Kind::Choices(choices) => match by_letter(choices, c) {
                Some(choice) => {
                    self.toggle(choice.id);
                    Typed::Taken
                }
                None => Typed::Refused(letters_wanted()),
            },
            Kind::Flag => match fold_ime(c).to_ascii_lowercase() {
                'y' | '是' | '1' => {
                    self.editor.set("yes");
                    Typed::Chosen
                }
                'n' | '否' | '0' => {
                    self.editor.set("no");
                    Typed::Chosen
                }
                _ => Typed::Refused(t("按 y 为是，按 n 为否", "y for yes, n for no").into()),
            },
            _ => self.insert(c.encode_utf8(&mut [0; 4])),
        }
    }

    /// Takes a text at the caret: a pasted one, or a single character.
    pub fn insert(&mut self, text: &str) -> Typed {
        if !self.types() {
            return Typed::Refused(letters_wanted());
        }
        self.error = None;
        let all = self.editor.insert(text);
        self.unlink_if_edited();
        if all { Typed::Taken } else { Typed::Refused(t("已到字数上限", "The field is full").into()) }
    }

    /// Runs an editing command; for a choice, Left and Right go through the list and Delete empties it.
    /// Gives whether it was one.
    pub fn run(&mut self, command: &str) -> bool {
        use crate::tui::command::id;
        self.error = None;
        if self.types() {
            let known = self.editor.run(command);
            self.unlink_if_edited();
            return known;
        }
        match command {
            id::FIELD_RIGHT => self.turn(1),
            id::FIELD_LEFT => self.turn(-1),
            id::FIELD_BACKSPACE | id::FIELD_DELETE => self.editor.set(""),
            _ => return false,
        }
        true
    }

    /// The value as it stands.
    ///
    /// # Errors
    /// What is wrong with it; a required one that is missing.
    pub fn value(&self, now: At, zone: Tz) -> Result<Value, Say> {
        if self.is_empty() {
            return if self.required {
                Err(Fault::missing(self.info.id, self.info.label).text)
            } else {
                Ok(Value::None)
            };
        }
        let text = self.editor.text();
        Ok(match self.info.kind {
            Kind::Choice(_) => Value::Choice(text),
            Kind::Choices(_) => Value::List(ids(&text).map(str::to_owned).collect()),
            Kind::Flag => Value::Flag(text == "yes"),
            Kind::Link(_) => match &self.link {
                Some(link) => Value::Id(link.id),
                None => Value::Text(text.trim().to_owned()),
            },
            _ => check(&self.info, &text, now, zone)?.value,
        })
    }

    /// Checks it when the caret leaves, and writes it in its normal form. Missing is not wrong yet.
    pub fn leave(&mut self, now: At, zone: Tz) {
        if !self.types() || self.is_empty() || self.looks_in().is_some() {
            return;
        }
        match check(&self.info, &self.editor.text(), now, zone) {
            Ok(checked) if checked.text != self.editor.text() => {
                self.error = None;
                self.editor.set(&checked.text);
            }
            Ok(_) => self.error = None,
            Err(text) => self.error = Some(text),
        }
    }

    /// What stands in it as the screen shows it when the caret is elsewhere.
    #[must_use]
    pub fn shown(&self) -> Say {
        let text = self.editor.text();
        match self.info.kind {
            Kind::Choice(choices) | Kind::Choices(choices) => {
                let of = |get: fn(&Choice) -> &'static str| {
                    let found = ids(&text).filter_map(|id| choices.iter().find(|choice| choice.id == id));
                    found.map(get).collect::<Vec<_>>()
                };
                Say {
                    zh: of(|choice| choice.label.zh).join("、"),
                    en: of(|choice| choice.label.en).join(", "),
                }
            }
            Kind::Flag if text == "yes" => t("是", "yes").into(),
            Kind::Flag if text == "no" => t("否", "no").into(),
            _ => Say::same(text),
        }
    }

    /// Whether the choice with this id is made.
    #[must_use]
    pub fn chosen(&self, id: &str) -> bool {
        ids(&self.editor.text()).any(|chosen| chosen == id)
    }

    fn toggle(&mut self, id: &str) {
        let text = self.editor.text();
        let mut all: Vec<&str> = ids(&text).collect();
        match all.iter().position(|chosen| *chosen == id) {
            Some(at) => drop(all.remove(at)),
            None => all.push(id),
        }
        self.editor.set(&all.join(","));
    }

    fn turn(&mut self, by: isize) {
        let text = self.editor.text();
        let turned = |options: &[&str]| {
            let at = options.iter().position(|id| *id == text);
            let next = match at {
                Some(at) => at.saturating_add_signed(by).min(options.len().saturating_sub(1)),
                None => 0,
            };
            options.get(next).map(|id| (*id).to_owned())
        };
        let next = match self.info.kind {
            Kind::Choice(choices) => turned(&choices.iter().map(|choice| choice.id).collect::<Vec<_>>()),
            Kind::Flag => turned(&["yes", "no"]),
            _ => None,
        };
        if let Some(next) = next {
            self.editor.set(&next);
        }
    }

    /// A name that was edited no longer names the entry that was chosen.
    fn unlink_if_edited(&mut self) {
        if self.link.as_ref().is_some_and(|link| link.shown != self.editor.text()) {
            self.link = None;
        }
    }
}

fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').filter(|id| !id.is_empty())
}

fn by_letter(choices: &'static [Choice], c: char) -> Option<&'static Choice> {
    let letter = fold_ime(c).to_ascii_lowercase();
    choices.iter().find(|choice| choice.key == letter)
}

fn letters_wanted() -> Say {
    t("请按下面列出的字母选择", "Press one of the letters listed below").into()
}

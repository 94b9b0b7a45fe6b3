//! Templates of what the desk prints: a text for a line printer with `{placeholders}`, and who receives the paper. What a
//! placeholder stands for is filled in by the desk; here is which there are, and the bodies an office begins with.

mod standard;

pub use standard::{STANDARD, Standard};

use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::kept::{KEPT_STATES, KEPT_VIEWS, kept_actions};
use crate::domain::posts::Posts;
use crate::domain::register::{Ask, Ctx, Head, KeyClass, Kind, Register, SearchKey, Spec, SpecInfo};
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::{choices, field, say, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// Who receives the paper, and so what may stand on it in full (`domain/facts.md` 5.5).
    pub Receiver {
        Technician = "technician" 't' ("维修人员", "The technician"),
        Customer = "customer" 'c' ("客户", "The customer"),
        Office = "office" 'o' ("本处留存", "The office"),
    }
}

/// A template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintTemplate {
    /// What the form is called.
    pub name: String,
    /// The word by which it is printed: `work-order`.
    pub form: String,
    /// The id of the register it prints an entry of; empty for a blank form.
    pub register: String,
    /// Who receives it.
    pub receiver: Option<Receiver>,
    /// The text.
    pub body: String,
}

stored!(PrintTemplate, PrintTemplateDisk);

/// The register's number.
pub const TAG: Tag = 55;

/// Placeholders of every form, with what each stands for.
pub const ALWAYS: &[(&str, &str)] = &[
    ("office", "管理处名称 / the office's name"),
    ("printed_at", "打印时间 / when it is printed"),
    ("printed_by", "打印人 / who prints it"),
    ("desk", "服务台 / the desk"),
];

/// Placeholders of a form over an entry, besides the fields of its register.
pub const OF_ENTRY: &[(&str, &str)] = &[
    ("number", "编号 / its number"),
    ("state", "状态 / its state"),
    ("taken_by", "登记人 / who wrote it down"),
    ("taken_at", "登记时间 / when it was written down"),
    ("parts", "所含明细 / what belongs to it, a line each"),
    (
        "items",
        "工料明细：名称、数量、单价、金额 / labour and materials, a line each: quantity, price, amount",
    ),
];

/// The names in `{…}` of a body, in order; a width (`{phone:14}`) is left out.
#[must_use]
pub fn placeholders(body: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = body;
    while let Some((_, after)) = rest.split_once('{') {
        match after.split_once('}') {
            Some((name, behind)) if !name.contains(['{', '\n']) => {
                found.push(name.split_once(':').map_or(name, |(name, _)| name).trim());
                rest = behind;
            }
            _ => rest = after,
        }
    }
    found
}

/// The register of templates.
pub struct PrintTemplates;

impl Register for PrintTemplates {
    type Entry = PrintTemplate;

    fn spec() -> Spec<PrintTemplate> {
        let info = SpecInfo {
            id: "print_template",
            tag: TAG,
            name: t("打印单据", "Printed form"),
            prefix: "TP",
            states: KEPT_STATES,
            views: KEPT_VIEWS,
            see: Posts::ALL,
            correct: Posts::ADMIN,
            kept: true,
        };
        let of =
            t("取自哪个登记簿；空白表格不填", "The register's id, such as request; none for a blank form");
        let fields = vec![
            field!(PrintTemplate, name, t("名称", "Name"), Kind::Line(40)).column(24),
            field!(PrintTemplate, form, t("单据代号", "Form"), Kind::Line(30))
                .hint(t("打印时用的代号，如 work-order", "The word it is printed by, such as work-order"))
                .column(16),
            field!(PrintTemplate, register, t("登记簿", "Register"), Kind::Line(30)).hint(of).column(12),
            field!(PrintTemplate, receiver, t("交给谁", "Receiver"), Kind::Choice(Receiver::CHOICES))
                .column(10),
            field!(PrintTemplate, body, t("正文", "Body"), Kind::Text(4000)).hint(t(
                "{字段} 填入内容，{phone:14} 定宽 14 格",
                "{field} is filled in; {phone:14} takes 14 cells",
            )),
        ];
        let asks = vec![
            Ask::must("name"),
            Ask::must("form"),
            Ask::may("register"),
            Ask::must("receiver"),
            Ask::must("body"),
        ];
        Spec {
            normal,
            keys: |_, e| vec![key(&e.form), key(&e.name)],
            unique: |_, e| Some(("form", key(&e.form))),
            ..Spec::new(info, fields, kept_actions(asks), |_, e| Say::same(e.name.clone()))
        }
    }
}

fn key(text: &str) -> SearchKey {
    SearchKey::new(KeyClass::Name, search_key(text))
}

/// A placeholder that nothing fills is found when the template is saved, not when a customer stands at the counter.
fn normal(_: &mut Head, entry: &mut PrintTemplate, ctx: &Ctx<'_>) -> Result<(), Fault> {
    entry.form = entry.form.trim().to_owned();
    let fields = if entry.register.is_empty() {
        Vec::new()
    } else {
        ctx.look.fields_of(&entry.register).ok_or_else(|| {
            let id = &entry.register;
            Fault::invalid("register", say!("没有登记簿 {id}", "There is no register {id}"))
        })?
    };
    let of_entry = OF_ENTRY.iter().filter(|_| !entry.register.is_empty());
    let known: Vec<&str> = ALWAYS.iter().chain(of_entry).map(|(name, _)| *name).chain(fields).collect();
    match placeholders(&entry.body).into_iter().find(|name| !known.contains(name)) {
        None => Ok(()),
        Some(name) => {
            let list = known.join(", ");
            Err(Fault::invalid(
                "body",
                say!("没有占位符 {{{name}}}；可用：{list}", "No placeholder {{{name}}}; there are: {list}"),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_read_with_and_without_a_width() {
        assert_eq!(
            placeholders("{office}  {phone:14}\n{ a } {} {not closed\n{b}"),
            ["office", "phone", "a", "", "b"]
        );
    }

    #[test]
    fn a_form_to_begin_with_fits_the_printer_and_its_name_is_its_own() {
        for form in STANDARD {
            for body in [form.body.zh, form.body.en] {
                assert!(body.chars().count() <= 4000, "{}", form.form);
                for line in body.lines().filter(|line| !line.contains('{')) {
                    assert!(crate::text::width::width(line) <= 80, "{}: {line}", form.form);
                }
            }
            assert_eq!(STANDARD.iter().filter(|other| other.form == form.form).count(), 1);
        }
    }
}

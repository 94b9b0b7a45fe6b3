//! Printing a form: the office's template, or the standard one, filled in for its receiver and laid out in lines. Full
//! values of what is masked are looks, and are written down as such. Draws nothing and knows no printer.

use crate::api::paper::{COLUMNS, Form, Forms, Print, PrintForms, Printed};
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::job::Outcome;
use crate::desk::list::{Names, cell, plain_cell};
use crate::desk::privacy::{LOOKED, Look, LookDisk, LookKey};
use crate::desk::rows::{self, Loaded};
use crate::desk::scope::Scope;
use crate::desk::show::named;
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::kept::ACTIVE;
use crate::domain::print_template::{self, Receiver, STANDARD, Standard};
use crate::domain::privacy::may_unmask;
use crate::domain::register::{AnyRegister, Choice, FieldInfo, Kind, Look as _};
use crate::domain::value::Value;
use crate::domain::work_item;
use crate::say;
use crate::store::Tx;
use crate::text::fold::search_key;
use crate::text::lang::{Lang, Say, t};
use crate::text::width::{fit, pad, width, wrap};

/// Cells of a work item's name, so that quantities and amounts stand below each other.
const NAME: usize = 30;

/// A template, the office's own or a standard one.
struct Template {
    form: String,
    name: Say,
    register: String,
    receiver: Receiver,
    body: Say,
}

impl From<&Standard> for Template {
    fn from(standard: &Standard) -> Self {
        Self {
            form: standard.form.to_owned(),
            name: standard.name.into(),
            register: standard.register.to_owned(),
            receiver: standard.receiver,
            body: standard.body.into(),
        }
    }
}

/// Every form: the office's own go before the standard ones of the same word.
fn templates(scope: &Scope<'_>) -> Result<Vec<Template>, Fault> {
    let mut all = Vec::new();
    if scope.registers.by_tag(print_template::TAG).is_some() {
        for entry in scope.in_state(print_template::TAG, ACTIVE)? {
            let text = |field: &str| -> Result<String, Fault> {
                Ok(scope.field(entry, field)?.text().unwrap_or_default().to_owned())
            };
            all.push(Template {
                form: text("form")?,
                name: Say::same(text("name")?),
                register: text("register")?,
                receiver: Receiver::of_id(&text("receiver")?).unwrap_or(Receiver::Customer),
                body: Say::same(text("body")?),
            });
        }
    }
    for standard in STANDARD {
        if !all.iter().any(|own| search_key(&own.form) == search_key(standard.form)) {
            all.push(standard.into());
        }
    }
    Ok(all)
}

/// The answer of `paper.forms`.
pub(super) fn forms(scope: &Scope<'_>, asked: &PrintForms) -> Result<Forms, Fault> {
    let wanted = |template: &Template| {
        template.register.is_empty() || asked.register.as_ref().is_none_or(|id| *id == template.register)
    };
    let mut forms: Vec<Form> = templates(scope)?
        .into_iter()
        .filter(wanted)
        .map(|template| Form { form: template.form, name: template.name, register: template.register })
        .collect();
    forms.sort_by_key(|form| form.register.is_empty());
    Ok(Forms { forms })
}

/// The answer of `paper.print`; `seq` is the number this call's journal line will have.
pub(super) fn print(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    asked: &Print,
    seq: u64,
    out: &mut Outcome,
) -> Result<Printed, Fault> {
    let (printed, of) = filled(&base.scope(tx), asked)?;
    if let Some(of) = of.filter(|_| !printed.full.is_empty()) {
        let name = printed.name.as_ref().map_or("", |name| name.get(base.who.lang));
        let look = Look {
            staff: base.who.staff,
            desk: base.who.desk,
            at: base.now,
            what: printed.full.join(" "),
            reason: match base.who.lang {
                Lang::Zh => format!("打印{name}"),
                Lang::En => format!("Printed: {name}"),
            },
            rows: 1,
        };
        LOOKED.put(tx, &LookKey { of, seq }, &LookDisk::V1(look))?;
        out.topics.insert(Topic::Entry(of));
    }
    Ok(printed)
}

/// The form filled in, and the entry it is over. Writes nothing down.
pub(super) fn filled(scope: &Scope<'_>, asked: &Print) -> Result<(Printed, Option<EntryRef>), Fault> {
    let all = templates(scope)?;
    let wanted = search_key(&asked.form);
    let template = all.iter().find(|template| search_key(&template.form) == wanted);
    let Some(template) = template else {
        let known = all.iter().map(|template| template.form.as_str()).collect::<Vec<_>>().join(", ");
        let form = &asked.form;
        return Err(Fault::not_found(say!(
            "没有单据 {form}；可用：{known}",
            "There is no form {form}; there are: {known}"
        ))
        .at("form"));
    };
    let entry = asked.entry.as_deref().map(str::trim).filter(|entry| !entry.is_empty());
    let of = match (entry, template.register.is_empty()) {
        (Some(_), true) => {
            return Err(Fault::invalid("entry", t("空白表格不填编号", "A blank form takes no number")));
        }
        (None, false) => return Err(Fault::missing("entry", t("编号", "Entry"))),
        (None, true) => None,
        (Some(entry), false) => Some(named(scope, entry, Some(&template.register))?),
    };
    let mut filler = Filler { scope, receiver: template.receiver, names: Names::default(), full: Vec::new() };
    let body = template.body.get(scope.who.lang);
    let of_entry = of.as_ref().map(|(at, register, entry)| (*at, *register, entry));
    let mut lines = Vec::new();
    for line in body.lines() {
        lines.extend(filler.line(line, of_entry)?);
    }
    let printed = Printed {
        form: template.form.clone(),
        name: Some(template.name.clone()),
        number: of.as_ref().map_or_else(String::new, |(_, _, entry)| entry.head.number.clone()),
        lines,
        full: filler.full,
    };
    Ok((printed, of.map(|(at, ..)| at)))
}

type OfEntry<'e> = Option<(EntryRef, &'e dyn AnyRegister, &'e Loaded)>;

/// Fills placeholders in.
struct Filler<'a> {
    scope: &'a Scope<'a>,
    receiver: Receiver,
    names: Names,
    /// The masked fields that were printed in full.
    full: Vec<String>,
}

impl Filler<'_> {
    /// A line of the template as lines of the paper. What a long value pushes over the edge goes on below it.
    fn line(&mut self, line: &str, of: OfEntry<'_>) -> Result<Vec<String>, Fault> {
        let mut text = String::new();
        let mut indent = None;
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                text.push('{');
                rest = after;
                continue;
            };
            let (name, cells) = match name.split_once(':') {
                Some((name, cells)) => (name.trim(), cells.trim().parse::<usize>().ok()),
                None => (name.trim(), None),
            };
            let value = self.value(name, of)?;
            indent = indent.or(Some(width(&text)));
            match cells.map(|cells| cells.min(COLUMNS)) {
                Some(cells) if width(&value) <= cells => text.push_str(&pad(&value, cells)),
                Some(cells) if behind.trim().is_empty() => text.push_str(&fit(&value, cells)),
                // A value too long for its room takes it, and what follows moves: nothing is lost on paper.
                _ => text.push_str(&value),
            }
            rest = behind;
        }
        text.push_str(rest);
        Ok(laid_out(&text, indent.unwrap_or(0)))
    }

    fn value(&mut self, name: &str, of: OfEntry<'_>) -> Result<String, Fault> {
        let (scope, zone) = (self.scope, self.scope.zone());
        let staff = |names: &mut Names, id: u64| names.of(scope, "staff", id);
        match name {
            "office" => return Ok(scope.setting_text("office.name")),
            "printed_at" => return Ok(scope.now.local(zone).format("%Y-%m-%d %H:%M").to_string()),
            "printed_by" => return staff(&mut self.names, scope.who.staff.0),
            "desk" => return self.names.of(scope, "desk", scope.who.desk.0),
            _ => {}
        }
        let Some((at, register, entry)) = of else { return Ok(String::new()) };
        if let Some(field) = register.field(name) {
            return self.field(at, register, entry, field);
        }
        let state =
            || register.info().state(entry.head.state).map_or("", |state| state.label.get(scope.who.lang));
        Ok(match name {
            "number" => entry.head.number.clone(),
            "state" => state().to_owned(),
            "taken_by" => staff(&mut self.names, entry.head.created_by.0)?,
            "taken_at" => entry.head.created_at.local(zone).format("%Y-%m-%d %H:%M").to_string(),
            "parts" => self.parts(at)?,
            "items" => self.items(at)?,
            _ => String::new(),
        })
    }

    /// A field as the receiver needs it: the technician rings the customer, everybody else sees what a list shows.
    fn field(
        &mut self,
        _: EntryRef,
        register: &dyn AnyRegister,
        entry: &Loaded,
        field: &FieldInfo,
    ) -> Result<String, Fault> {
        let scope = self.scope;
        let full = field
            .mask
            .is_some_and(|mask| self.receiver == Receiver::Technician && scope.who.may(may_unmask(mask)));
        let found = match full {
            true => plain_cell(scope, register, entry, field, &mut self.names)?,
            false => cell(scope, register, entry, field, &mut self.names, false)?,
        };
        if full && !found.value.is_none() && !self.full.iter().any(|id| id == field.id) {
            self.full.push(field.id.to_owned());
        }
        if let Some(shown) = found.shown {
            return Ok(shown);
        }
        let lang = scope.who.lang;
        let choice = |choices: &'static [Choice], id: &str| {
            choices
                .iter()
                .find(|choice| choice.id == id)
                .map_or(id.to_owned(), |choice| choice.label.get(lang).to_owned())
        };
        Ok(match (field.kind, &found.value) {
            (Kind::Choice(choices) | Kind::Choices(choices), Value::Choice(id)) => choice(choices, id),
            (Kind::Choices(choices), Value::List(ids)) => {
                ids.iter().map(|id| choice(choices, id)).collect::<Vec<_>>().join("、")
            }
            (_, Value::At(at)) => at.local(scope.zone()).format("%Y-%m-%d %H:%M").to_string(),
            (_, Value::Flag(flag)) => {
                let word = if *flag { t("是", "yes") } else { t("否", "no") };
                word.get(lang).to_owned()
            }
            (_, value) => value.written(scope.zone()),
        })
    }

    /// Labour and materials that were recorded, a line each: name, quantity, price of one, amount.
    fn items(&self, at: EntryRef) -> Result<String, Fault> {
        let scope = self.scope;
        let mut lines = Vec::new();
        for (part, head) in rows::children(scope.reader, at)? {
            if part.register != work_item::TAG || head.state != work_item::USED {
                continue;
            }
            let written = |field: &str| Ok::<_, Fault>(scope.field(part, field)?.written(scope.zone()));
            let (name, qty) = (written("text")?, scope.field(part, "qty")?);
            let qty = if let Value::Decimal(qty) = qty { qty.normalize().to_string() } else { String::new() };
            let (price, amount) = (written("unit_price")?, written("amount")?);
            let cells = NAME.max(width(&name));
            lines.push(format!("{} {qty:>8} × {price:>10} = {amount:>12}", pad(&name, cells)));
        }
        Ok(lines.join("\n"))
    }

    /// What belongs to the entry, a line each.
    fn parts(&self, at: EntryRef) -> Result<String, Fault> {
        let scope = self.scope;
        let mut lines = Vec::new();
        for (part, head) in rows::children(scope.reader, at)? {
            let register = scope.register_of(part)?;
            if head.state == rows::UNDONE || !scope.who.may(register.info().see) {
                continue;
            }
            if let Some(loaded) = rows::load(scope.reader, register, part)? {
                let title = register.title(&loaded.head, &*loaded.body);
                lines.push(format!("{}  {}", head.number, title.get(scope.who.lang)));
            }
        }
        Ok(lines.join("\n"))
    }
}

/// Breaks a text into lines of the paper; all but the first stand `indent` cells in.
fn laid_out(text: &str, indent: usize) -> Vec<String> {
    let clean = |text: &str| text.trim_end().to_owned();
    if !text.contains('\n') && width(text) <= COLUMNS {
        return vec![clean(text)];
    }
    let indent = if indent < COLUMNS / 2 { indent } else { 0 };
    let mut lines: Vec<String> = Vec::new();
    for part in text.split('\n') {
        let first = wrap(part, COLUMNS);
        if lines.is_empty() && first.len() < 2 {
            lines.extend(first);
            continue;
        }
        // The first line has the whole width, those below it what is right of the indent.
        let mut rest = part.to_owned();
        if lines.is_empty()
            && let Some(head) = first.first()
        {
            lines.push(head.clone());
            rest = part.strip_prefix(head.as_str()).unwrap_or_default().trim_start().to_owned();
        }
        let room = COLUMNS - indent;
        lines.extend(wrap(&rest, room).into_iter().map(|line| format!("{}{line}", " ".repeat(indent))));
    }
    lines.iter().map(|line| clean(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_goes_on_below_its_beginning() {
        let text = format!("内容：{}", "漏".repeat(60));
        let lines = laid_out(&text, 6);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| width(line) <= COLUMNS), "{lines:?}");
        assert!(lines[1].starts_with("      漏"), "{lines:?}");
        assert_eq!(lines.concat().matches('漏').count(), 60);
        assert_eq!(laid_out("甲：a\nb", 4), ["甲：a", "    b"]);
        assert_eq!(laid_out("", 0), [""]);
    }
}

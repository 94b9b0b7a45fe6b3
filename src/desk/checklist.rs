//! The checklist of a procedure, with who ticked what. Changes nothing.

use crate::api::checklist::{Checklist, LackRow, ShowChecklist, StepMark, StepRow};
use crate::api::entry::Show;
use crate::desk::list::Names;
use crate::desk::rows;
use crate::desk::scope::Scope;
use crate::desk::{faults, show};
use crate::domain::fault::Fault;
use crate::domain::procedure::{self, Need, Procedure, Rule, lacks, readings_and_defects, steps_of};
use crate::say;
use crate::text::lang::{Say, t};

/// The checklist of one procedure.
pub(super) fn checklist(scope: &Scope<'_>, ask: &ShowChecklist) -> Result<Checklist, Fault> {
    let wanted = Show { entry: ask.entry.clone(), register: Some("procedure".to_owned()) };
    let entry = show::show(scope, &wanted)?;
    let register = scope.register("procedure")?;
    let loaded = rows::load(scope.reader, register, entry.entry)?;
    let loaded = loaded.ok_or_else(|| faults::bug("a shown entry is gone"))?;
    let Some(body) = loaded.body.as_any().downcast_ref::<Procedure>() else {
        return Err(faults::bug("an entry of another register"));
    };
    let ctx = scope.ctx();
    let lacks =
        if loaded.head.state == procedure::OPEN { lacks(&loaded.head, body, &ctx)? } else { Vec::new() };
    let counts = readings_and_defects(&loaded.head, &ctx)?;
    let mut names = Names::default();
    let mut steps = Vec::new();
    for rule in body.kind.into_iter().flat_map(steps_of) {
        let open = lacks.iter().filter(|lack| lack.step == Some(rule.step)).count();
        steps.push(step(scope, rule, body, counts, open, &mut names)?);
    }
    let lacks = lacks.into_iter();
    let lacks = lacks.map(|lack| LackRow { step: lack.step.map(|s| s.id().to_owned()), text: lack.text });
    Ok(Checklist { entry, steps, lacks: lacks.collect() })
}

fn step(
    scope: &Scope<'_>,
    rule: &Rule,
    body: &Procedure,
    (readings, defects): (usize, usize),
    open: usize,
    names: &mut Names,
) -> Result<StepRow, Fault> {
    let taken = body.taken(rule.step);
    let by_itself = rule.need == Need::Clear;
    let mark = match taken {
        Some(taken) if taken.not_needed => StepMark::NotApplicable,
        Some(_) => StepMark::Done,
        None if by_itself && open == 0 => StepMark::Done,
        None => StepMark::Open,
    };
    let facts = match rule.need {
        Need::Readings if readings > 0 => say!("已抄 {readings} 块", "readings: {readings}"),
        Need::Inspection if defects > 0 => say!("缺陷 {defects} 处", "defects: {defects}"),
        Need::Inspection if body.no_defects => t("无缺陷", "no defects").into(),
        Need::Counts => handed(body),
        Need::Clear if open > 0 => say!("未了 {open} 项", "{open} open"),
        _ => Say::same(""),
    };
    let asks = match rule.need {
        Need::Papers(_) => Some("papers"),
        Need::Inspection if defects == 0 => Some("no_defects"),
        Need::Counts => Some("keys"),
        Need::File => Some("informed"),
        _ => None,
    };
    Ok(StepRow {
        step: rule.step.id().to_owned(),
        label: rule.step.label().into(),
        hint: rule.need.hint().into(),
        mark,
        must: rule.must,
        by_itself,
        asks: asks.map(str::to_owned),
        facts,
        by: taken.map(|taken| names.of(scope, "staff", taken.by.0)).transpose()?.unwrap_or_default(),
        at: taken.map(|taken| taken.at),
        note: taken.map_or_else(String::new, |taken| taken.note.clone()),
    })
}

/// What went over the counter.
fn handed(body: &Procedure) -> Say {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (count, label) in
        [(body.keys, t("钥匙", "keys")), (body.cards, t("卡", "cards")), (body.manuals, t("资料", "manuals"))]
    {
        if let Some(count) = count {
            zh.push(format!("{}{count}", label.zh));
            en.push(format!("{} {count}", label.en));
        }
    }
    Say { zh: zh.join(" "), en: en.join(", ") }
}

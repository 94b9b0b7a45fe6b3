//! Reading and changing settings. Every change is journalled like any other record.

use crate::api::office::{SetSetting, SettingRow, Settings};
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::calendars;
use crate::desk::faults;
use crate::desk::job::Outcome;
use crate::desk::scope::{SETTINGS, Scope};
use crate::domain::fault::Fault;
use crate::domain::settings::{self, Setting};
use crate::store::Tx;
use crate::text::clean::clean;

/// All settings as they are.
pub(super) fn list(scope: &Scope<'_>) -> Settings {
    Settings { settings: settings::settings().map(|setting| row(scope, setting)).collect() }
}

fn row(scope: &Scope<'_>, setting: &Setting) -> SettingRow {
    let value = scope.setting_text(setting.id);
    SettingRow { id: setting.id.to_owned(), default: value == setting.default, value }
}

/// Changes one.
pub(super) fn set(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    set: &SetSetting,
    out: &mut Outcome,
) -> Result<SettingRow, Fault> {
    let value = settings::check(&set.id, &clean(&set.value, 200, false))?;
    let Some(setting) = settings::setting(&set.id) else {
        return Err(faults::bug("a checked setting is unknown"));
    };
    base.scope(tx).permit(setting.who)?;
    let moved = set.id == "office.zone" && base.scope(tx).zone().name() != value;
    SETTINGS.put(tx, &set.id, &value)?;
    if moved {
        calendars::changed(tx, base.registers)?;
    }
    out.topics.insert(Topic::Settings);
    Ok(row(&base.scope(tx), setting))
}

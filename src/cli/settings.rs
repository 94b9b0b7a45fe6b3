//! `lobby settings get|set|list`: the office's settings.

use super::office::Office;
use super::{Outcome, print};
use crate::api::office::{ListSettings, SetSetting, SettingRow};
use crate::domain::fault::Fault;
use crate::domain::settings::{SettingKind, setting};
use crate::say;
use crate::text::lang::{Lang, t};
use crate::text::width::{pad, width};

#[derive(clap::Subcommand)]
pub(super) enum What {
    /// 列出全部设置 / List all settings
    List,
    /// 读一项 / Read one
    Get {
        /// 设置项，如 office.name / The setting, such as office.name
        id: String,
    },
    /// 更改一项 / Change one
    Set {
        /// 设置项 / The setting
        id: String,
        /// 新的值 / The new value
        value: String,
    },
}

pub(super) fn run(office: &Office, what: &What) -> Outcome {
    let (client, _) = office.client()?;
    match what {
        What::Set { id, value } => {
            let row = client.call(SetSetting { id: id.clone(), value: value.clone() })?;
            print(&row.value)
        }
        What::Get { id } => {
            let rows = client.call(ListSettings {})?.settings;
            let row = rows.iter().find(|row| row.id == *id);
            let unknown = || Fault::not_found(say!("没有设置项 {id}", "No setting {id}")).at("id");
            print(&row.ok_or_else(unknown)?.value)
        }
        What::List => print(&table(&client.call(ListSettings {})?.settings, office.lang)),
    }
}

fn table(rows: &[SettingRow], lang: Lang) -> String {
    let ids = rows.iter().map(|row| width(&row.id)).max().unwrap_or(0) + 2;
    let values = rows.iter().map(|row| width(&row.value)).max().unwrap_or(0) + 2;
    let line = |row: &SettingRow| {
        let known = setting(&row.id);
        let words = known.map_or("", |known| known.label.get(lang));
        let unit = match known.map(|known| known.kind) {
            Some(SettingKind::Int(min, max, unit)) => format!(" ({min}–{max} {})", unit.get(lang)),
            _ => String::new(),
        };
        let changed = if row.default { "" } else { t(" *已更改", " *changed").get(lang) };
        format!("{}{}{words}{unit}{changed}\n", pad(&row.id, ids), pad(&row.value, values))
    };
    rows.iter().map(line).collect()
}

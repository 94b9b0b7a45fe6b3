//! `lobby verify`: replays the journal, compares the tables, checks the chain. Through the server when it runs, on
//! the files when it does not.

use super::office::{Office, store_dir, store_fault};
use super::{Failed, Outcome, json, print};
use crate::api::office::{Verified, Verify};
use crate::desk::{self, Clock, SystemClock};
use crate::domain::fault::Fault;
use crate::say;
use crate::store::{Options, SledEngine, Store};
use crate::wire::Target;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 输出 JSON / As JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(office: &Office, args: &Args) -> Outcome {
    let found = match office.running_client()? {
        Some(client) => client.call(Verify {})?,
        None => by_files(office)?,
    };
    if args.json {
        print(&serde_json::to_string_pretty(&found).map_err(|error| json::unwritable(&error))?)?;
    } else {
        let Verified { entries, records, digest, findings } = &found;
        for finding in findings {
            print(finding)?;
        }
        // Of a damaged store nothing was counted to the end.
        if findings.is_empty() {
            let counted = say!(
                "日志账 {entries} 条，记录 {records} 条\n摘要 {digest}",
                "{entries} journal entries, {records} records\ndigest {digest}"
            );
            print(counted.get(office.lang))?;
        }
    }
    if found.findings.is_empty() { Ok(()) } else { Err(Failed::Wanting) }
}

fn by_files(office: &Office) -> Result<Verified, Failed> {
    if let Target::Data(data) = office.target()?
        && !store_dir(&data).exists()
    {
        let data = data.display();
        return Err(Fault::not_found(say!("{data} 里没有数据", "There is no office in {data}")).into());
    }
    let (data, _lock) = office.files()?;
    let opened =
        SledEngine::open(store_dir(&data)).and_then(|engine| Store::open(engine, &Options::unwatched()));
    let store = opened.map_err(|error| store_fault(&error))?;
    Ok(desk::verified(&store, &office.registers, SystemClock.now(), office.lang))
}

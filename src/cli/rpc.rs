//! `lobby rpc`: one JSON object a line in, one a line out. The connection mends itself and repeats what was unanswered.

use super::office::Office;
use super::{Failed, Outcome, json, print};
use crate::api::describe::{call_from_json, describe};
use crate::domain::fault::Fault;
use crate::domain::posts::Post;
use crate::say;
use crate::text::lang::t;
use crate::wire::Client;
use serde_json::{Map, Value as Json, json};
use std::io::{self, BufRead, Read};

/// Longest line taken: a call cannot be larger on the wire either.
const LONGEST: u64 = 2 * 1024 * 1024;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 列出全部命令及其参数、结果与权限 / List every call with its arguments, its reply and who may
    #[arg(long)]
    describe: bool,
}

pub(super) fn run(office: &Office, args: &Args) -> Outcome {
    if args.describe {
        return print(&described(office)?);
    }
    let mut client = None;
    let mut input = io::stdin().lock();
    while let Some(line) = next_line(&mut input)? {
        let (id, result) = match line {
            Ok(line) if line.trim_ascii().is_empty() => continue,
            Ok(line) => answer(office, &mut client, &line),
            Err(fault) => (Json::Null, Err(fault)),
        };
        let answer = match result {
            Ok(reply) => json!({"id": id, "ok": reply}),
            Err(fault) => json!({"id": id, "fault": json::fault(&fault, office.lang)}),
        };
        print(&answer.to_string())?;
    }
    Ok(())
}

fn described(office: &Office) -> Result<String, Failed> {
    let calls: Vec<Json> = describe(&office.registers)
        .into_iter()
        .map(|call| {
            let who: Vec<&str> = call.who.iter().map(Post::id).collect();
            json!({
                "call": call.id, "title": call.title, "who": who, "writes": call.writes,
                "args": call.args, "reply": call.reply,
            })
        })
        .collect();
    serde_json::to_string_pretty(&calls).map_err(|error| Failed::Fault(json::unwritable(&error)))
}

/// The next line; a line that is too long is read to its end and becomes a fault.
fn next_line(input: &mut impl BufRead) -> Result<Option<Result<Vec<u8>, Fault>>, Failed> {
    let failed = |error: io::Error| {
        Failed::Fault(super::office::io_fault("读标准输入", "read standard input", "-".as_ref(), &error))
    };
    let mut line = Vec::new();
    if input.by_ref().take(LONGEST).read_until(b'\n', &mut line).map_err(failed)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') || (line.len() as u64) < LONGEST {
        return Ok(Some(Ok(line)));
    }
    while line.last() != Some(&b'\n') {
        line.clear();
        if input.by_ref().take(LONGEST).read_until(b'\n', &mut line).map_err(failed)? == 0 {
            break;
        }
    }
    Ok(Some(Err(Fault::new(
        crate::domain::fault::FaultKind::TooLarge,
        say!("一行超过 {LONGEST} 字节", "A line of more than {LONGEST} bytes"),
    ))))
}

fn answer(office: &Office, client: &mut Option<Client>, line: &[u8]) -> (Json, Result<Json, Fault>) {
    let mut map = match serde_json::from_slice::<Json>(line) {
        Ok(Json::Object(map)) => map,
        Ok(_) => {
            return (
                Json::Null,
                Err(Fault::invalid("line", t("每行应是一个 JSON 对象", "A line must be a JSON object"))),
            );
        }
        Err(error) => {
            let fault = Fault::invalid("line", say!("不是 JSON：{error}", "This is not JSON: {error}"));
            return (Json::Null, Err(fault));
        }
    };
    let id = map.remove("id").unwrap_or(Json::Null);
    let reply = ask(office, client, map);
    (id, reply)
}

fn ask(office: &Office, client: &mut Option<Client>, mut map: Map<String, Json>) -> Result<Json, Fault> {
    let text = |value: Option<Json>, field: &str| match value {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(_) => Err(Fault::invalid(field, t("这里要填文字", "This wants text"))),
    };
    let name = text(map.remove("call"), "call")?.ok_or_else(|| Fault::missing("call", t("命令", "call")))?;
    let key = text(map.remove("key"), "key")?;
    let args = map.remove("args").unwrap_or(Json::Null);
    if let Some(field) = map.keys().next() {
        return Err(Fault::invalid(
            field,
            t("一行只有 id、call、args、key", "A line has id, call, args and key, nothing else"),
        ));
    }
    let call = call_from_json(&office.registers, &name, args)?;
    let connected = match client {
        Some(client) => client,
        None => client.insert(office.client()?.0),
    };
    let reply = connected.call_raw(call, key)?;
    reply.to_json().map_err(|error| json::unwritable(&error))
}

//! `lobby call NAME field=value …`: one call, its reply as JSON.

use super::office::Office;
use super::{Failed, Outcome, json, print};
use crate::api::describe::{Described, call_from_json, describe};
use crate::say;
use serde_json::{Map, Value as Json};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 命令，如 request.log / The call, such as request.log
    name: String,
    /// 参数，如 place=3-2-1801；field:=JSON 按 JSON 读 / Its fields, such as place=3-2-1801; field:=JSON is read as JSON
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// 重复执行时只做一次 / Makes it safe to repeat
    #[arg(long)]
    key: Option<String>,
}

pub(super) fn run(office: &Office, args: &Args) -> Outcome {
    let described = describe(&office.registers).into_iter().find(|call| call.id == args.name);
    let map: Map<String, Json> =
        args.fields.iter().map(|pair| field(described.as_ref(), pair)).collect::<Result<_, _>>()?;
    let call = call_from_json(&office.registers, &args.name, Json::Object(map))?;
    let reply = office.client()?.0.call_raw(call, args.key.clone())?;
    let text = reply
        .to_json()
        .and_then(|json| serde_json::to_string_pretty(&json))
        .map_err(|error| json::unwritable(&error))?;
    print(&text)
}

fn field(call: Option<&Described>, pair: &str) -> Result<(String, Json), Failed> {
    let usage =
        || Failed::Usage(say!("参数应写成 字段=值：{pair}", "A field is written field=value: {pair}"));
    let (name, value) = pair.split_once('=').ok_or_else(usage)?;
    if let Some(name) = name.strip_suffix(':') {
        let value = serde_json::from_str(value).map_err(|error| {
            Failed::Usage(say!("{name} 的值不是 JSON：{error}", "The value of {name} is not JSON: {error}"))
        })?;
        return Ok((name.to_owned(), value));
    }
    let text = || Json::String(value.to_owned());
    let wanted = call.map(|call| types(&call.args, name)).unwrap_or_default();
    let json = if wanted.is_empty() || wanted.iter().any(|kind| kind == "string") {
        text()
    } else {
        serde_json::from_str(value).unwrap_or_else(|_| text())
    };
    Ok((name.to_owned(), json))
}

/// The JSON types a field may have, as its schema says; references are followed once, which is as deep as they go.
fn types(schema: &Json, field: &str) -> Vec<String> {
    let Some(property) = schema.get("properties").and_then(|properties| properties.get(field)) else {
        return Vec::new();
    };
    let alternatives = property.get("anyOf").and_then(Json::as_array);
    let parts: Vec<&Json> = alternatives.map_or_else(|| vec![property], |parts| parts.iter().collect());
    parts.into_iter().flat_map(|part| types_of(follow(schema, part))).collect()
}

fn follow<'s>(schema: &'s Json, part: &'s Json) -> &'s Json {
    part.get("$ref")
        .and_then(Json::as_str)
        .and_then(|path| schema.pointer(path.trim_start_matches('#')))
        .unwrap_or(part)
}

fn types_of(part: &Json) -> Vec<String> {
    let one = |kind: &Json| kind.as_str().map(str::to_owned);
    match part.get("type") {
        Some(Json::Array(kinds)) => kinds.iter().filter_map(one).collect(),
        Some(kind) => one(kind).into_iter().collect(),
        // A closed list of words has no type of its own.
        None if part.get("enum").is_some() || part.get("oneOf").is_some() => vec!["string".to_owned()],
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::Registers;

    #[test]
    fn fields_take_the_type_their_schema_wants() {
        let calls = describe(&Registers::standard());
        let of = |call: &str, pair: &str| {
            let call = calls.iter().find(|known| known.id == call);
            field(call, pair).map(|(_, value)| value).ok()
        };
        assert_eq!(of("log.list", "limit=5"), Some(Json::from(5)));
        assert_eq!(of("log.list", "unread=true"), Some(Json::from(true)));
        assert_eq!(of("request.log", "place=1801"), Some(Json::from("1801")));
        assert_eq!(of("log.write", "text=12"), Some(Json::from("12")));
        assert_eq!(of("log.write", "text:=12"), Some(Json::from(12)));
        assert_eq!(of("log.write", "text"), None);
        assert_eq!(of("report.requests", "by=month"), Some(Json::from("month")));
    }
}

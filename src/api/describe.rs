//! How a register's calls look in JSON, and which calls there are: what `lobby rpc --describe` prints.
//!
//! `request.dispatch {"entry":"R2611-0042","owner":"李强"}` is [`entry::Act`] with the action `dispatch`;
//! `request.list`, `request.show` and `request.history` are the shared calls with the register filled in.

use crate::api::bulk::Bulk;
use crate::api::call::{CALLS, Call};
use crate::api::entry::{Act, History, List, Show};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::posts::Posts;
use crate::domain::register::{ActionInfo, AnyRegister, FieldInfo, Kind, Registers, Values};
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::{Say, t};
use serde_json::{Map, Value as Json, json};

/// The action that every register has besides its own: it patches fields of a saved entry.
pub const CORRECT: &str = "correct";

/// One call as the reference shows it.
pub struct Described {
    /// `area.verb`.
    pub id: String,
    /// Its words.
    pub title: Say,
    /// Who may.
    pub who: Posts,
    /// Whether it changes anything.
    pub writes: bool,
    /// The JSON schema of its arguments.
    pub args: Json,
    /// The JSON schema of its reply.
    pub reply: Json,
}

/// Every call there is: the typed ones, then those of each register.
#[must_use]
pub fn describe(registers: &Registers) -> Vec<Described> {
    let typed = CALLS.iter().filter(|call| !matches!(call.id, "entry.act")).map(|call| Described {
        id: call.id.to_owned(),
        title: call.title.into(),
        who: call.who,
        writes: call.writes,
        args: (call.args)(),
        reply: (call.reply)(),
    });
    typed.chain(registers.iter().flat_map(of_register)).collect()
}

fn of_register(register: &dyn AnyRegister) -> Vec<Described> {
    let info = register.info();
    let (zh, en) = (info.name.zh, info.name.en);
    let reply_of =
        |id: &str| CALLS.iter().find(|call| call.id == id).map_or(Json::Null, |call| (call.reply)());
    let args_of = |id: &str| CALLS.iter().find(|call| call.id == id).map_or(Json::Null, |call| (call.args)());
    let mut found: Vec<Described> = Vec::new();
    for action in register.actions().iter().filter(|action| action.posts != Posts::NONE) {
        let (verb_zh, verb_en) = (action.label.zh, action.label.en);
        found.push(Described {
            id: format!("{}.{}", info.id, action.id),
            title: say!("{zh}：{verb_zh}", "{en}: {verb_en}"),
            who: action.posts,
            writes: true,
            args: action_schema(register, action),
            reply: reply_of("entry.act"),
        });
    }
    found.push(Described {
        id: format!("{}.{CORRECT}", info.id),
        title: say!("{zh}：更正", "{en}: Correct"),
        who: info.correct,
        writes: true,
        args: correct_schema(register),
        reply: reply_of("entry.act"),
    });
    for (verb, word, from) in [
        ("list", t("列表", "List"), "entry.list"),
        ("show", t("查看", "Show"), "entry.show"),
        ("history", t("历史", "History"), "entry.history"),
    ] {
        let (verb_zh, verb_en) = (word.zh, word.en);
        found.push(Described {
            id: format!("{}.{verb}", info.id),
            title: say!("{zh}：{verb_zh}", "{en}: {verb_en}"),
            who: info.see,
            writes: false,
            args: args_of(from),
            reply: reply_of(from),
        });
    }
    found
}

fn action_schema(register: &dyn AnyRegister, action: &ActionInfo) -> Json {
    let mut properties = Map::new();
    let mut required = Vec::new();
    if !action.creates() {
        properties.insert("entry".into(), entry_schema());
        properties.insert("rev".into(), json!({"type": "integer", "description": "the rev you saw"}));
        required.push("entry".to_owned());
    }
    for ask in &action.asks {
        if let Some(field) = register.field(ask.field) {
            properties.insert(field.id.into(), field_schema(field));
            if ask.required {
                required.push(field.id.to_owned());
            }
        }
    }
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn correct_schema(register: &dyn AnyRegister) -> Json {
    let mut properties = Map::new();
    properties.insert("entry".into(), entry_schema());
    properties.insert("rev".into(), json!({"type": "integer", "description": "the rev you saw"}));
    for field in register.fields().iter().filter(|field| field.editable) {
        properties.insert(field.id.into(), field_schema(field));
    }
    json!({"type": "object", "properties": properties, "required": ["entry"], "additionalProperties": false})
}

fn entry_schema() -> Json {
    json!({"type": "string", "description": "the entry's number, or #id"})
}

fn field_schema(field: &FieldInfo) -> Json {
    let label = format!("{} / {}", field.label.zh, field.label.en);
    let mut schema = match field.kind {
        Kind::Line(max) | Kind::Text(max) => json!({"type": "string", "maxLength": max}),
        Kind::Int(min, max) => json!({"type": "integer", "minimum": min, "maximum": max}),
        Kind::Fen => json!({"type": "string", "description": "yuan, such as 35.50"}),
        Kind::Decimal(places) => {
            json!({"type": "string", "description": format!("a number with at most {places} decimals, such as 89.5")})
        }
        Kind::Date => json!({"type": "string", "format": "date"}),
        Kind::At => {
            json!({"type": "string", "description": "site time: 2026-11-25 14:00, 14:30, tomorrow 9:00, +2h"})
        }
        Kind::Choice(choices) => json!({"type": "string", "enum": ids(choices)}),
        Kind::Choices(choices) => json!({"type": "array", "items": {"type": "string", "enum": ids(choices)}}),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Phone => json!({"type": "string", "maxLength": 30}),
        Kind::Link(register) => {
            json!({"type": "string", "description": format!("a {register}: its name, code or number, or #id")})
        }
    };
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("title".into(), Json::String(label));
    }
    schema
}

fn ids(choices: &[crate::domain::register::Choice]) -> Vec<&'static str> {
    choices.iter().map(|choice| choice.id).collect()
}

/// Reads `area.verb` and its JSON arguments as a call.
///
/// # Errors
/// An unknown call, an unknown field, or a value of the wrong JSON type.
pub fn call_from_json(registers: &Registers, id: &str, args: Json) -> Result<Call, Fault> {
    let args = if args.is_null() { Json::Object(Map::new()) } else { args };
    let args = if id == <Bulk as crate::api::Typed>::ID { plain_values(registers, args)? } else { args };
    if let Some(call) = Call::from_json(id, args.clone()) {
        return call;
    }
    let unknown = || {
        Fault::new(
            FaultKind::NotFound,
            say!(
                "没有命令 {id}；lobby rpc --describe 可列出全部",
                "No call {id}; lobby rpc --describe lists them all"
            ),
        )
    };
    let (area, verb) = id.split_once('.').ok_or_else(unknown)?;
    let register = registers.by_id(area).ok_or_else(unknown)?;
    let Json::Object(mut map) = args else {
        return Err(Fault::invalid("args", t("参数应是 JSON 对象", "Arguments must be a JSON object")));
    };
    let within = |mut map: Map<String, Json>, call: &str| {
        map.insert("register".into(), Json::String(area.to_owned()));
        Call::from_json(call, Json::Object(map)).unwrap_or_else(|| Err(unknown()))
    };
    match verb {
        "list" => return within(map, <List as crate::api::Typed>::ID),
        "show" => return within(map, <Show as crate::api::Typed>::ID),
        "history" => return within(map, <History as crate::api::Typed>::ID),
        CORRECT => {}
        _ if register.action(verb).is_some_and(|action| action.posts != Posts::NONE) => {}
        _ => return Err(unknown()),
    }
    let entry = take_text(&mut map, "entry")?;
    let reason = take_text(&mut map, "reason_to_keep")?;
    let rev = match map.remove("rev") {
        None | Some(Json::Null) => None,
        Some(rev) => Some(
            rev.as_u64()
                .and_then(|rev| u32::try_from(rev).ok())
                .ok_or_else(|| Fault::invalid("rev", t("rev 应为整数", "rev must be a whole number")))?,
        ),
    };
    let mut values = Values::default();
    for (field, value) in map {
        let Some(info) = register.field(&field) else {
            let known =
                register.fields().iter().filter(|f| f.editable).map(|f| f.id).collect::<Vec<_>>().join(", ");
            return Err(Fault::invalid(
                &field,
                say!("没有字段 {field}；可用：{known}", "No field {field}; there are: {known}"),
            ));
        };
        let value = value_from_json(info, value)?;
        values.0.insert(field, value);
    }
    Ok(Call::Act(Act { register: area.to_owned(), action: verb.to_owned(), entry, rev, values, reason }))
}

/// The values of a bulk, written as plainly as those of a single act.
fn plain_values(registers: &Registers, mut args: Json) -> Result<Json, Fault> {
    let register = args.get("register").and_then(Json::as_str).and_then(|id| registers.by_id(id));
    let Some(register) = register else { return Ok(args) };
    if let Some(values) = args.get_mut("values").and_then(Json::as_object_mut) {
        for (field, value) in values.iter_mut() {
            // What is an object is a value as the reference writes it.
            if let Some(info) = register.field(field).filter(|_| !value.is_object()) {
                let plain = value_from_json(info, value.take())?;
                *value = serde_json::to_value(plain).unwrap_or(Json::Null);
            }
        }
    }
    Ok(args)
}

fn take_text(map: &mut Map<String, Json>, field: &str) -> Result<Option<String>, Fault> {
    match map.remove(field) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(Json::Number(number)) => Ok(Some(format!("#{number}"))),
        Some(_) => Err(Fault::invalid(field, t("这里要填文字", "This wants text"))),
    }
}

/// A JSON value as typed text or a plain value; the desk checks it against the field's kind.
fn value_from_json(field: &FieldInfo, value: Json) -> Result<Value, Fault> {
    match value {
        Json::Null => Ok(Value::None),
        Json::Bool(flag) => Ok(Value::Flag(flag)),
        // Money never passes through a float: 35.5 is read from the digits as they were written.
        Json::Number(number) if matches!(field.kind, Kind::Fen | Kind::Decimal(_)) => {
            Ok(Value::Text(number.to_string()))
        }
        Json::Number(number) => match number.as_i64() {
            Some(number) => Ok(Value::Int(number)),
            None => Err(Fault::invalid(field.id, t("这里要填整数", "This wants a whole number"))),
        },
        Json::String(text) => Ok(Value::Text(text)),
        Json::Array(items) => items
            .into_iter()
            .map(|item| match item {
                Json::String(text) => Ok(text),
                _ => Err(Fault::invalid(field.id, t("这里要填文字", "This wants text"))),
            })
            .collect::<Result<_, _>>()
            .map(Value::List),
        Json::Object(_) => {
            Err(Fault::invalid(field.id, t("这里要填文字或数字", "This wants text or a number")))
        }
    }
}

//! Searching the words of entries and log lines: no index, but a walk back through time, register by register side by
//! side, in pieces, so that people who write get their turn in between. What somebody sees masked is not searched. Only
//! the words of the log are kept in memory ([`handover::LogWords`]): of it, lines that cannot be meant are not even read.

use crate::api::text::{LOG, TextFound, TextHit, TextSearch};
use crate::desk::Desk;
use crate::desk::handover;
use crate::desk::list::{Names, masked};
use crate::desk::rows::{self, By, Loaded, UNDONE, index};
use crate::desk::scope::Scope;
use crate::desk::walk::Source;
use crate::domain::fault::Fault;
use crate::domain::handover::LogLine;
use crate::domain::ids::{EntryRef, PlaceId};
use crate::domain::moment::At;
use crate::domain::register::{AnyRegister, FieldInfo, Kind, Who};
use crate::domain::value::Value;
use crate::store::{KeyBuf, Reader, hex};
use crate::text::lang::{Say, t};
use crate::text::seek::{Sought, words};
use std::collections::VecDeque;
use std::sync::PoisonError;

/// Hits of a page, and at the most.
const PAGE: usize = 50;
const PAGE_MAX: usize = 200;
/// Entries looked through in one go without a pause, and in one call.
const CHUNK: usize = 256;
const BUDGET: u64 = 5_000;
/// Characters of an excerpt.
const EXCERPT: usize = 60;
/// Characters of a query, and its words.
const QUERY: usize = 100;
const WORDS: usize = 8;

/// One stream of what is searched, newest first.
struct Stream<'r> {
    /// None is the shift log.
    register: Option<&'r dyn AnyRegister>,
    entries: Source,
    lines: VecDeque<LogLine>,
    words: &'r handover::LogWords,
    wanted: &'r [String],
    /// The log line that was read last.
    before: Option<u64>,
    ended: bool,
}

/// What comes next in a stream.
struct Next {
    /// Bytes that ascend from the newest to the oldest.
    sort: Vec<u8>,
    tag: u16,
    what: What,
}

enum What {
    Entry(EntryRef),
    Line(Box<LogLine>),
}

/// Where a search stopped: the bytes of what was looked at last.
struct Cursor {
    at: At,
    sort: Vec<u8>,
    tag: u16,
    line: u64,
}

impl Cursor {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let at = At(parts.next()?.parse().ok()?);
        let tag = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        Some(Self { at, sort: hex::decode(parts.next()?)?, tag, line })
    }

    fn write(&self) -> String {
        format!("{}.{}.{}.{}", self.at.0, self.tag, self.line, hex::encode(&self.sort))
    }
}

/// The bytes of an instant as the index by time has them, newest first.
fn newest_first(at: At) -> Vec<u8> {
    let mut bytes = KeyBuf::new(0).i64(at.0).into_vec();
    bytes.remove(0);
    bytes.iter_mut().for_each(|byte| *byte = !*byte);
    bytes
}

impl Stream<'_> {
    fn fill(&mut self, reader: &dyn Reader) -> Result<(), Fault> {
        if self.register.is_some() {
            return self.entries.fill(reader);
        }
        if self.lines.is_empty() && !self.ended {
            let found = self.words.find(self.wanted, self.before, CHUNK);
            self.ended = found.len() < CHUNK;
            self.before = found.last().copied().or(self.before);
            for seq in found {
                self.lines.extend(handover::line(reader, seq)?);
            }
        }
        Ok(())
    }

    /// The sort key and number of what comes next.
    fn front(&self) -> Option<(Vec<u8>, u16)> {
        match self.register {
            Some(register) => self.entries.ready.front().map(|(sort, _)| (sort.clone(), register.info().tag)),
            None => self.lines.front().map(|line| ([newest_first(line.at), seq(line)].concat(), 0)),
        }
    }

    fn take(&mut self) -> Option<Next> {
        let (sort, tag) = self.front()?;
        let what = match self.register {
            Some(_) => What::Entry(self.entries.ready.pop_front()?.1),
            None => What::Line(Box::new(self.lines.pop_front()?)),
        };
        Some(Next { sort, tag, what })
    }
}

fn seq(line: &LogLine) -> Vec<u8> {
    (!line.seq).to_be_bytes().to_vec()
}

impl Desk {
    /// Reads on in the words of the log, so that nobody's first search waits for years of them; whether there may be more.
    ///
    /// # Errors
    /// When a line cannot be read.
    pub fn read_log_words(&self) -> Result<bool, Fault> {
        self.store.read(|reader| self.log_words.read_on(reader))
    }

    /// The answer of `text.search`.
    pub(super) fn text_search(&self, who: &Who, asked: &TextSearch) -> Result<TextFound, Fault> {
        let query: String = asked.words.chars().take(QUERY).collect();
        let mut wanted = words(&query);
        wanted.truncate(WORDS);
        if wanted.is_empty() {
            return Err(Fault::missing("words", t("要找的词", "Words")));
        }
        let limit = match usize::from(asked.limit) {
            0 => PAGE,
            limit => limit.min(PAGE_MAX),
        };
        let cursor = asked.after.as_deref().and_then(Cursor::read);
        let mut streams = self.streams(who, asked, &wanted, cursor.as_ref())?;
        let mut found = TextFound::default();
        let mut names = Names::default();
        let mut last: Option<Cursor> = None;
        let mut ended = false;
        while !ended && found.looked < BUDGET && found.hits.len() < limit {
            let _visible = self.visible.read().unwrap_or_else(PoisonError::into_inner);
            ended = self.store.read(|reader| -> Result<bool, Fault> {
                let scope = self.scope(reader, who);
                for _ in 0..CHUNK {
                    if found.hits.len() >= limit {
                        return Ok(false);
                    }
                    let Some(next) = next(&mut streams, reader)? else { return Ok(true) };
                    let line = last.as_ref().or(cursor.as_ref()).map_or(0, |at| at.line);
                    let seen = cursor.as_ref().is_some_and(|at| (&next.sort, next.tag) <= (&at.sort, at.tag));
                    let at = match &next.what {
                        What::Line(line) => Some(line.at),
                        What::Entry(entry) => rows::head(reader, *entry)?.map(|head| head.occurred_at),
                    };
                    let Some(at) = at else { continue };
                    if asked.from.is_some_and(|from| at < from) {
                        return Ok(true);
                    }
                    let line = if let What::Line(line) = &next.what { line.seq } else { line };
                    if !seen && asked.to.is_none_or(|to| at < to) {
                        found.looked += 1;
                        let hit = match &next.what {
                            What::Line(line) => of_line(&scope, line, &wanted, &mut names)?,
                            What::Entry(entry) => of_entry(&scope, *entry, &wanted, &mut names)?,
                        };
                        found.hits.extend(hit);
                    }
                    last = Some(Cursor { at, sort: next.sort, tag: next.tag, line });
                }
                Ok(false)
            })?;
        }
        if !ended {
            found.back_to = last.as_ref().map(|last| last.at);
            found.next = last.map(|last| last.write());
        }
        Ok(found)
    }

    fn streams<'a>(
        &'a self,
        who: &Who,
        asked: &TextSearch,
        wanted: &'a [String],
        cursor: Option<&Cursor>,
    ) -> Result<Vec<Stream<'a>>, Fault> {
        let mut streams = Vec::new();
        let behind = cursor.map(|cursor| At(cursor.at.0.saturating_add(1)));
        let to = [behind, asked.to].into_iter().flatten().min();
        self.store.read(|reader| {
            let scope = self.scope(reader, who);
            for id in asked.registers.iter().filter(|id| *id != LOG) {
                scope.permit(scope.register(id)?.info().see)?;
            }
            Ok::<_, Fault>(())
        })?;
        for register in self.registers.iter() {
            let info = register.info();
            let asked_for = match asked.registers.is_empty() {
                true => !info.kept,
                false => asked.registers.iter().any(|id| id == info.id),
            };
            if asked_for && who.may(info.see) {
                let start = index(By::Time).u16(info.tag);
                let mut entries = Source::down(&start);
                if let Some(to) = to {
                    entries.range.to = Some(start.i64(to.0).into_vec());
                }
                streams.push(Stream {
                    register: Some(register),
                    entries,
                    lines: VecDeque::new(),
                    words: &self.log_words,
                    wanted,
                    before: None,
                    ended: false,
                });
            }
        }
        if asked.registers.is_empty() || asked.registers.iter().any(|id| id == LOG) {
            while self.read_log_words()? {}
            streams.push(Stream {
                register: None,
                entries: Source::down(&index(By::Time)),
                lines: VecDeque::new(),
                words: &self.log_words,
                wanted,
                before: cursor.map(|cursor| cursor.line).filter(|line| *line > 0),
                ended: false,
            });
        }
        Ok(streams)
    }
}

/// The newest of what comes next in the streams.
fn next(streams: &mut [Stream<'_>], reader: &dyn Reader) -> Result<Option<Next>, Fault> {
    for stream in streams.iter_mut() {
        stream.fill(reader)?;
    }
    let newest = streams
        .iter()
        .enumerate()
        .filter_map(|(at, stream)| Some((stream.front()?, at)))
        .min()
        .and_then(|(_, at)| streams.get_mut(at));
    Ok(newest.and_then(Stream::take))
}

/// What of an entry holds words: its fields that are words, as far as the caller sees them.
fn texts(register: &dyn AnyRegister, entry: &Loaded, who: &Who) -> Vec<(FieldInfo, String)> {
    let words = |field: &&FieldInfo| {
        matches!(field.kind, Kind::Line(_) | Kind::Text(_))
            && field.mask.is_none_or(|mask| who.may(mask.full))
    };
    let fields = register.fields().iter().filter(words);
    let text = |field: &FieldInfo| match register.get(&entry.head, &*entry.body, field.id) {
        Value::Text(text) if !text.is_empty() => Some((*field, text)),
        Value::List(list) if !list.is_empty() => Some((*field, list.join("；"))),
        _ => None,
    };
    fields.filter_map(text).collect()
}

fn of_entry(
    scope: &Scope<'_>,
    entry: EntryRef,
    wanted: &[String],
    names: &mut Names,
) -> Result<Option<TextHit>, Fault> {
    let register = scope.register_of(entry)?;
    let Some(loaded) = rows::load(scope.reader, register, entry)? else { return Ok(None) };
    if loaded.head.state == UNDONE {
        return Ok(None);
    }
    let texts = texts(register, &loaded, scope.who);
    let mut parts: Vec<(Option<FieldInfo>, Sought)> =
        texts.iter().map(|(field, text)| (Some(*field), Sought::new(text))).collect();
    // Most entries hold none of the words: their room is not even looked up then.
    let any = parts.iter().any(|(_, text)| wanted.iter().any(|word| text.find(word).is_some()));
    parts.push((None, Sought::new(&loaded.head.number)));
    if !any && !parts.last().is_some_and(|(_, number)| wanted.iter().any(|word| number.find(word).is_some()))
    {
        return Ok(None);
    }
    let place = place(scope, loaded.head.place, names)?;
    parts.push((None, Sought::new(&place)));
    let Some((best, marks)) = all_in(&parts, wanted) else { return Ok(None) };
    let Some((field, text)) = parts.get(best) else { return Ok(None) };
    let (mut text, mut marks) = text.excerpt(&marks, EXCERPT);
    if let Some(mask) = field.and_then(|field| field.mask) {
        // A list is masked, also for those who may see more on the entry.
        let plain = texts.get(best).map_or("", |(_, text)| text.as_str());
        (text, marks) = (masked(mask.how, plain), Vec::new());
    }
    Ok(Some(TextHit {
        register: register.info().id.to_owned(),
        entry: Some(entry),
        number: loaded.head.number.clone(),
        at: loaded.head.occurred_at,
        place,
        title: register.title(&loaded.head, &*loaded.body),
        field: field.map_or_else(String::new, |field| field.id.to_owned()),
        text,
        marks,
    }))
}

fn of_line(
    scope: &Scope<'_>,
    line: &LogLine,
    wanted: &[String],
    names: &mut Names,
) -> Result<Option<TextHit>, Fault> {
    let words = Sought::new(&line.text);
    if !wanted.iter().any(|word| words.find(word).is_some()) {
        return Ok(None);
    }
    let place = place(scope, line.place, names)?;
    let parts = [(None, words), (None, Sought::new(&place))];
    let Some((best, marks)) = all_in(&parts, wanted) else { return Ok(None) };
    let Some((_, text)) = parts.get(best) else { return Ok(None) };
    let (text, marks) = text.excerpt(&marks, EXCERPT);
    Ok(Some(TextHit {
        register: LOG.to_owned(),
        entry: None,
        number: line.seq.to_string(),
        at: line.at,
        place,
        title: Say::same(""),
        field: String::new(),
        text,
        marks,
    }))
}

/// Whether every word stands somewhere; the part that holds most of them, and where.
fn all_in(parts: &[(Option<FieldInfo>, Sought)], wanted: &[String]) -> Option<(usize, Vec<(usize, usize)>)> {
    let marks = |text: &Sought| -> Vec<Option<(usize, usize)>> {
        wanted.iter().map(|word| text.find(word)).collect()
    };
    let found: Vec<Vec<Option<(usize, usize)>>> = parts.iter().map(|(_, text)| marks(text)).collect();
    let every =
        (0..wanted.len()).all(|word| found.iter().any(|of| of.get(word).is_some_and(Option::is_some)));
    if !every {
        return None;
    }
    let count = |of: &Vec<Option<(usize, usize)>>| of.iter().flatten().count();
    let best = found.iter().enumerate().rev().max_by_key(|(_, of)| count(of))?.0;
    Some((best, found.get(best)?.iter().flatten().copied().collect()))
}

fn place(scope: &Scope<'_>, place: Option<PlaceId>, names: &mut Names) -> Result<String, Fault> {
    place.map_or(Ok(String::new()), |place| names.of(scope, "place", place.0))
}

use super::*;
use crate::domain::ids::DeskId;
use crate::domain::register::{Doubts, NoLook, Typed, Who, table};
use crate::text::lang::Lang;

/// Monday, 23 November 2026, 9:00 in Shanghai.
const MORNING: At = At(1_795_395_600_000);
const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Runs something so many minutes after the morning.
fn after<T>(minutes: i64, run: impl FnOnce(&Ctx<'_>) -> T) -> T {
    let who = Who {
        staff: StaffId(4),
        name: "王前台".into(),
        posts: Posts::DESK,
        team: None,
        desk: DeskId(1),
        session: 1,
        lang: Lang::Zh,
    };
    let (now, doubts) = (MORNING.plus_minutes(minutes), Doubts::default());
    run(&Ctx { now, zone: chrono_tz::Asia::Shanghai, who: &who, look: &NoLook, doubts: &doubts })
}

fn kept() -> Head {
    Head { id: 1, number: "PL2611-0001".into(), state: KEPT, occurred_at: MORNING, ..Head::blank() }
}

fn of(kind: ParcelKind, told: i64) -> Parcel {
    Parcel { kind: Some(kind), told: (told > 0).then_some(told), ..Parcel::default() }
}

#[test]
fn the_whole_table_of_states_and_actions() {
    let expected = "receive - > 1\ntell 1 > =\ncollect 1 > 2\nreturn 1 > 3\nlose 1 > 4\nfind 4 > 1\n";
    assert_eq!(table(&Typed::<Parcels>::new()), expected);
}

#[test]
fn a_parcel_is_handed_over_when_it_is_old_or_spoils_or_its_recipient_must_hear_of_it() {
    let said = |kind, told, minutes| {
        let carry = after(minutes, |ctx| carry(&kept(), &of(kind, told), ctx))?;
        Some((carry.severity, carry.why.zh))
    };
    let item = |severity, why: &str| Some((severity, why.to_owned()));
    use ParcelKind::{Fresh, Letter, Registered};
    assert_eq!(said(Letter, 0, 3 * DAY - 1), None);
    assert_eq!(said(Letter, 0, 3 * DAY), item(Severity::Amber, "代收件已放3天，未通知收件人"));
    assert_eq!(said(Letter, 2, 4 * DAY), item(Severity::White, "代收件已放4天，已通知 2 次"));
    assert_eq!(said(Fresh, 0, HOUR), item(Severity::Amber, "生鲜冷藏已到，未通知收件人"));
    assert_eq!(said(Fresh, 1, 4 * HOUR - 1), None, "they know, and it keeps");
    assert_eq!(said(Fresh, 1, 5 * HOUR), item(Severity::Red, "生鲜冷藏件已放5小时，已通知 1 次"));
    assert_eq!(said(Registered, 0, 0), item(Severity::Amber, "挂号信已到，未通知收件人"));
    assert_eq!(said(Registered, 1, DAY), None);
}

#[test]
fn somebody_else_says_what_they_are_to_the_recipient_or_shows_a_paper() {
    let collect = |entry: Parcel| {
        let mut entry = Parcel { recipient: "张建国".into(), ..entry };
        let done = after(30, |ctx| collected(&mut kept(), &mut entry, &Values::default(), ctx));
        done.map(|_| (entry.collected_at, entry.handed_by)).map_err(|fault| fault.field)
    };
    let by = |name: &str| Parcel { collected_by: name.into(), ..Parcel::default() };
    let handed = Ok((Some(MORNING.plus_minutes(30)), Some(StaffId(4))));
    assert_eq!(collect(by("张建国 ")), handed, "the recipient");
    assert_eq!(collect(by("李梅")), Err(Some("proxy".into())));
    assert_eq!(collect(Parcel { proxy: Some(Proxy::Family), ..by("李梅") }), handed);
    assert_eq!(collect(Parcel { paper: "身份证尾号 002X".into(), ..by("李梅") }), handed);
    // Where only a room stands on it, whoever lives there may take it.
    let mut nameless = by("李梅");
    assert!(after(30, |ctx| collected(&mut kept(), &mut nameless, &Values::default(), ctx)).is_ok());
}

#[test]
fn a_title_shows_no_name_in_full() {
    let entry = Parcel {
        recipient: "张建国".into(),
        carrier: "顺丰".into(),
        pieces: Some(2),
        ..of(ParcelKind::Fresh, 0)
    };
    assert_eq!(title(&kept(), &entry).zh, "生鲜冷藏 顺丰 ×2 张*国");
    assert_eq!(title(&kept(), &Parcel::default()).en, "Parcel");
}

#[test]
fn a_label_is_found_by_its_end_for_ever_and_a_name_while_it_lies_here() {
    let entry = Parcel { recipient: "张建国".into(), tracking: "SF1234".into(), ..Parcel::default() };
    let texts = |state| -> Vec<String> {
        keys(&Head { state, ..kept() }, &entry).into_iter().map(|key| key.text).collect()
    };
    assert_eq!(texts(KEPT), ["4321fs", "张建国"]);
    assert_eq!(texts(COLLECTED), ["4321fs"]);
}

#[test]
fn it_is_for_somebody() {
    let mut entry = Parcel::default();
    let fault = after(0, |ctx| normal(&mut kept(), &mut entry, ctx)).unwrap_err();
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Missing, Some("place")));
    entry.recipient = "张建国".into();
    entry.tracking = "ｓｆ 1234".into();
    after(0, |ctx| normal(&mut kept(), &mut entry, ctx)).unwrap();
    assert_eq!((entry.pieces, entry.kind), (Some(1), Some(ParcelKind::Parcel)));
    assert_eq!(entry.tracking, "SF1234");
}

//! Facts by the day: what is left of a fact when a whole day of them is counted in one number. Every figure of whole days
//! comes out of such facts as it does out of the facts themselves; a test holds each formula to that.

use super::{Event, Fact};
use crate::domain::moment::At;
use chrono::Days;
use chrono_tz::Tz;

impl Fact {
    /// The fact without place, person and channel, and with days instead of instants.
    ///
    /// What has yet to be decided by the present keeps its instant: a limit that still runs is broken at a minute, not at
    /// midnight. Such facts are few, since each of them is somebody's open work.
    #[must_use]
    pub fn by_day(&self, zone: Tz) -> Self {
        let undecided = !self.is(Self::HAPPENED);
        let keeps_instant = undecided && matches!(self.event, Event::RequestDue | Event::FollowUpDue);
        Self {
            at: if keeps_instant { self.at } else { day(self.at, zone) },
            until: self.until.map(|until| day(until, zone)),
            due: self.due.filter(|_| undecided && self.is(Self::LIMITED)),
            place: 0,
            person: 0,
            channel: 0,
            ..self.clone()
        }
    }

    /// The same without its category.
    #[must_use]
    pub fn without_category(self) -> Self {
        Self { category: 0, ..self }
    }
}

/// The first instant of the day at the site. Where the clock is put back over midnight, the hour that comes twice belongs
/// to the day whose first instant lies before it, as it does for a report of that day.
fn day(at: At, zone: Tz) -> At {
    let date = at.date(zone);
    let start = At::start_of(date, zone);
    match date.checked_sub_days(Days::new(1)) {
        Some(before) if start > at => At::start_of(before, zone),
        _ => start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::{FIGURES, Figure, Scale, Window};
    use chrono_tz::{America, Asia, Australia, Pacific};
    use proptest::prelude::*;

    const ZONES: [Tz; 5] =
        [Asia::Shanghai, America::Havana, America::Santiago, Australia::Lord_Howe, Pacific::Apia];
    /// Around a year of which Apia left out a day.
    const FROM: i64 = 1_290_000_000_000;
    const TO: i64 = 1_330_000_000_000;

    fn instant() -> impl Strategy<Value = i64> {
        // Every other one within hours of the next, so that they meet on a day.
        prop_oneof![FROM..TO, 1_325_000_000_000..1_325_200_000_000_i64]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn no_figure_of_whole_days_tells_a_fact_from_its_day(
            event in 0..Event::ALL.len(), at in instant(), until in proptest::option::of(instant()),
            due in proptest::option::of(instant()), flags: u16, points: u8, place: u64, person: u64, category: u8,
            channel: u8, zone in 0..ZONES.len(), from in instant(), days in 0..40_u64, now in instant(),
        ) {
            let zone = ZONES[zone];
            let fact = Fact {
                event: Event::ALL[event], at: At(at), until: until.map(At), due: due.map(At),
                flags, points, place, person, category, channel,
            };
            let first = At(from).date(zone);
            let last = first.checked_add_days(Days::new(days)).unwrap();
            let end = At(At::end_of(last, zone).0 + 1);
            let window = Window { start: At::start_of(first, zone), end, now: At(now), scale: Scale::USUAL };
            let counted = fact.by_day(zone).without_category();
            for side in FIGURES.iter().flat_map(Figure::sides).filter(|side| side.event == fact.event) {
                prop_assert_eq!(side.counts(&fact, &window), side.counts(&counted, &window), "{:?}", side);
                prop_assert_eq!((side.weigh)(&fact, &window), (side.weigh)(&counted, &window));
            }
        }
    }

    #[test]
    fn requests_of_a_day_that_ended_on_one_day_become_one() {
        let zone = Asia::Shanghai;
        let at = |hours: i64| At(1_700_000_000_000 + hours * 3_600_000);
        let fact = |hours: i64, place: u64| Fact {
            event: Event::RequestReceived,
            at: at(hours),
            until: Some(at(hours + 48)),
            due: None,
            flags: Fact::LIMITED | Fact::HAPPENED | Fact::MET,
            points: 0,
            place,
            person: place,
            category: 3,
            channel: 1,
        };
        assert_eq!(fact(0, 7).by_day(zone), fact(1, 9).by_day(zone));
        assert_ne!(fact(0, 7).by_day(zone), fact(24, 7).by_day(zone));
        let late = Fact { flags: Fact::LIMITED, due: Some(at(2)), ..fact(0, 7) };
        assert_eq!(late.by_day(zone).due, Some(at(2)), "whether it is broken is the present's to say");
    }
}

//! The list of registers. [`Registers::standard`] is the one list of the product; a test pushes its own.

use super::{AnyRegister, KeyClass, Register, SearchKey, Typed};
use crate::domain::ids::Tag;
use crate::text::fold::search_key;
use std::fmt::Write as _;

/// The registers an office keeps, in the order of menus.
#[derive(Default)]
pub struct Registers(Vec<Box<dyn AnyRegister>>);

impl Registers {
    /// The registers of the product.
    #[must_use]
    pub fn standard() -> Self {
        use crate::domain::calendar::{kept, year};
        use crate::domain::rota::{absence, duty, pattern, shift, swap};
        use crate::domain::{
            access_card, complaint, consent, contact, countable, defect, desk, enquiry, fault_kind,
            file_document, follow_up, home_visit, incident, key, liaison, mandate, meter_reading, note,
            notice, occupancy, other_name, parcel, pass_on, person, pet, phone, place, price_item,
            print_template, procedure, promise, relation, request, staff, standing_order, task, team,
            till_move, vehicle, visit, work_item,
        };
        Self::default()
            .with::<request::Requests>()
            .with::<work_item::WorkItems>()
            .with::<complaint::Complaints>()
            .with::<complaint::party::Parties>()
            .with::<enquiry::Enquiries>()
            .with::<pass_on::PassOns>()
            .with::<follow_up::FollowUps>()
            .with::<visit::Visits>()
            .with::<liaison::Liaisons>()
            .with::<task::Tasks>()
            .with::<promise::Promises>()
            .with::<procedure::Procedures>()
            .with::<defect::Defects>()
            .with::<meter_reading::MeterReadings>()
            .with::<incident::Incidents>()
            .with::<incident::line::IncidentLines>()
            .with::<incident::caller::CallerReports>()
            .with::<place::Places>()
            .with::<person::Persons>()
            .with::<relation::Relations>()
            .with::<occupancy::Occupancies>()
            .with::<note::Notes>()
            .with::<phone::Phones>()
            .with::<other_name::OtherNames>()
            .with::<vehicle::Vehicles>()
            .with::<pet::Pets>()
            .with::<consent::Consents>()
            .with::<mandate::Mandates>()
            .with::<access_card::AccessCards>()
            .with::<key::Keys>()
            .with::<parcel::Parcels>()
            .with::<home_visit::HomeVisits>()
            .with::<till_move::TillMoves>()
            .with::<shift::Shifts>()
            .with::<absence::Absences>()
            .with::<swap::Swaps>()
            .with::<duty::Duties>()
            .with::<standing_order::StandingOrders>()
            .with::<notice::Notices>()
            .with::<file_document::FileDocuments>()
            .with::<contact::Contacts>()
            .with::<staff::StaffMembers>()
            .with::<team::Teams>()
            .with::<fault_kind::FaultKinds>()
            .with::<price_item::PriceItems>()
            .with::<countable::Countables>()
            .with::<pattern::Patterns>()
            .with::<desk::Desks>()
            .with::<kept::ServiceCalendars>()
            .with::<year::HolidayYears>()
            .with::<print_template::PrintTemplates>()
            .with::<incident::plan::PlanCards>()
    }

    /// With one more register.
    #[must_use]
    pub fn with<R: Register>(mut self) -> Self {
        self.0.push(Box::new(Typed::<R>::new()));
        self
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &dyn AnyRegister> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// The register with this number.
    #[must_use]
    pub fn by_tag(&self, tag: Tag) -> Option<&dyn AnyRegister> {
        self.iter().find(|register| register.info().tag == tag)
    }

    /// The register with this id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&dyn AnyRegister> {
        self.iter().find(|register| register.info().id == id)
    }

    /// The register whose numbers begin like this one.
    #[must_use]
    pub fn by_number(&self, number: &str) -> Option<&dyn AnyRegister> {
        let prefix: String = number.chars().take_while(char::is_ascii_alphabetic).collect();
        self.iter().find(|register| register.info().prefix.eq_ignore_ascii_case(&prefix))
    }

    /// Everything client and server must agree on, as text; its hash is in the handshake.
    #[must_use]
    pub fn outline(&self) -> String {
        let mut text = String::new();
        for register in self.iter() {
            let info = register.info();
            let _ = writeln!(text, "{} {} {}", info.tag, info.id, info.prefix);
            for field in register.fields() {
                let _ = writeln!(text, " f {} {:?} {}", field.id, field.kind, field.editable);
            }
            for state in info.states {
                let _ = writeln!(text, " s {} {} {}", state.code, state.id, state.open);
            }
            for action in register.actions() {
                let _ = writeln!(
                    text,
                    " a {} {:?} {:?} {} {:?}",
                    action.id, action.from, action.to, action.posts.0, action.asks
                );
            }
        }
        text
    }

    /// Mistakes in the declarations: two registers with one number or id or prefix, unknown fields and states.
    #[must_use]
    pub fn mistakes(&self) -> Vec<String> {
        let mut found: Vec<String> = self.iter().flat_map(AnyRegister::mistakes).collect();
        for (i, one) in self.iter().enumerate() {
            for two in self.iter().skip(i + 1) {
                let (one, two) = (one.info(), two.info());
                if one.tag == two.tag || one.id == two.id || one.prefix == two.prefix {
                    found.push(format!("{} and {} share a tag, an id or a prefix", one.id, two.id));
                }
            }
        }
        found
    }
}

/// By what the number `R2611-0042` is found: the whole of it and, if people say it to each other, its sequence without
/// zeros.
pub(super) fn number_keys(number: &str, said: bool) -> Vec<SearchKey> {
    let mut keys = vec![SearchKey::new(KeyClass::Number, search_key(number))];
    keys.extend(short_number(number).filter(|_| said).map(|short| SearchKey::new(KeyClass::Number, short)));
    keys
}

/// What people say of a number: its last part without zeros.
fn short_number(number: &str) -> Option<&str> {
    let (_, sequence) = number.rsplit_once('-')?;
    Some(sequence.trim_start_matches('0')).filter(|short| !short.is_empty())
}

//! The pets of residents: licence and vaccination. Finds of stray animals are log lines, not entries here.

use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::moment::Date;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Field, Head, Kind, Order, Register, Spec, SpecInfo, State, To, View,
};
use crate::text::lang::{Say, t};
use crate::{choices, field, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// What sort of animal.
    pub PetKind {
        Dog = "dog" 'd' ("犬", "Dog"),
        Cat = "cat" 'c' ("猫", "Cat"),
        Other = "other" 'o' ("其他", "Other"),
    }
}

/// A pet's own fields. The person and the room are the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Pet {
    /// What sort.
    pub kind: Option<PetKind>,
    /// What it is called.
    pub name: String,
    /// Breed and colour.
    pub breed: String,
    /// The number of its licence.
    pub licence: String,
    /// The last day its vaccination is good for.
    pub vaccinated_until: Option<Date>,
    /// What to know: "bites", "large, on a lead".
    pub note: String,
}

stored!(Pet, PetDisk);

/// The register's number.
pub const TAG: Tag = 41;
/// It lives here.
pub const KEPT: u8 = 1;
/// It does no longer.
pub const GONE: u8 = 2;

const STATES: &[State] =
    &[State::done(KEPT, "kept", t("饲养中", "kept")), State::done(GONE, "gone", t("已注销", "gone"))];
const VIEWS: &[View] = &[
    View { id: "kept", title: t("在册宠物", "Pets"), states: &[KEPT], mine: false, order: Order::Newest },
    View { id: "all", title: t("全部宠物", "All pets"), states: &[], mine: false, order: Order::Newest },
];

/// The register of pets.
pub struct Pets;

impl Register for Pets {
    type Entry = Pet;

    fn spec() -> Spec<Pet> {
        let info = SpecInfo {
            id: "pet",
            tag: TAG,
            name: t("宠物", "Pet"),
            prefix: "PT",
            states: STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: Posts::DESK.and(Posts::ADMIN),
            kept: false,
        };
        let fields = vec![
            field!(Pet, kind, t("类型", "Kind"), Kind::Choice(PetKind::CHOICES)).column(6),
            field!(Pet, name, t("名字", "Name"), Kind::Line(20)).column(10),
            field!(Pet, breed, t("品种毛色", "Breed and colour"), Kind::Line(40)).column(14),
            Field::place().column(14),
            Field::person().column(10),
            field!(Pet, licence, t("犬证号", "Licence no."), Kind::Line(30)).column(14),
            field!(Pet, vaccinated_until, t("免疫有效期至", "Vaccinated until"), Kind::Date).column(11),
            field!(Pet, note, t("备注", "Note"), Kind::Line(120)),
        ];
        let who = Posts::DESK;
        let asks = vec![
            Ask::must("kind"),
            Ask::may("place"),
            Ask::may("person"),
            Ask::may("name"),
            Ask::may("breed"),
            Ask::may("licence"),
            Ask::may("vaccinated_until"),
            Ask::more("note"),
        ];
        let actions = vec![
            Action::create("add", t("登记宠物", "Add a pet"), KEPT, who, asks),
            Action::step(
                "vaccinate",
                t("更新免疫", "Vaccinated"),
                &[KEPT],
                To::Stay,
                who,
                vec![Ask::must("vaccinated_until"), Ask::may("licence")],
            ),
            Action::step("leave", t("宠物注销", "Take off file"), &[KEPT], To::State(GONE), who, vec![])
                .confirm(),
        ];
        Spec { normal, facet: true, ..Spec::new(info, fields, actions, |_, e| title(e)) }
    }
}

fn title(entry: &Pet) -> Say {
    let kind = entry.kind.map_or(t("宠物", "Pet"), PetKind::label);
    let named = |word: &str| format!("{word} {}", entry.name).trim_end().to_owned();
    Say { zh: named(kind.zh), en: named(kind.en) }
}

fn normal(head: &mut Head, entry: &mut Pet, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if head.place.is_none() && head.person.is_none() {
        return Err(Fault::missing("place", t("房间/位置", "Place")));
    }
    if head.state != KEPT {
        return Ok(());
    }
    if entry.kind == Some(PetKind::Dog) && entry.licence.is_empty() {
        ctx.warn(
            "licence",
            t("犬只没有登记犬证号，请提醒补办", "No licence on file for this dog; remind the owner"),
        );
    }
    if entry.vaccinated_until.is_some_and(|until| until < ctx.today()) {
        ctx.warn(
            "vaccinated_until",
            t("免疫已过期，请提醒接种", "The vaccination has run out; remind the owner"),
        );
    }
    Ok(())
}

//! Signatures: whether the PIN that came with a call is right. Hashing is slow on purpose, so it is done by
//! [`Desk::prove`] on whichever thread brings the call; the one writer only looks at the outcome, counts wrong tries and
//! makes people wait. A PIN is never stored, journalled, remembered with a reply or printed.

use crate::api::handover::Pin;
use crate::api::pin::{ResetPin, SetPin};
use crate::api::session::Nothing;
use crate::api::{Call, pin::Whose};
use crate::desk::act::Base;
use crate::desk::faults::bug;
use crate::desk::job::{Job, Outcome};
use crate::desk::scope::Scope;
use crate::desk::{Desk, resolve};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, StaffId};
use crate::domain::moment::At;
use crate::domain::register::{Look, Who};
use crate::domain::value::Value;
use crate::domain::{pin, staff};
use crate::say;
use crate::store::tables::PIN;
use crate::store::{Group, Reader, Table, Tx, hex};
use crate::text::lang::t;
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};

/// What a try costs: memory in KiB and passes over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PinCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
}

impl Default for PinCost {
    /// What is recommended for argon2id: 19 MiB and two passes, some ten milliseconds.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

/// How this process hashes, and what only it knows.
pub(super) struct Pins {
    cost: PinCost,
    /// Begins every outcome that [`Desk::prove`] puts in a PIN's place; nobody outside can write one.
    secret: String,
}

impl Pins {
    pub(super) fn new(cost: PinCost) -> Self {
        let mut secret = [0_u8; 16];
        if let Err(error) = getrandom::fill(&mut secret) {
            // Without it every PIN is looked at by the writer itself.
            tracing::error!(%error, "no random numbers");
            return Self { cost, secret: String::new() };
        }
        Self { cost, secret: hex::encode(&secret) }
    }

    fn outcome<'p>(&self, pin: &'p Pin) -> Option<&'p str> {
        let rest = pin.0.strip_prefix(&self.secret).filter(|_| !self.secret.is_empty())?;
        rest.strip_prefix(':')
    }

    fn hash(&self, pin: &str) -> Result<String, Fault> {
        let mut salt = [0_u8; 16];
        let salted = getrandom::fill(&mut salt).is_ok();
        let hash = hashed(pin, self.cost, &salt).filter(|_| salted);
        let hash = hash.ok_or_else(|| bug("a PIN cannot be hashed"))?;
        let (memory, passes) = (self.cost.memory_kib, self.cost.passes);
        Ok(format!("argon2id {memory} {passes} {} {}", hex::encode(&salt), hex::encode(&hash)))
    }
}

/// The hash of a PIN at this cost, with this salt.
fn hashed(pin: &str, cost: PinCost, salt: &[u8]) -> Option<[u8; 32]> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).ok()?;
    let mut hash = [0_u8; 32];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(pin.as_bytes(), salt, &mut hash).ok()?;
    Some(hash)
}

#[derive(Serialize, Deserialize)]
enum PinDisk {
    V1(Kept),
}

/// What is kept of a person's PIN.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// Algorithm, memory, passes, salt and hash in words; empty: none is set, or it was reset.
    hash: String,
    /// Wrong tries in a row.
    failures: u32,
    /// Until when nobody may try.
    locked_until: Option<At>,
}

const PINS: Table<u64, PinDisk> = Table::new(&PIN, &[]);

fn kept(reader: &dyn Reader, staff: StaffId) -> Result<Kept, Fault> {
    Ok(PINS.get(reader, &staff.0)?.map(|PinDisk::V1(kept)| kept).unwrap_or_default())
}

fn keep(tx: &mut Tx<'_>, staff: StaffId, kept: Kept) -> Result<(), Fault> {
    Ok(PINS.put(tx, &staff.0, &PinDisk::V1(kept))?)
}

/// Whether a PIN has this hash, at the cost it was made with.
fn fits(kept: &str, pin: &Pin) -> bool {
    let mut parts = kept.split(' ').skip(1);
    let mut number = || parts.next().and_then(|part| part.parse().ok());
    let (Some(memory_kib), Some(passes)) = (number(), number()) else { return false };
    let (Some(salt), Some(hash)) = (parts.next().and_then(hex::decode), parts.next()) else { return false };
    hashed(&pin.0, PinCost { memory_kib, passes }, &salt).is_some_and(|found| {
        // Every byte is looked at, so that time tells nothing.
        let found = hex::encode(&found);
        let differ = found.bytes().zip(hash.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
        found.len() == hash.len() && differ == 0
    })
}

/// The witness that is named, if one is.
pub(super) fn witness(scope: &Scope<'_>, name: Option<&str>, field: &str) -> Result<Option<StaffId>, Fault> {
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else { return Ok(None) };
    let found = resolve::link(scope, field, "staff", &Value::Text(name.to_owned()))?;
    Ok(found.id().map(StaffId))
}

fn of(scope: &Scope<'_>, whose: &Whose) -> Result<StaffId, Fault> {
    match whose {
        Whose::Caller => Ok(scope.who.staff),
        Whose::Named(name, field) => witness(scope, Some(name), field)?
            .ok_or_else(|| Fault::missing(field, t("另一位签字人", "Who else signs"))),
    }
}

impl Desk {
    /// Puts in the place of every PIN of a call whether it is right, and in the place of a new one its hash. For any
    /// thread but the writing one.
    ///
    /// # Errors
    /// When the store cannot be read, or a new PIN is none.
    pub fn prove(&self, who: &Who, call: &mut Call) -> Result<(), Fault> {
        // Without a secret of its own the process leaves the PINs as they are, and the writer looks at them itself.
        let carries = !call.pins().is_empty() || matches!(call, Call::SetPin(_));
        if !carries || self.pins.secret.is_empty() {
            return Ok(());
        }
        let mut outcomes = Vec::new();
        for (whose, _, pin) in call.pins() {
            let found = self.store.read(|reader| {
                let scope = self.scope(reader, who);
                let staff = of(&scope, &whose)?;
                Ok::<_, Fault>((staff, kept(reader, staff)?.hash))
            });
            let (staff, hash) = found?;
            let right = !hash.is_empty() && fits(&hash, pin);
            outcomes.push(format!("{}:{}:{right}:{hash}", self.pins.secret, staff.0));
        }
        let new = match &*call {
            Call::SetPin(set) => Some(self.hashed(who, &set.new)?),
            _ => None,
        };
        if let (Call::SetPin(set), Some(new)) = (&mut *call, new) {
            set.new = new;
        }
        for (outcome, pin) in outcomes.into_iter().zip(call.pins_mut()) {
            pin.0 = outcome;
        }
        Ok(())
    }

    fn hashed(&self, who: &Who, new: &Pin) -> Result<Pin, Fault> {
        let phone = self
            .store
            .read(|reader| self.scope(reader, who).field(EntryRef::new(staff::TAG, who.staff.0), "phone"))?;
        let phone = if let Value::Text(phone) = phone { phone } else { String::new() };
        pin::check(&new.0, &phone)?;
        Ok(Pin(format!("{}:{}", self.pins.secret, self.pins.hash(&new.0)?)))
    }

    /// Refuses a call whose PIN is wrong, and writes the try down; none: go on.
    pub(super) fn unsigned(&self, group: &mut Group<'_>, job: &Job) -> Result<Option<Fault>, Fault> {
        if job.call.pins().is_empty() {
            return Ok(None);
        }
        let now = self.now();
        let judged = group.run(|tx| {
            let mut wrong = None;
            for (whose, field, pin) in job.call.pins() {
                let staff = {
                    let scope = Scope::over(tx, &self.registers, now, &job.who);
                    match of(&scope, &whose) {
                        Ok(staff) => staff,
                        Err(fault) => {
                            wrong = Some(fault);
                            break;
                        }
                    }
                };
                wrong = self.judge(tx, staff, field, pin, now)?;
                if wrong.is_some() {
                    break;
                }
            }
            Ok::<_, Fault>((wrong, self.silent()))
        })?;
        Ok(judged.0)
    }

    fn judge(
        &self,
        tx: &mut Tx<'_>,
        staff: StaffId,
        field: &str,
        pin: &Pin,
        now: At,
    ) -> Result<Option<Fault>, Fault> {
        let known = kept(tx, staff)?;
        if known.hash.is_empty() {
            let text = t("先设置签字密码", "Set a PIN first");
            return Ok(Some(Fault::refused(text).at(field)));
        }
        if let Some(until) = known.locked_until.filter(|until| *until > now) {
            let minutes = now.minutes_to(until) + 1;
            let text = say!(
                "密码连续输错，{minutes} 分钟后再试",
                "Too many wrong tries; try again in {minutes} min"
            );
            return Ok(Some(Fault::refused(text).at(field)));
        }
        let right = match self.pins.outcome(pin) {
            // Proved against another PIN than the present one: it was changed meanwhile.
            Some(outcome) => outcome == format!("{}:true:{}", staff.0, known.hash),
            None => fits(&known.hash, pin),
        };
        if right {
            if known.failures > 0 {
                keep(tx, staff, Kept { failures: 0, locked_until: None, ..known })?;
            }
            return Ok(None);
        }
        let failures = known.failures + 1;
        let locked_until = pin::locked_until(failures, now);
        keep(tx, staff, Kept { failures, locked_until, ..known })?;
        let text = match pin::left(failures) {
            0 => say!("密码不对，请稍候再试", "The PIN is wrong; wait before the next try"),
            left => say!("密码不对，还可试 {left} 次", "The PIN is wrong; {left} tries are left"),
        };
        Ok(Some(Fault::invalid(field, text)))
    }

    /// Sets the caller's PIN. The old one was judged before, when there is one.
    pub(super) fn set_pin(&self, base: &Base<'_>, tx: &mut Tx<'_>, set: &SetPin) -> Result<Nothing, Fault> {
        let staff = base.who.staff;
        let known = kept(tx, staff)?;
        if !known.hash.is_empty() && set.old.is_none() {
            return Err(Fault::missing("old", t("原密码", "The present PIN")));
        }
        let hash = match self.pins.outcome(&set.new) {
            Some(hash) => hash.to_owned(),
            None => {
                let phone = base.scope(tx).field(EntryRef::new(staff::TAG, staff.0), "phone")?;
                let phone = if let Value::Text(phone) = phone { phone } else { String::new() };
                pin::check(&set.new.0, &phone)?;
                self.pins.hash(&set.new.0)?
            }
        };
        keep(tx, staff, Kept { hash, ..Kept::default() })?;
        Ok(Nothing {})
    }
}

/// Takes somebody's PIN away: they set a new one before they sign again. Nobody resets their own.
pub(super) fn reset(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    reset: &ResetPin,
    out: &mut Outcome,
) -> Result<Nothing, Fault> {
    let found = witness(&base.scope(tx), Some(&reset.staff), "staff")?;
    let staff = found.ok_or_else(|| Fault::missing("staff", t("谁的密码", "Whose PIN")))?;
    if staff == base.who.staff {
        return Err(
            Fault::refused(t("自己的密码请用原密码更改", "Change your own with the present one")).at("staff")
        );
    }
    if reset.reason.trim().is_empty() {
        return Err(Fault::missing("reason", t("原因", "Why")));
    }
    keep(tx, staff, Kept::default())?;
    let name = &base.who.name;
    out.notices
        .push((staff, say!("{name} 重置了您的签字密码，请重新设置", "{name} reset your PIN; set a new one")));
    Ok(Nothing {})
}

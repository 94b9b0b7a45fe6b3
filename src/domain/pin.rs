//! The PIN people sign with: what it may be, and how long somebody who guesses must wait. Knows no hash.

use crate::domain::fault::Fault;
use crate::domain::moment::At;
use crate::say;
use crate::text::lang::t;

/// Digits of a PIN.
const SHORTEST: usize = 6;
const LONGEST: usize = 12;
/// Wrong tries without a wait.
const FREE: u32 = 5;
/// The longest wait, in minutes: a working day.
const LONGEST_WAIT: i64 = 480;

/// Checks a new PIN: digits, not plain to guess. `phone` is the person's own.
///
/// # Errors
/// At `new`, with what would be right.
pub fn check(pin: &str, phone: &str) -> Result<(), Fault> {
    let length = pin.chars().count();
    if !(SHORTEST..=LONGEST).contains(&length) || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        let text =
            say!("签字密码须为 {SHORTEST} 至 {LONGEST} 位数字", "A PIN has {SHORTEST} to {LONGEST} digits");
        return Err(Fault::invalid("new", text));
    }
    let digits: Vec<i32> = pin.bytes().map(i32::from).collect();
    let step = |by: i32| digits.windows(2).all(|pair| matches!(pair, [a, b] if b - a == by));
    if step(0) || step(1) || step(-1) {
        let text = t("密码不能是同一个数字或顺序数字", "A PIN is neither one digit repeated nor a run");
        return Err(Fault::invalid("new", text));
    }
    let phone: String = phone.chars().filter(char::is_ascii_digit).collect();
    if !phone.is_empty() && phone.contains(pin) {
        return Err(Fault::invalid(
            "new",
            t("密码不能取自本人电话", "A PIN is no part of one's own phone number"),
        ));
    }
    Ok(())
}

/// Until when nobody may try again after `failures` wrong tries in a row, the last of them `now`; doubles each time.
#[must_use]
pub fn locked_until(failures: u32, now: At) -> Option<At> {
    let beyond = failures.checked_sub(FREE)?;
    let minutes = 1_i64.checked_shl(beyond).unwrap_or(LONGEST_WAIT).clamp(1, LONGEST_WAIT);
    Some(now.plus_minutes(minutes))
}

/// Tries that are left before the first wait.
#[must_use]
pub const fn left(failures: u32) -> u32 {
    FREE.saturating_sub(failures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_digits_that_are_not_plain_to_guess() {
        for good in ["246802", "190533", "314159265358"] {
            assert!(check(good, "13800138000").is_ok(), "{good}");
        }
        for bad in ["12345", "1234567890123", "24680x", "000000", "123456", "987654", "138000"] {
            assert_eq!(check(bad, "13800138000").expect_err(bad).field.as_deref(), Some("new"));
        }
    }

    #[test]
    fn the_wait_doubles_and_ends_at_a_working_day() {
        let minutes = |failures| locked_until(failures, At(0)).map(|at| at.0 / 60_000);
        assert_eq!(minutes(4), None);
        assert_eq!([5, 6, 7].map(minutes), [Some(1), Some(2), Some(4)]);
        assert_eq!(minutes(80), Some(480));
        assert_eq!((left(0), left(4), left(9)), (5, 1, 0));
    }
}

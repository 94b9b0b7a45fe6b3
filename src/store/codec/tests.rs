use super::*;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Debug, PartialEq, Clone, Serialize, Deserialize)]
enum State {
    Open,
    Waiting { until: i64 },
    Closed(Option<String>),
}

#[derive(Debug, PartialEq, Clone, Serialize, Deserialize)]
struct Sample {
    id: u64,
    fen: i64,
    text: String,
    state: State,
    tags: Vec<String>,
    left: Option<u32>,
    done: bool,
}

fn sample() -> Sample {
    Sample {
        id: u64::MAX,
        fen: -1,
        text: "3栋2单元1801 水管漏水".into(),
        state: State::Closed(Some("好".into())),
        tags: vec!["a".into(), String::new()],
        left: None,
        done: true,
    }
}

#[test]
fn erased_and_plain_are_the_same_bytes() {
    for state in [State::Open, State::Waiting { until: i64::MIN }, State::Closed(None)] {
        let value = Sample { state, ..sample() };
        let bytes = encode(&value).unwrap();
        assert_eq!(encode_erased(&value).unwrap(), bytes);
        assert_eq!(decode::<Sample>(&bytes).unwrap(), value);
        assert_eq!(decode_with(&bytes, |de| erased_serde::deserialize::<Sample>(de)).unwrap(), value);
    }
}

#[test]
fn the_bytes_on_disk_stay_what_they_are() {
    let bytes = encode(&(1_u8, 300_u32, -2_i64, "好", State::Waiting { until: 5 }, Some(7_u64))).unwrap();
    assert_eq!(bytes, [1, 251, 44, 1, 3, 3, 229, 165, 189, 1, 10, 1, 7]);
}

#[test]
fn a_value_that_fits_always_decodes() {
    let small = vec![0_u64; MAX_VALUE - 5];
    let bytes = encode(&small).unwrap();
    assert_eq!(decode::<Vec<u64>>(&bytes).unwrap(), small);
    assert_eq!(decode_with(&bytes, |de| erased_serde::deserialize::<Vec<u64>>(de)).unwrap(), small);
}

#[test]
fn a_value_above_the_limit_is_refused_both_ways() {
    let long = "x".repeat(MAX_VALUE);
    assert!(matches!(encode(&long), Err(StoreError::TooLong { .. })));
    let frame = encode_frame(&long).unwrap();
    assert_eq!(decode_frame::<String>(&frame).unwrap(), long);
    assert!(matches!(decode::<String>(&frame), Err(StoreError::TooLong { .. })));
}

#[test]
fn bytes_left_over_are_refused() {
    let mut bytes = encode(&sample()).unwrap();
    bytes.push(0);
    assert!(matches!(decode::<Sample>(&bytes), Err(StoreError::Codec { .. })));
    assert!(decode_with(&bytes, |de| erased_serde::deserialize::<Sample>(de)).is_err());
}

#[test]
fn a_hostile_length_is_a_fault_not_an_abort() {
    let hostile = [253, 255, 255, 255, 255, 255, 255, 255, 127, 0];
    assert!(decode::<String>(&hostile).is_err());
    assert!(decode::<Vec<String>>(&hostile).is_err());
    assert!(decode_frame::<Vec<u8>>(&hostile).is_err());
    assert!(decode_with(&hostile, |de| erased_serde::deserialize::<String>(de)).is_err());
}

proptest! {
    #[test]
    fn hostile_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let plain = decode::<Sample>(&bytes).ok();
        let erased = decode_with(&bytes, |de| erased_serde::deserialize::<Sample>(de)).ok();
        prop_assert_eq!(plain, erased);
        let _ = decode_frame::<Vec<Sample>>(&bytes);
    }

    #[test]
    fn a_damaged_value_never_panics(at in 0_usize..200, flip in 1_u8..) {
        let mut bytes = encode(&sample()).unwrap();
        let at = at % bytes.len();
        bytes[at] ^= flip;
        let _ = decode::<Sample>(&bytes);
    }
}

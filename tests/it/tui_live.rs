//! The face at a real server: login, switching the person, preferences that stay, a server that ends.

use crate::support::screen::{Face, Setup};
use crate::support::wire::Served;
use lobby::text::lang::Lang;
use lobby::wire::Client;

fn face(served: &Served, staff: Option<&str>) -> Face {
    let mut setup = Setup::new();
    setup.start.lang = None;
    setup.start.staff = staff.map(str::to_owned);
    let (target, hello) = (served.target(), served.hello());
    setup.live(Box::new(move || Client::connect(&target, &hello)))
}

#[test]
fn somebody_picks_their_name_works_and_another_takes_over_with_one_key() {
    let served = Served::start();
    let mut face = face(&served, None);
    face.wait("the list of people", |screen| screen.contains("您是哪一位"));
    face.typed("one");
    face.keys("Enter");
    face.wait("the first screen", |screen| screen.starts_with(" 测试物业") && screen.contains("one（"));
    face.keys("Ctrl-O");
    face.wait("the list of people", |screen| screen.contains("您是哪一位"));
    face.typed("two");
    face.keys("Enter");
    face.wait("the other's first screen", |screen| screen.contains("two（"));
}

#[test]
fn what_one_prefers_is_there_again_the_next_time() {
    let served = Served::start();
    let mut first = face(&served, Some("one"));
    first.wait("the first screen", |screen| screen.contains("one（"));
    first.keys("F9");
    first.typed("app.language");
    first.keys("Enter");
    assert_eq!(first.model.cx().lang, Lang::En);
    // The preference is stored before a question that was asked after it is answered.
    first.keys("F9");
    first.typed("app.keymap");
    first.keys("Enter");
    first.typed("vim");
    first.keys("Enter");
    let kept = |served: &Served| {
        let me = served.ok(&served.client("one"), "session.who", serde_json::json!({}));
        (me["prefs"]["lang"].clone(), me["prefs"]["keymap"].clone())
    };
    let wanted = (serde_json::json!("en"), serde_json::json!("vim"));
    let end = std::time::Instant::now() + crate::support::wire::PATIENCE;
    while kept(&served) != wanted {
        assert!(std::time::Instant::now() < end, "{:?}", kept(&served));
    }
    let mut again = face(&served, Some("one"));
    again.wait("the first screen", |screen| screen.contains("one ("));
    assert_eq!((again.model.cx().lang, again.model.keymap_name()), (Lang::En, "vim"));
}

#[test]
fn a_name_that_is_none_of_this_account_is_told_and_asked_again() {
    let served = Served::start();
    let mut face = face(&served, Some("nobody"));
    face.wait("the list of people", |screen| screen.contains("您是哪一位"));
    assert!(face.screen().contains("不能以“nobody”登录"), "{}", face.screen());
}

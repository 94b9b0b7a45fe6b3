//! A small office in memory, with a clock that stands still until it is moved, and people of every post.

use lobby::api::describe::call_from_json;
use lobby::api::{Fault, Reply};
use lobby::desk::{Desk, Done, FixedClock, Founder, Job, PinCost};
use lobby::domain::ids::{DeskId, StaffId};
use lobby::domain::moment::At;
use lobby::domain::posts::{Post, Posts};
use lobby::domain::register::{Registers, Who};
use lobby::store::{Engine, MemoryEngine, Options, Store};
use lobby::text::lang::Lang;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// Monday, 23 November 2026, 9:00 in Shanghai.
pub const MORNING: At = At(1_795_395_600_000);

/// What everybody signs with.
pub const PIN: &str = "246810";

pub struct Office {
    pub desk: Desk,
    pub clock: Arc<FixedClock>,
}

impl Office {
    /// An office in memory with rooms, people and one person of each post.
    pub fn new() -> Self {
        Self::with(Registers::standard())
    }

    /// The same with other registers.
    pub fn with(registers: Registers) -> Self {
        Self::founded_and_furnished(MemoryEngine::new(), registers)
    }

    /// The same over any engine.
    pub fn founded_and_furnished(engine: impl Engine + 'static, registers: Registers) -> Self {
        let office = Self::founded(engine, registers);
        office.furnish();
        office
    }

    /// An office over any engine, with its founder only.
    pub fn founded(engine: impl Engine + 'static, registers: Registers) -> Self {
        let clock = Arc::new(FixedClock::new(MORNING));
        let store = Store::open(engine, &Options::unwatched()).expect("the store opens");
        let registers = Arc::new(registers);
        let founder =
            Founder { office: "阳光花园物业服务中心".into(), uid: 1000, name: "管理员".into() };
        if !lobby::desk::exists(&store).expect("the store reads") {
            lobby::desk::create(&store, &registers, &founder, MORNING).expect("an office is founded");
        }
        let desk = Desk::open(store, registers, clock.clone()).expect("the desk opens");
        // A PIN of a test is no secret, and there are many.
        Self { desk: desk.with_pin_cost(PinCost { memory_kib: 8, passes: 1 }), clock }
    }

    /// Rooms, people and one person of each post.
    pub fn furnish(&self) {
        let admin = self.founder();
        for (name, post) in [
            ("陈经理", "manager"),
            ("刘主管", "supervisor"),
            ("王前台", "receptionist"),
            ("李接待", "senior"),
            ("张专员", "officer"),
            ("赵收费", "cashier"),
        ] {
            self.ok(&admin, "staff.add", json!({"name": name, "posts": [post], "uid": 1000}));
        }
        self.ok(&admin, "team.add", json!({"name": "水电班"}));
        self.ok(&admin, "staff.add", json!({"name": "孙师傅", "team": "水电班"}));
        for room in ["3-2-1801", "3-2-1802", "3-1-1801", "12-1-101"] {
            self.ok(&admin, "place.add", json!({"code": room}));
        }
        self.ok(&admin, "place.add", json!({"code": "中心花园", "kind": "common"}));
        self.ok(
            &admin,
            "person.add",
            json!({"name": "张建国", "phone": "138 0000 5678", "place": "3-2-1801", "role":"owner"}),
        );
        for post in Post::ALL.into_iter().filter(|post| *post != Post::Administrator) {
            self.ok(&self.post(post), "pin.set", json!({"new": PIN}));
        }
    }

    /// Offers the present watch: every item is looked through, every red one says what to do if.
    pub fn offer(&self, who: &Who) -> Json {
        self.offer_with(who, json!({}))
    }

    /// The same with more arguments of the offer.
    pub fn offer_with(&self, who: &Who, mut args: Json) -> Json {
        let draft = self.ok(who, "watch.prepare", json!({}));
        let items: Vec<&Json> =
            draft["items"].as_array().unwrap().iter().map(|row| &row["item"]["no"]).collect();
        let unlike: Vec<&Json> = draft["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["item"]["carried"].as_u64() >= Some(3) && row["item"]["note"] == "")
            .map(|row| &row["item"]["no"])
            .collect();
        self.ok(who, "watch.edit", json!({"items": items, "if_then": "无"}));
        if !unlike.is_empty() {
            self.ok(who, "watch.edit", json!({"items": unlike, "note": "等配件"}));
        }
        self.count_all(who);
        args["pin"] = json!(PIN);
        self.ok(who, "watch.offer", args)
    }

    /// Counts what the person's side still owes: as many as expected, money by its total.
    pub fn count_all(&self, who: &Who) {
        let view = self.ok(who, "watch.show", json!({}));
        for row in view["counts"].as_array().unwrap() {
            if row["asked"] == false || row["settled"] == true {
                continue;
            }
            let money = ["cash", "method", "float", "deposits"].contains(&row["kind"].as_str().unwrap());
            let mut count = json!({"thing": row["thing"]});
            if money {
                count["amount"] = json!(0);
            }
            self.ok(who, "watch.count", count);
        }
    }

    /// Reads every item of the document and says what comes first.
    pub fn read(&self, who: &Who) {
        let view = self.ok(who, "watch.show", json!({}));
        for row in view["items"].as_array().unwrap().iter().filter(|row| row["acknowledged"] == false) {
            self.ok(who, "watch.acknowledge", json!({"item": row["item"]["no"], "words": "先打电话"}));
        }
    }

    /// Reads the document and accepts it.
    pub fn take_over(&self, who: &Who) -> Json {
        self.ok(who, "watch.review", json!({}));
        self.read(who);
        self.count_all(who);
        self.ok(who, "watch.accept", json!({"pin": PIN}))
    }

    /// The founder, who holds all posts.
    pub fn founder(&self) -> Who {
        self.who(StaffId(1), "管理员", Posts::ALL)
    }

    /// The person who holds this post.
    pub fn post(&self, post: Post) -> Who {
        let at = Post::ALL.iter().position(|p| *p == post).expect("a post") as u64;
        self.who(StaffId(2 + at), post.title().zh, Posts::of(&[post]))
    }

    fn who(&self, staff: StaffId, name: &str, posts: Posts) -> Who {
        Who { staff, name: name.into(), posts, team: None, desk: DeskId(1), session: staff.0, lang: Lang::Zh }
    }

    /// Runs one call as the JSON face would.
    pub fn call(&self, who: &Who, id: &str, args: Json) -> Result<Json, Fault> {
        self.run(who, id, args, None).map(|done| done.reply.to_json().expect("a reply is JSON"))
    }

    /// Runs one call with an idempotency key.
    pub fn run(&self, who: &Who, id: &str, args: Json, key: Option<&str>) -> Result<Done, Fault> {
        let call = call_from_json(self.desk.registers(), id, args)?;
        if self.desk.needs_writer(who, &call) {
            let job = Job { who: who.clone(), key: key.map(str::to_owned), call };
            return self.desk.write(&[job]).pop().expect("an answer");
        }
        let reply: Reply = self.desk.read(who, &call)?;
        Ok(reply.into())
    }

    /// Runs one call that must be done.
    pub fn ok(&self, who: &Who, id: &str, args: Json) -> Json {
        let said = args.to_string();
        self.call(who, id, args).unwrap_or_else(|fault| panic!("{id} {said}: {fault:?}"))
    }

    /// The number of the entry of a register that this text finds first.
    pub fn number(&self, register: &str, text: &str) -> String {
        let found = self.ok(&self.founder(), "search.find", json!({"text": text, "registers": [register]}));
        found["hits"][0]["number"]
            .as_str()
            .unwrap_or_else(|| panic!("nothing for {text}: {found}"))
            .to_owned()
    }

    /// Runs one call that must be refused.
    pub fn refused(&self, who: &Who, id: &str, args: Json) -> Fault {
        let said = args.to_string();
        match self.call(who, id, args) {
            Ok(reply) => panic!("{id} {said} was done: {reply}"),
            Err(fault) => fault,
        }
    }
}

impl Office {
    /// Arguments of the right JSON types for a schema, so that only permission can refuse the call.
    pub fn refused_args(&self, schema: &Json) -> Json {
        let mut args = serde_json::Map::new();
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str) {
            let kind = &schema["properties"][name];
            let value = match kind["type"].as_str() {
                Some("integer") => json!(1),
                Some("array") => json!([]),
                Some("object") => json!({}),
                _ if kind["format"] == "date" => json!("2026-11-23"),
                _ if kind["$ref"].as_str().is_some_and(|of| of.ends_with("/Pin")) => json!(PIN),
                _ if kind.get("$ref").is_some() => json!({}),
                _ => json!("#1"),
            };
            args.insert(name.to_owned(), value);
        }
        Json::Object(args)
    }
}

//! The one list of calls: id, who may, whether it writes, words, arguments and reply.

use crate::api::{
    alarm, bulk, card, checklist, draft, entry, explain, handover, incident, intake, map, office, paper, pin,
    privacy, quality, report, review, rota, service, session, slot, text,
};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::posts::{Post, Posts};
use crate::say;
use crate::text::lang::{T, t};
use serde::{Deserialize, Serialize};

/// What a call is, without its arguments.
#[derive(Clone, Copy, Debug)]
pub struct CallInfo {
    /// `area.verb`; `entry.*` stands for the calls of every register.
    pub id: &'static str,
    /// Who may. Calls of a register ask the register instead.
    pub who: Posts,
    /// Whether it changes anything; such calls run one at a time.
    pub writes: bool,
    /// Its words.
    pub title: T,
    /// The JSON schema of its arguments.
    pub args: fn() -> serde_json::Value,
    /// The JSON schema of its reply.
    pub reply: fn() -> serde_json::Value,
}

/// A call's arguments that know their reply.
pub trait Typed: Sized {
    /// The reply.
    type Reply;
    /// The id of the call.
    const ID: &'static str;
    /// Makes a call of the arguments.
    fn wrap(self) -> Call;
    /// The reply, when it is this call's.
    fn unwrap_reply(reply: Reply) -> Option<Self::Reply>;
}

macro_rules! calls {
    ($($(#[$doc:meta])* $variant:ident $id:literal $mode:ident $who:expr, ($zh:literal, $en:literal), $args:ty => $reply:ty;)*) => {
        /// A call with its arguments.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Call {
            $(
                #[doc = concat!("`", $id, "`: ", $en)]
                $variant($args),
            )*
        }

        /// A reply.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Reply {
            $(
                #[doc = concat!("Answers `", $id, "`.")]
                $variant($reply),
            )*
        }

        /// Every call, in the order of the reference.
        pub const CALLS: &[CallInfo] = &[
            $(CallInfo {
                id: $id,
                who: $who,
                writes: calls!(@writes $mode),
                title: t($zh, $en),
                args: || schema::<$args>(),
                reply: || schema::<$reply>(),
            },)*
        ];

        $(impl Typed for $args {
            type Reply = $reply;
            const ID: &'static str = $id;
            fn wrap(self) -> Call {
                Call::$variant(self)
            }
            fn unwrap_reply(reply: Reply) -> Option<$reply> {
                match reply {
                    Reply::$variant(reply) => Some(reply),
                    _ => None,
                }
            }
        })*

        impl Call {
            /// The id in [`CALLS`].
            #[must_use]
            pub const fn id(&self) -> &'static str {
                match self { $(Self::$variant(_) => $id,)* }
            }

            /// Reads a call from its JSON arguments; none for an unknown id.
            #[must_use]
            pub fn from_json(id: &str, args: serde_json::Value) -> Option<Result<Self, Fault>> {
                match id {
                    $($id => Some(serde_json::from_value::<$args>(args).map(Self::$variant).map_err(|error| unreadable(&error))),)*
                    _ => None,
                }
            }
        }

        impl Reply {
            /// The reply as JSON.
            ///
            /// # Errors
            /// Never for replies as they are declared; a mistake in a declaration would show here.
            pub fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
                match self { $(Self::$variant(reply) => serde_json::to_value(reply),)* }
            }
        }
    };
    (@writes read) => { false };
    (@writes write) => { true };
}

const LEAD_OR_ADMIN: Posts = Posts::LEAD.and(Posts::ADMIN);
const FILES: Posts = Posts::STAFF.and(Posts::ADMIN);
const AUDIT: Posts = Posts::of(&[Post::Manager, Post::Supervisor, Post::Administrator]);

const RETAIN: Posts = Posts::of(&[Post::Manager, Post::Administrator]);

// New calls come last: remembered replies are read back by their place in this list.
calls! {
    WhoAmI "session.who" read Posts::ALL, ("我是谁", "Who am I"), session::WhoAmI => session::Me;
    SetPrefs "session.prefs" write Posts::ALL, ("保存个人偏好", "Keep own preferences"), session::SetPrefs => session::Nothing;
    SetPresence "session.presence" read Posts::ALL, ("告知正在查看", "Say what one looks at"), session::SetPresence => session::Nothing;
    Act "entry.act" write Posts::ALL, ("办理登记事项", "Act on an entry"), entry::Act => entry::Acted;
    List "entry.list" read Posts::ALL, ("列出", "List"), entry::List => entry::Page;
    Show "entry.show" read Posts::ALL, ("查看", "Show"), entry::Show => entry::Entry;
    History "entry.history" read Posts::ALL, ("历史", "History"), entry::History => entry::Steps;
    Undo "entry.undo" write Posts::ALL, ("撤销我的上一步", "Undo own last act"), entry::Undo => entry::Undone;
    Find "search.find" read Posts::ALL, ("查找", "Find"), card::Find => card::Found;
    RoomCard "room.card" read Posts::STAFF, ("房间卡", "Room card"), card::RoomCard => card::Card;
    Similar "request.similar" read Posts::STAFF, ("相似报修", "Similar requests"), entry::Similar => entry::Similars;
    Board "board.show" read Posts::DESK, ("派工板", "Dispatch board"), card::BoardShow => card::Board;
    LogWrite "log.write" write Posts::ALL, ("写值班日志", "Write a log line"), handover::Write => handover::Written;
    LogList "log.list" read Posts::ALL, ("值班日志", "Shift log"), handover::ListLog => handover::LogPage;
    LogRead "log.read" write Posts::ALL, ("标为已读", "Mark as read"), handover::MarkRead => session::Nothing;
    WatchShow "watch.show" read Posts::ALL, ("当前值班", "The present watch"), handover::ShowWatch => handover::WatchView;
    WatchList "watch.list" read Posts::ALL, ("历次值班", "Watches"), handover::ListWatches => handover::Watches;
    WatchOpen "watch.open" write Posts::STAFF, ("开始值班", "Open the watch"), handover::Open => handover::WatchView;
    WatchOffer "watch.offer" write Posts::STAFF, ("交班", "Offer the watch"), handover::Offer => handover::WatchView;
    WatchRecall "watch.recall" write Posts::STAFF, ("撤回交班", "Take the offer back"), handover::Recall => handover::WatchView;
    WatchAcknowledge "watch.acknowledge" write Posts::STAFF, ("确认知悉", "Acknowledge an item"), handover::Acknowledge => handover::WatchView;
    WatchAccept "watch.accept" write Posts::STAFF, ("接班", "Accept the watch"), handover::Accept => handover::WatchView;
    DraftSave "draft.save" write Posts::ALL, ("暂存表单", "Keep a form"), draft::Save => session::Nothing;
    DraftList "draft.list" read Posts::ALL, ("暂存的表单", "Kept forms"), draft::ListDrafts => draft::Drafts;
    DraftDrop "draft.drop" write Posts::ALL, ("丢弃表单", "Drop a kept form"), draft::Drop => session::Nothing;
    Settings "settings.list" read Posts::ALL, ("设置", "Settings"), office::ListSettings => office::Settings;
    SetSetting "settings.set" write LEAD_OR_ADMIN, ("更改设置", "Change a setting"), office::SetSetting => office::SettingRow;
    Journal "journal.read" read AUDIT, ("读日志账", "Read the journal"), entry::Journal => entry::JournalPage;
    Report "report.requests" read Posts::DESK.and(Posts::ADMIN), ("报修统计", "Figures over requests"), report::Requests => report::Figures;
    ImportBegin "import.begin" write AUDIT, ("开始导入", "Begin an import"), office::ImportBegin => office::ImportBegun;
    ImportRows "import.rows" write AUDIT, ("导入数据行", "Stage rows of an import"), office::ImportRows => office::ImportAnswer;
    ImportFinish "import.finish" write AUDIT, ("完成导入", "Finish an import"), office::ImportFinish => office::ImportDone;
    Export "store.export" read Posts::ADMIN, ("导出全部", "Export everything"), office::ExportLines => office::ExportPart;
    Verify "store.verify" read Posts::ADMIN.and(AUDIT), ("核验存储", "Verify the store"), office::Verify => office::Verified;
    Stop "server.stop" write Posts::ADMIN, ("停止服务", "Stop the server"), office::Stop => session::Nothing;
    IntakeBegin "intake.begin" write AUDIT, ("开始导入档案", "Begin an intake"), intake::IntakeBegin => intake::IntakeBegun;
    IntakeRows "intake.rows" write AUDIT, ("导入档案行", "Stage rows of an intake"), intake::IntakeRows => intake::IntakeAnswer;
    IntakeFinish "intake.finish" write AUDIT, ("完成导入档案", "Finish an intake"), intake::IntakeFinish => intake::IntakeDone;
    Unmask "entry.unmask" write Posts::STAFF, ("查看完整信息", "Show a masked field"), privacy::Unmask => privacy::Unmasked;
    ExportFull "register.export" write AUDIT, ("导出完整信息", "Export in full"), privacy::ExportFull => entry::Page;
    BuildingMap "building.map" read Posts::STAFF, ("楼栋图", "Building map"), map::BuildingMap => map::MapView;
    PersonCard "person.card" read Posts::STAFF, ("客户卡", "Person card"), card::PersonCard => card::Card;
    CardTimeline "card.timeline" read Posts::STAFF, ("往来记录", "Timeline of a card"), card::CardTimeline => card::Timeline;
    Checklist "procedure.checklist" read Posts::STAFF, ("手续清单", "Checklist of a procedure"), checklist::ShowChecklist => checklist::Checklist;
    Occupancy "report.occupancy" read FILES, ("使用状态统计", "Figures over occupancy"), report::Occupancy => report::OccupancyFigures;
    OccupancyRooms "report.rooms" read FILES, ("使用状态统计的房间", "The rooms behind the figures"), report::OccupancyRooms => report::RoomsPage;
    OccupancyWeek "report.week" read FILES, ("使用状态周报", "Weekly report of occupancy"), report::OccupancyWeek => report::WeekFigures;
    Moves "report.moves" read FILES, ("迁入迁出统计", "Moves of a period"), report::Moves => report::MovesPage;
    Quality "quality.list" read FILES, ("档案质量", "Quality of the files"), quality::QualityList => quality::QualityPage;
    DueForErasure "privacy.due" read RETAIN, ("保存期满的个人信息", "Personal data kept long enough"), privacy::DueForErasure => privacy::Due;
    Bulk "entry.bulk" write Posts::ALL, ("批量办理", "Act on many entries"), bulk::Bulk => bulk::Bulked;
    Reassign "staff.reassign" write Posts::LEAD, ("整体转交工作", "Hand over everything of a person"), bulk::Reassign => bulk::Reassigned;
    TextSearch "text.search" read Posts::ALL, ("全文查找", "Search the words"), text::TextSearch => text::TextFound;
    PrintForms "paper.forms" read Posts::STAFF, ("可打印的单据", "Forms to print"), paper::PrintForms => paper::Forms;
    SlotList "slot.list" read Posts::STAFF, ("预约时段", "Bookings of a day"), slot::SlotList => slot::Slots;
    Print "paper.print" write Posts::STAFF, ("打印单据", "Print a form"), paper::Print => paper::Printed;
    AlarmList "alarm.list" read Posts::ALL, ("响铃事项", "What rings"), alarm::ListAlarms => alarm::Alarms;
    IncidentShow "incident.show" read Posts::STAFF, ("突发事件处置", "An incident with its plan"), incident::ShowIncident => incident::IncidentView;
    IncidentAffecting "incident.affecting" read Posts::STAFF, ("影响该处的突发事件", "Incidents that touch a place"), incident::Affecting => incident::AffectingList;
    ServiceReport "report.service" read FILES, ("服务统计", "Figures of service"), service::ServiceReport => service::ServiceFigures;
    Behind "report.behind" read FILES, ("指标背后的登记", "The entries behind a figure"), service::Behind => service::BehindPage;
    BoardService "board.service" read Posts::STAFF, ("服务看板", "Boards of service"), service::BoardService => service::ServiceBoardView;
    Explain "entry.explain" read Posts::ALL, ("时限说明", "Why it is due then"), explain::Explain => explain::Explained;
    WatchPrepare "watch.prepare" write Posts::STAFF, ("准备交班", "Prepare the document"), handover::Prepare => handover::WatchView;
    WatchEdit "watch.edit" write Posts::STAFF, ("修改交班事项", "Edit items of the document"), handover::Edit => handover::WatchView;
    WatchCount "watch.count" write Posts::STAFF, ("清点", "Count"), handover::Count => handover::WatchView;
    WatchExplain "watch.explain" write Posts::STAFF, ("说明清点差异", "Explain a count"), handover::ExplainCount => handover::WatchView;
    WatchReview "watch.review" write Posts::STAFF, ("核对交班单", "Read the document"), handover::Review => handover::WatchView;
    WatchAsk "watch.ask" write Posts::STAFF, ("退回询问", "Ask the leaver"), handover::AskBack => handover::WatchView;
    WatchAnswer "watch.answer" write Posts::STAFF, ("答复询问", "Answer a question"), handover::Answer => handover::WatchView;
    WatchContest "watch.contest" write Posts::STAFF, ("提出争议", "Contest"), handover::Contest => handover::WatchView;
    WatchRule "watch.rule" write Posts::LEAD, ("裁定争议", "Rule on a dispute"), handover::Rule => handover::WatchView;
    WatchRelease "watch.release" write Posts::LEAD, ("代管", "Take in trust"), handover::Release => handover::WatchView;
    WatchSeal "watch.seal" write Posts::STAFF, ("封存服务台", "Seal the desk"), handover::Seal => handover::WatchView;
    WatchBreakSeal "watch.break-seal" write Posts::STAFF, ("启封", "Break the seal"), handover::BreakSeal => handover::WatchView;
    WatchRelieve "watch.relieve" write Posts::STAFF, ("紧急接替", "Relieve"), handover::Relieve => handover::WatchView;
    WatchPass "watch.pass" write Posts::STAFF, ("转交同班", "Pass to a colleague"), handover::Pass => handover::WatchView;
    WatchContinue "watch.continue" write Posts::STAFF, ("续班", "Go on into the next slot"), handover::Continue => handover::WatchView;
    WatchConfirm "watch.confirm" write Posts::STAFF, ("补签交班", "Confirm afterwards"), handover::Confirm => handover::WatchView;
    SetPin "pin.set" write Posts::STAFF, ("设置签字密码", "Set one's PIN"), pin::SetPin => session::Nothing;
    ResetPin "pin.reset" write Posts::LEAD.and(Posts::ADMIN), ("重置签字密码", "Reset a PIN"), pin::ResetPin => session::Nothing;
    Sheet "handover.sheet" read Posts::STAFF, ("交班单全文", "The whole document"), review::ShowSheet => review::SheetView;
    ReviewDay "handover.review" read Posts::LEAD, ("夜间复核", "Night review of a day"), review::ReviewDay => review::DayView;
    ReviewMark "handover.mark" write Posts::LEAD, ("复核批注", "Comment on an exception"), review::MarkException => review::DayView;
    ReviewSign "handover.sign" write Posts::LEAD, ("签署当日复核", "Sign the day"), review::SignDay => review::DayView;
    HandoverReport "report.handover" read Posts::LEAD.and(Posts::ADMIN), ("交接班统计", "Figures of handovers"), review::HandoverReport => review::HandoverFigures;
    RotaShow "rota.show" read Posts::STAFF, ("排班表", "The plan of some days"), rota::ShowRota => rota::RotaView;
    RotaCopy "rota.copy" write Posts::LEAD, ("照另一周排班", "Plan a week like another"), rota::CopyRota => bulk::Bulked;
    DutyNow "duty.now" read Posts::ALL, ("谁在岗", "Who is on duty"), rota::OnDuty => rota::DutyNow;
    LogUnderstand "log.understand" write Posts::ALL, ("已读并理解", "Read and understood"), handover::Understand => session::Nothing;
    LogOwed "log.owed" read Posts::ALL, ("必读未读", "What must be read"), handover::Owed => handover::OwedPage;
    WatchRecent "watch.recent" read Posts::ALL, ("刚接的班", "What was just taken over"), handover::ShowRecent => handover::RecentView;
    LogReaders "log.readers" read Posts::ALL, ("谁读了谁没读", "Who has read it"), handover::ShowReaders => handover::ReadersView;
}

fn schema<S: schemars::JsonSchema>() -> serde_json::Value {
    schemars::schema_for!(S).to_value()
}

fn unreadable(error: &serde_json::Error) -> Fault {
    let why = error.to_string();
    let field = why.split('`').nth(1).map(str::to_owned);
    let mut fault = Fault::new(FaultKind::Invalid, say!("参数有误：{why}", "Bad arguments: {why}"));
    fault.field = field;
    fault
}

impl Call {
    /// What is known of the call.
    #[must_use]
    pub fn info(&self) -> &'static CallInfo {
        let id = self.id();
        // The macro writes one row per variant, so the row is there; the first row only satisfies the type.
        CALLS.iter().find(|info| info.id == id).unwrap_or(&FIRST)
    }
}

const FIRST: CallInfo = CallInfo {
    id: "",
    who: Posts::NONE,
    writes: true,
    title: t("", ""),
    args: || serde_json::Value::Null,
    reply: || serde_json::Value::Null,
};

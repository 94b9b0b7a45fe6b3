//! The table of screen commands: a constant for the source, a name for the keymaps, words for the screen.

use super::{At, Command, Need};
use crate::text::lang::{T, t};

/// The groups: id and heading.
pub const GROUPS: &[(&str, T)] = &[
    ("app", t("程序", "Program")),
    ("go", t("前往", "Go to")),
    ("quick", t("快速登记", "Quick forms")),
    ("list", t("列表", "List")),
    ("entry", t("登记项", "Entry")),
    ("form", t("表单", "Form")),
    ("field", t("输入框", "Text field")),
    ("page", t("阅读页", "Page")),
    ("dialog", t("询问", "Question")),
    ("prompt", t("选择框", "Picker")),
    ("card", t("房间卡", "Room card")),
    ("board", t("派工板", "Dispatch board")),
    ("emergency", t("突发事件", "Emergencies")),
    ("boards", t("服务看板", "Boards of service")),
    ("figures", t("服务统计", "Figures of service")),
    ("checklist", t("手续清单", "Checklist")),
    ("map", t("楼栋图", "Building map")),
    ("quality", t("档案质量", "Quality of the files")),
    ("merge", t("合并重复档案", "Two files of one person")),
    ("reports", t("房间统计", "Figures over rooms")),
    ("follow-up", t("回访", "Follow-up")),
    ("log", t("值班日志", "Shift log")),
    ("watch", t("交接班", "Shift handover")),
    ("review", t("夜间复核", "Night review")),
    ("rota", t("排班与在岗", "Roster and duty")),
    ("files", t("档案与钥匙", "Files and keys")),
    ("office", t("管理处设置", "Office set-up")),
    ("paper", t("打印与批量", "Printing and many at once")),
];

/// One row makes the constant in [`id`] and the entry in [`COMMANDS`], so that neither can miss.
macro_rules! commands {
    ($($name:ident $id:literal $group:literal $at:expr, $footer:expr, $need:ident, $zh:literal, $en:literal;)*) => {
        /// The names as constants, for `match` in the screens: a misspelt one does not compile.
        #[allow(missing_docs)] // the label in the table says what each is
        pub mod id {
            $(pub const $name: &str = $id;)*
        }

        /// The static table.
        pub const COMMANDS: &[Command] = &[
            $(Command { id: $id, group: $group, label: t($zh, $en), footer: $footer, at: $at, need: Need::$need },)*
        ];
    };
}

commands! {
    // What is there on every screen.
    APP_HELP      "app.help"      "app" At::Global, Some(90), Key,     "帮助", "Help";
    APP_PALETTE   "app.palette"   "app" At::Global, Some(91), Key,     "命令", "Commands";
    APP_WHY       "app.why"       "app" At::Global, None,     Key,     "为什么不能办", "Why not";
    APP_QUIT      "app.quit"      "app" At::Global, Some(99), Key,     "退出", "Quit";
    APP_REPAINT   "app.repaint"   "app" At::Global, None,     Palette, "重画屏幕", "Repaint the screen";
    APP_SWITCH    "app.switch"    "app" At::Global, None,     Key,     "换人操作", "Switch person";
    ENTRY_UNDO    "entry.undo"    "app" At::Global, None,     Key,     "撤销我刚才的操作", "Undo my last act";
    APP_LANGUAGE  "app.language"  "app" At::Global, None,     Palette, "切换中文／英文", "Switch Chinese and English";
    APP_KEYMAP    "app.keymap"    "app" At::Global, None,     Palette, "更换键位方案", "Change the keymap";
    APP_THEME     "app.theme"     "app" At::Global, None,     Palette, "更换配色", "Change the theme";
    APP_KEYFAULTS "app.keyfaults" "app" At::Global, None,     Palette, "查看键位文件的错误", "Show faults of the key file";

    GO_BACK       "go.back"       "go" At::Global, Some(80), Key,     "返回", "Back";
    GO_HOME       "go.home"       "go" At::Global, None,     Key,     "回首页", "Home";
    GO_BOARD      "go.board"      "go" At::Global, Some(33), Key,     "派工板", "Dispatch board";
    GO_BOARDS     "go.overdue"    "go" At::Global, None,     Palette, "服务看板：超时、等待、承诺、升级", "Boards: overdue, waiting, promised, escalated";
    GO_FIGURES    "go.figures"    "go" At::Global, None,     Palette, "服务统计", "Figures of service";
    GO_FOLLOW_UPS "go.follow_ups" "go" At::Global, Some(34), Key,     "待回访", "Follow-ups due";
    GO_LOG        "go.log"        "go" At::Global, Some(35), Key,     "值班日志", "Shift log";
    GO_WATCH      "go.watch"      "go" At::Global, Some(36), Key,     "交接班", "Shift handover";
    GO_PARKED     "go.parked"     "go" At::Global, Some(37), Key,     "暂存的表单", "Parked forms";
    GO_REQUESTS   "go.requests"   "go" At::Global, None,     Palette, "报修登记", "Requests";
    GO_VISITS     "go.visits"     "go" At::Global, None,     Palette, "来访登记", "Visits";
    GO_COMPLAINTS "go.complaints" "go" At::Global, None,    Palette, "投诉登记", "Complaints";
    GO_ENQUIRIES  "go.enquiries"  "go" At::Global, None,    Palette, "咨询登记", "Enquiries";
    GO_PASS_ONS   "go.pass_ons"   "go" At::Global, None,    Palette, "转办登记", "Passed on";
    GO_LIAISON    "go.liaison"    "go" At::Global, None,    Palette, "外联记录", "Liaison log";
    GO_CONTACTS   "go.contacts"   "files" At::Global, None, Palette, "外部联系人", "Contacts";
    GO_TASKS      "go.tasks"      "go" At::Global, None,     Palette, "交办事项", "Tasks";
    GO_CARD       "go.card"       "go" At::Global, None,     Palette, "打开房间卡", "Open a room's card";
    GO_MAP        "go.map"        "go" At::Global, None,     Palette, "楼栋图", "Building map";
    GO_QUALITY    "go.quality"    "go" At::Global, None,     Palette, "档案质量清单", "Quality of the files";
    GO_REPORTS    "go.reports"    "go" At::Global, None,     Palette, "房间统计：使用状态、周报、迁入迁出", "Figures over rooms: occupancy, week, moves";
    GO_PROMISES   "go.promises"   "go" At::Global, None,     Palette, "承诺", "Promises";
    GO_MOVES      "go.moves"      "go" At::Global, None,     Palette, "入住迁出手续", "Moves in and out";
    GO_DEFECTS    "go.defects"    "go" At::Global, None,     Palette, "验房缺陷", "Move-in defects";
    GO_SEARCH     "go.search"     "go" At::Global, None,     Key,     "全文查找", "Search the words";
    GO_SLOTS      "go.slots"      "go" At::Global, None,     Palette, "预约时段：人员忙闲", "Bookings: who is free when";
    GO_BLANKS     "go.blanks"     "paper" At::Global, None,  Palette, "打印空白表格", "Print a blank form";
    GO_REASSIGN   "staff.reassign" "paper" At::Global, None, Palette, "整体转交工作", "Hand over everything of a person";
    GO_NIGHT      "go.night"      "go" At::Global, None,     Palette, "上次值班以来", "Since my last duty";
    GO_KEYS       "go.keys"       "files" At::Global, None,  Palette, "钥匙", "Keys";
    GO_CARDS      "go.cards"      "files" At::Global, None,  Palette, "门禁卡", "Access cards";
    GO_VEHICLES   "go.vehicles"   "files" At::Global, None,  Palette, "车辆", "Vehicles";
    GO_PETS       "go.pets"       "files" At::Global, None,  Palette, "宠物", "Pets";
    GO_HOME_VISITS "go.home_visits" "files" At::Global, None, Palette, "走访", "Home visits";
    GO_DOCUMENTS  "go.documents"  "files" At::Global, None,  Palette, "档案资料", "Documents on file";
    GO_CONSENTS   "go.consents"   "files" At::Global, None,  Palette, "个人信息同意", "Consents";
    GO_MANDATES   "go.mandates"   "files" At::Global, None,  Palette, "代扣协议", "Bank mandates";
    GO_OFFICE     "go.office"     "office" At::Global, None, Palette, "管理处设置", "Office set-up";
    GO_PERSONS    "go.persons"    "office" At::Global, None, Palette, "客户", "Customers";
    GO_SETTINGS   "go.settings"   "office" At::Global, None, Palette, "参数设置", "Settings";
    GO_STAFF      "go.staff"      "office" At::Global, None, Palette, "员工", "Staff";
    GO_TEAMS      "go.teams"      "office" At::Global, None, Palette, "班组", "Teams";
    GO_DESKS      "go.desks"      "office" At::Global, None, Palette, "服务台", "Desks";
    GO_ROOMS      "go.rooms"      "office" At::Global, None, Palette, "房间", "Rooms";

    GO_EMERGENCY  "go.emergency"  "emergency" At::Global, None, Key, "报告突发事件", "Report an emergency";
    BELL_ANSWER   "bell.answer"   "emergency" At::Global, None, Key, "接手响铃事项", "Answer the bell";
    GO_INCIDENTS  "go.incidents"  "emergency" At::Global, None, Palette, "突发事件登记", "Incidents";
    GO_PLANS      "go.plans"      "office" At::Global, None, Palette, "应急预案卡", "Plan cards";

    // Quick forms, from anywhere with one key.
    REQUEST_LOG   "request.log"   "quick" At::Global, Some(30), Key, "登记报修", "Log a walk-in request";
    VISIT_LOG     "visit.log"     "quick" At::Global, Some(31), Key, "登记来访", "Log a visitor";
    COMPLAINT_LOG "complaint.log" "quick" At::Global, None,     Palette, "登记投诉", "Log a complaint";
    ENQUIRY_LOG   "enquiry.log"   "quick" At::Global, None,     Palette, "登记咨询", "Log an enquiry";
    PROMISE_MAKE  "promise.make"  "quick" At::Global, None,     Palette, "记下承诺", "Write down a promise";
    LOG_WRITE     "log.write"     "quick" At::Global, Some(32), Key, "记一条日志", "Write a log line";

    LIST_UP        "list.up"        "list" At::List, None,     Key,     "上一行", "Row up";
    LIST_DOWN      "list.down"      "list" At::List, None,     Key,     "下一行", "Row down";
    LIST_PAGE_UP   "list.page_up"   "list" At::List, None,     Key,     "上一页", "Page up";
    LIST_PAGE_DOWN "list.page_down" "list" At::List, None,     Key,     "下一页", "Page down";
    LIST_HOME      "list.home"      "list" At::List, None,     Key,     "第一行", "First row";
    LIST_END       "list.end"       "list" At::List, None,     Key,     "最后一行", "Last row";
    LIST_OPEN      "list.open"      "list" At::List, Some(10), Key,     "打开", "Open";
    LIST_NEW       "list.new"       "list" At::List, Some(12), Key,     "新增", "New";
    LIST_FILTER    "list.filter"    "list" At::List, Some(11), Key,     "筛选", "Filter";
    LIST_REFRESH   "list.refresh"   "list" At::List, None,     Key,     "重新读取", "Read again";
    LIST_VIEW      "list.view"      "list" At::List, Some(12), Key,     "换视图", "Another view";
    LIST_MARK      "list.mark"      "list" At::List, None,     Palette,     "标记/取消标记", "Mark or unmark";
    LIST_MARK_ALL  "list.mark_all"  "list" At::List, None,     Palette, "全部标记/全部取消", "Mark all or none";
    PANE_NEXT      "pane.next"      "list" At::List, Some(13), Key,     "下一栏", "Next pane";
    PANE_PREV      "pane.prev"      "list" At::List, None,     Key,     "上一栏", "Previous pane";

    ENTRY_ACTIONS  "entry.actions"  "entry" At::List, Some(14), Key,    "可做的操作", "Actions";
    ENTRY_EDIT     "entry.edit"     "entry" At::List, None,     Palette, "更正登记内容", "Correct the entry";
    ENTRY_UNMASK   "entry.unmask"   "entry" At::List, None,     Key,     "查看完整信息", "Show in full";
    ENTRY_PRINT    "entry.print"    "entry" At::List, None,    Palette, "打印", "Print";
    ENTRY_EXPLAIN  "entry.explain"  "entry" At::List, None,     Key,    "时限说明", "Why due";
    ENTRY_HISTORY  "entry.history"  "entry" At::List, None,     Palette, "经过", "History";

    FORM_NEXT      "form.next"      "form" At::Form, None,     Key,     "下一项", "Next field";
    FORM_PREV      "form.prev"      "form" At::Form, None,     Key,     "上一项", "Previous field";
    FORM_ENTER     "form.enter"     "form" At::Form, Some(1),  Key,     "下一项", "Next";
    FORM_SUBMIT    "form.submit"    "form" At::Form, Some(2),  Key,     "提交", "Submit";
    FORM_PARK      "form.park"      "form" At::Form, Some(3),  Key,     "暂存", "Park";
    FORM_CANCEL    "form.cancel"    "form" At::Form, Some(5),  Key,     "不填了", "Cancel";
    FORM_PICK      "form.pick"      "form" At::Form, Some(4),  Key,     "从列表选", "Pick from a list";
    FORM_TEMPLATE  "form.template"  "form" At::Form, Some(4),  Key,     "常见报修", "Common faults";
    FORM_ATTACH    "form.attach"    "form" At::Form, Some(2),  Key,     "并入已有单", "Attach to an open one";
    FORM_TRIAGE    "form.triage"    "form" At::Form, None,     Palette, "问出紧急程度（紧急程度一栏按 ?）", "How urgent: ask (? in the urgency field)";
    FORM_SAME      "form.same"      "form" At::Form, None,     Palette, "同上一位：房间、来人、电话", "Same caller and room as before";
    FORM_CLEAR     "form.clear"     "form" At::Form, None,     Palette, "清空此项", "Clear the field";

    FIELD_LEFT        "field.left"        "field" At::Field, None, Key, "左移", "Left";
    FIELD_RIGHT       "field.right"       "field" At::Field, None, Key, "右移", "Right";
    FIELD_HOME        "field.home"        "field" At::Field, None, Key, "行首", "Start of line";
    FIELD_END         "field.end"         "field" At::Field, None, Key, "行尾", "End of line";
    FIELD_BACKSPACE   "field.backspace"   "field" At::Field, None, Key, "删前一字", "Delete before the caret";
    FIELD_DELETE      "field.delete"      "field" At::Field, None, Key, "删后一字", "Delete after the caret";
    FIELD_DELETE_WORD "field.delete_word" "field" At::Field, None, Palette, "删前一词", "Delete the word before";
    FIELD_UP          "field.up"          "field" At::Multiline, None, Key, "上一行", "Line up";
    FIELD_DOWN        "field.down"        "field" At::Multiline, None, Key, "下一行", "Line down";
    FIELD_NEWLINE     "field.newline"     "field" At::Multiline, None, Palette, "换行", "New line";

    PAGE_UP      "page.up"      "page" At::Page, None, Key, "上移", "Scroll up";
    PAGE_DOWN    "page.down"    "page" At::Page, None, Key, "下移", "Scroll down";
    PAGE_BACK    "page.back"    "page" At::Page, None, Key, "上一屏", "Screen back";
    PAGE_FORWARD "page.forward" "page" At::Page, None, Key, "下一屏", "Screen forward";

    DIALOG_YES  "dialog.yes"  "dialog" At::Dialog, Some(1), Key, "确定", "Yes";
    DIALOG_NO   "dialog.no"   "dialog" At::Dialog, Some(2), Key, "取消", "No";
    DIALOG_NEXT "dialog.next" "dialog" At::Dialog, None,    Key, "下一个选项", "Next answer";
    DIALOG_PREV "dialog.prev" "dialog" At::Dialog, None,    Key, "上一个选项", "Previous answer";
    DIALOG_PICK "dialog.pick" "dialog" At::Dialog, None,    Key, "选定", "Take this answer";

    PROMPT_ACCEPT "prompt.accept" "prompt" At::Prompt, Some(1), Key, "选定", "Take this";
    PROMPT_CANCEL "prompt.cancel" "prompt" At::Prompt, Some(2), Key, "取消", "Cancel";
    PROMPT_UP     "prompt.up"     "prompt" At::Prompt, None,    Key, "上一条", "Previous";
    PROMPT_DOWN   "prompt.down"   "prompt" At::Prompt, None,    Key, "下一条", "Next";

    CARD_AS_OF    "card.as_of"    "card" At::Screen("card"), Some(20), Key,     "看某一天", "As of a day";
    CARD_PREV     "card.previous" "card" At::Screen("card"), None,     Key,     "同单元上一户", "Previous room of the unit";
    CARD_NEXT     "card.next"     "card" At::Screen("card"), None,     Key,     "同单元下一户", "Next room of the unit";
    CARD_REQUEST  "card.requests" "card" At::Screen("card"), None, Palette, "本户报修", "Requests of the room";
    CARD_VISITS   "card.visits"   "card" At::Screen("card"), None, Palette, "本户来访", "Visits to the room";

    BULK_RUN       "bulk.run"       "paper" At::Screen("bulk"), Some(1), Key, "办理", "Do it";
    SLOTS_BOOK     "slots.book"     "paper" At::Screen("slots"), Some(1), Palette, "约这个时段", "Book this slot";
    SLOTS_EARLIER  "slots.earlier"  "paper" At::Screen("slots"), Some(2), Key, "前一天", "The day before";
    SLOTS_LATER    "slots.later"    "paper" At::Screen("slots"), Some(3), Key, "后一天", "The day after";
    PAPER_SAVE     "paper.save"     "paper" At::Screen("paper"), Some(1), Key, "存成文件", "Save to a file";

    BOARD_ASSIGN   "board.assign"   "board" At::Screen("board"), Some(1), Key,     "派给…", "Assign to";

    EMERGENCY_HANDLE  "emergency.handle"  "emergency" At::Screen("emergency"), Some(1), Key, "接手", "Take in hand";
    EMERGENCY_CONTROL "emergency.control" "emergency" At::Screen("emergency"), Some(2), Key, "已控制", "Under control";
    EMERGENCY_CLOSE   "emergency.close"   "emergency" At::Screen("emergency"), Some(3), Key, "处置结束", "End the handling";
    EMERGENCY_PLACE   "emergency.place"   "emergency" At::Screen("emergency"), Some(4), Key, "位置与范围", "Place and scope";
    EMERGENCY_TICK    "emergency.tick"    "emergency" At::Screen("emergency"), Some(5), Key, "勾选/已拨打", "Tick, or rung";
    EMERGENCY_REACHED "emergency.reached" "emergency" At::Screen("emergency"), Some(6), Key, "已接通", "Reached";
    EMERGENCY_UNREACHED "emergency.unreached" "emergency" At::Screen("emergency"), None, Key, "未接通", "Not reached";
    EMERGENCY_OBSERVED "emergency.observed" "emergency" At::Screen("emergency"), None, Key, "记现场情况", "Line: observed";
    EMERGENCY_MEASURE "emergency.measure" "emergency" At::Screen("emergency"), None, Key, "记采取措施", "Line: measure taken";
    EMERGENCY_ARRIVED "emergency.arrived" "emergency" At::Screen("emergency"), None, Key, "记人员到场", "Line: people on site";
    EMERGENCY_NOTIFIED "emergency.notified" "emergency" At::Screen("emergency"), None, Key, "记通知人员", "Line: notified";
    EMERGENCY_AUTHORITY "emergency.authority" "emergency" At::Screen("emergency"), None, Key, "记报警求助", "Line: authority called";
    EMERGENCY_LOSS    "emergency.loss"    "emergency" At::Screen("emergency"), None, Key, "记损失伤亡", "Line: loss or injury";
    EMERGENCY_AFTERMATH "emergency.aftermath" "emergency" At::Screen("emergency"), None, Key, "记善后处理", "Line: aftermath";
    EMERGENCY_ATTACH  "emergency.attach"  "emergency" At::List, None, Palette, "记来电", "Take a caller";
    BOARDS_GROUP   "boards.group"   "boards" At::Screen("boards"), Some(1), Key, "分组", "Group by";

    FIGURES_EXPLAIN "figures.explain" "figures" At::Screen("figures"), Some(1), Key, "怎样算的", "Explain";
    FIGURES_EARLIER "figures.earlier" "figures" At::Screen("figures"), Some(3), Key, "往前一期", "Earlier";
    FIGURES_LATER   "figures.later"   "figures" At::Screen("figures"), Some(4), Key, "往后一期", "Later";
    FIGURES_LENGTH  "figures.length"  "figures" At::Screen("figures"), Some(2), Key, "日/周/月/季/年", "Day to year";
    FIGURES_COMPARE "figures.compare" "figures" At::Screen("figures"), Some(6), Key, "与上期比较", "Compare";
    FIGURES_EXPORT  "figures.export"  "figures" At::Screen("figures"), Some(5), Key, "写成工作簿", "Write a workbook";

    MAP_BUILDING   "map.building"   "map" At::Screen("map"), Some(11), Key,     "选楼栋", "Choose a building";
    MAP_OCCUPANCY  "map.occupancy"  "map" At::Screen("map"), None,    Key,     "图层：使用状态", "Lens: occupancy";
    MAP_REQUESTS   "map.requests"   "map" At::Screen("map"), None,    Key,     "图层：未结报修", "Lens: open requests";
    MAP_NOTES      "map.notes"      "map" At::Screen("map"), None,    Key,     "图层：查询提示", "Lens: look-up notes";
    MAP_RENOVATION "map.renovation" "map" At::Screen("map"), None,    Key,     "图层：装修", "Lens: renovation";

    QUALITY_MEND   "quality.mend"   "quality" At::Screen("quality"), Some(1), Key, "处理", "Mend";
    MERGE_TAKE  "merge.take"  "merge" At::Screen("merge"), Some(1), Key, "换一边", "Take the other side";
    MERGE_RUN   "merge.run"   "merge" At::Screen("merge"), Some(2), Key, "合并", "Merge";
    MERGE_SWAP  "merge.swap"  "merge" At::Screen("merge"), Some(3), Key, "左右对调", "Keep the other file";
    MERGE_APART "merge.apart" "merge" At::Screen("merge"), Some(4), Key, "拆开", "Take apart";
    REPORTS_EARLIER "reports.earlier" "reports" At::Screen("reports"), Some(1), Key, "往前一期", "Earlier";
    REPORTS_LATER   "reports.later"   "reports" At::Screen("reports"), Some(2), Key, "往后一期", "Later";
    CHECK_TICK    "checklist.tick"    "checklist" At::Screen("checklist"), Some(1), Key,     "勾选/取消", "Tick or untick";
    CHECK_DEFECT  "checklist.defect"  "checklist" At::Screen("checklist"), Some(2), Key,     "登记缺陷", "Defect";
    CHECK_METER   "checklist.meter"   "checklist" At::Screen("checklist"), Some(3), Key,     "抄表", "Meter reading";
    CHECK_SKIP    "checklist.skip"    "checklist" At::Screen("checklist"), Some(5), Key,     "不适用", "Not applicable";
    CHECK_FINISH  "checklist.finish"  "checklist" At::Screen("checklist"), Some(4), Key,     "办完", "Finish";
    CHECK_CHANGE  "checklist.change"  "checklist" At::Screen("checklist"), None,    Key,     "改人员、日期", "Change who and when";
    CHECK_CANCEL  "checklist.cancel"  "checklist" At::Screen("checklist"), None,    Palette, "取消手续", "Cancel the procedure";

    FOLLOW_UP_SCORE_1 "follow_up.score_1" "follow-up" At::Screen("follow_up"), None, Key, "很不满意 1 分", "Score 1, very bad";
    FOLLOW_UP_SCORE_2 "follow_up.score_2" "follow-up" At::Screen("follow_up"), None, Key, "不满意 2 分", "Score 2, bad";
    FOLLOW_UP_SCORE_3 "follow_up.score_3" "follow-up" At::Screen("follow_up"), None, Key, "一般 3 分", "Score 3, fair";
    FOLLOW_UP_SCORE_4 "follow_up.score_4" "follow-up" At::Screen("follow_up"), None, Key, "满意 4 分", "Score 4, good";
    FOLLOW_UP_SCORE_5 "follow_up.score_5" "follow-up" At::Screen("follow_up"), Some(1), Key, "很满意 5 分", "Score 5, very good";
    FOLLOW_UP_UNREACHABLE  "follow_up.unreachable"  "follow-up" At::Screen("follow_up"), Some(2), Key, "无人接听", "Unreachable";
    FOLLOW_UP_DISSATISFIED "follow_up.dissatisfied" "follow-up" At::Screen("follow_up"), Some(3), Key, "不满意，重新处理", "Dissatisfied, reopen";

    LOG_READ     "log.read"     "log" At::Screen("log"), Some(1), Key, "标为已读", "Mark as read";
    LOG_READ_ALL "log.read_all" "log" At::Screen("log"), None,    Key, "全部已读", "Mark all as read";
    LOG_CORRECT  "log.correct"  "log" At::Screen("log"), Some(2), Key, "更正此条", "Correct this line";
    LOG_UNREAD   "log.unread"   "log" At::Screen("log"), Some(3), Key, "只看未读", "Unread only";

    LOG_DUTY     "log.duty"     "log" At::Screen("log"), Some(4), Key,     "上次值班以来", "Since my last duty";
    LOG_HOURS    "log.hours"    "log" At::Screen("log"), None,    Key,     "最近 48 小时", "The last 48 hours";
    LOG_KIND     "log.kind"     "log" At::Screen("log"), None,    Key,     "只看一种", "One kind only";
    LOG_ABOUT    "log.about"    "log" At::Screen("log"), None,    Key,     "关于谁、哪里", "About whom or where";
    LOG_UNDERSTAND "log.understand" "log" At::Screen("log"), Some(5), Key, "已读并理解", "Read and understood";
    LOG_READERS  "log.readers"  "log" At::Screen("log"), None,    Key,     "谁读了谁没读", "Who has read it";

    PARKED_DROP  "parked.drop"  "list" At::Screen("parked"), Some(2), Key, "丢弃", "Throw away";

    WATCH_OPEN    "watch.open"    "watch" At::Screen("watch"), Some(6), Key, "开始值班", "Open the watch";
    WATCH_LOOK    "watch.look"    "watch" At::Screen("watch"), None,    Key, "打开登记", "Open the entry";
    WATCH_OFFER   "watch.offer"   "watch" At::Screen("watch"), Some(3), Key, "签字交班", "Sign and offer";
    WATCH_ACCEPT  "watch.accept"  "watch" At::Screen("watch"), Some(3), Key, "签字接班", "Sign and accept";
    WATCH_RECALL  "watch.recall"  "watch" At::Screen("watch"), None,    Key, "收回交班", "Take the offer back";
    WATCH_PASS    "watch.pass"    "watch" At::Screen("watch"), None,    Key, "转交同班", "Pass to a colleague";
    WATCH_ACKNOWLEDGE "watch.acknowledge" "watch" At::Screen("watch"), Some(4), Key, "已知晓", "Acknowledge";
    WATCH_PROMISE "watch.promise" "watch" At::Screen("watch"), None,    Key, "我几点去办", "I will do it at";
    WATCH_UNCLEAR "watch.unclear" "watch" At::Screen("watch"), None,    Key, "不清楚，退回问", "Unclear: ask back";
    WATCH_ANSWER  "watch.answer"  "watch" At::Screen("watch"), None,    Key, "答复询问", "Answer a question";
    WATCH_CONTEST "watch.contest" "watch" At::Screen("watch"), None,    Key, "提出争议", "Contest";
    WATCH_COUNT   "watch.count"   "watch" At::Screen("watch"), Some(2), Key, "清点", "Count";
    WATCH_RED     "watch.red"     "watch" At::Screen("watch"), None,    Key, "标红", "Make it red";
    WATCH_AMBER   "watch.amber"   "watch" At::Screen("watch"), None,    Key, "标黄", "Make it amber";
    WATCH_WHITE   "watch.white"   "watch" At::Screen("watch"), None,    Key, "标白", "Make it white";
    WATCH_IF      "watch.if"      "watch" At::Screen("watch"), None,    Key, "如果……就……", "If ... then ...";
    WATCH_NOTE    "watch.note"    "watch" At::Screen("watch"), Some(5), Key, "交代", "Note for the next";
    WATCH_WORDS   "watch.words"   "watch" At::Screen("watch"), None,    Key, "给接班人的话", "Words for the next person";
    WATCH_DONE    "watch.done"    "watch" At::Screen("watch"), None,    Key, "办理此项", "Act on it";
    WATCH_EXCLUDE "watch.exclude" "watch" At::Screen("watch"), None,    Key, "不列入交班", "Take it off";
    ORDERS_UNDERSTAND "orders.understand" "watch" At::Screen("orders"), Some(1), Key, "已读并理解", "Read and understood";
    ORDERS_READERS    "orders.readers"    "watch" At::Screen("orders"), Some(2), Key, "谁读了谁没读", "Who has read it";
    WATCH_ORDERS  "watch.orders"  "watch" At::Screen("watch"), None,    Key, "常设指令", "Standing orders";
    WATCH_WAYS    "watch.ways"    "watch" At::Screen("watch"), Some(7), Key, "其他办法", "Other ways";
    COUNT_ALL     "count.all"     "watch" At::Screen("counts"), Some(1), Key, "全部在", "All there";
    COUNT_WHY     "count.why"     "watch" At::Screen("counts"), Some(2), Key, "说明差异", "Explain the difference";
    GO_REVIEW      "go.review"      "go"     At::Global,           None,    Palette, "夜间复核", "Night review";
    REVIEW_MARK    "review.mark"    "review" At::Screen("review"), Some(1), Key, "批注", "Comment";
    REVIEW_SIGN    "review.sign"    "review" At::Screen("review"), Some(2), Key, "签署当日", "Sign the day";
    REVIEW_EARLIER "review.earlier" "review" At::Screen("review"), Some(3), Key, "前一天", "Day before";
    REVIEW_LATER   "review.later"   "review" At::Screen("review"), Some(4), Key, "后一天", "Day after";
    GO_ROTA       "go.rota"       "rota" At::Global,          Some(38), Key, "排班表", "Roster";
    GO_DUTY       "go.duty"       "rota" At::Global,          Some(39), Key, "在岗与上下班", "Who is on duty";
    DUTY_CHANGE   "duty.change"   "rota" At::Screen("duty_now"), Some(1), Palette, "上班/下班", "Begin or end duty";
    ROTA_EARLIER  "rota.earlier"  "rota" At::Screen("rota"),  Some(16), Key, "往前", "Earlier";
    ROTA_LATER    "rota.later"    "rota" At::Screen("rota"),  Some(17), Key, "往后", "Later";
    ROTA_TODAY    "rota.today"    "rota" At::Screen("rota"),  None,     Key, "回到今天", "Today";
    ROTA_ROWS     "rota.rows"     "rota" At::Screen("rota"),  Some(15), Key, "按班次/按人", "Patterns or people";
    ROTA_ABSENCE  "rota.absence"  "rota" At::Screen("rota"),  Some(18), Key, "请假", "Absence";
    ROTA_SWAP     "rota.swap"     "rota" At::Screen("rota"),  Some(19), Key, "换班", "Swap";
    ROTA_COPY     "rota.copy"     "rota" At::Screen("rota"),  Some(20), Key, "照上周排", "Like last week";
    PIN_RESET     "pin.reset"     "go"    At::Global,           None,    Palette, "重置同事的签字密码", "Reset a colleague's PIN";
    GO_PIN        "go.pin"        "go"    At::Global,           None,    Palette, "设置签字密码", "Set my PIN";
}

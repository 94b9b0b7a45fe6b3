//! What an office may set about counting and about paper (`spec/handover.md` 4.6): notes and coins, whether money waits
//! for a handover, where the fonts of printed documents are.

use super::{LEADS, Setting, SettingKind};
use crate::domain::posts::Posts;
use crate::text::lang::t;

/// All of them, in the order of the screen.
pub const COUNTS: &[Setting] = &[
    Setting {
        id: "count.denominations",
        label: t("现金按哪些面额清点（元）", "Notes and coins cash is counted by (yuan)"),
        kind: SettingKind::Text(120),
        default: "100 50 20 10 5 1 0.5",
        who: LEADS,
    },
    Setting {
        id: "handover.tolerance",
        label: t("清点误差多少以内不须见证", "A difference of money up to this needs no witness"),
        kind: SettingKind::Int(0, 1_000_000, t("分", "fen")),
        default: "100",
        who: LEADS,
    },
    Setting {
        id: "handover.block_money",
        label: t(
            "交接未完成时不得收付款（1 为是）",
            "No money is entered while a handover is under way (1: yes)",
        ),
        kind: SettingKind::Int(0, 1, t("0 或 1", "0 or 1")),
        default: "0",
        who: LEADS,
    },
    Setting {
        id: "handover.till_holder",
        label: t(
            "服务台的现金只由当班人登记（1 为是）",
            "Cash of the desk is entered by whoever holds it alone (1: yes)",
        ),
        kind: SettingKind::Int(0, 1, t("0 或 1", "0 or 1")),
        default: "1",
        who: LEADS,
    },
    Setting {
        id: "paper.fonts",
        label: t("打印 PDF 用的字体文件（按顺序，用“:”隔开）", "Font files for PDF, in order, apart by “:”"),
        kind: SettingKind::Text(1_000),
        default: FONTS,
        who: Posts::ADMIN,
    },
];

/// Where distributions keep a font with Chinese characters.
const FONTS: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc#2\
    :/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc#2\
    :/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc#2\
    :/usr/share/fonts/opentype/source-han-sans/SourceHanSansSC-Regular.otf\
    :/usr/share/fonts/truetype/wqy/wqy-microhei.ttc\
    :/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc";

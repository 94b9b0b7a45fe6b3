//! The forms an office begins with (`domain/facts.md` 7.2, 7.3, 7.5). A template of the office with the same form goes
//! before them.

use super::Receiver;
use crate::text::lang::{T, t};

/// A form that every office has.
#[derive(Clone, Copy, Debug)]
pub struct Standard {
    /// The word it is printed by.
    pub form: &'static str,
    /// What it is called.
    pub name: T,
    /// The register it prints an entry of; empty for a blank form.
    pub register: &'static str,
    /// Who receives it.
    pub receiver: Receiver,
    /// Its text.
    pub body: T,
}

/// All of them.
pub const STANDARD: &[Standard] = &[
    Standard {
        form: "work-order",
        name: t("派工单", "Work order"),
        register: "request",
        receiver: Receiver::Technician,
        body: t(WORK_ORDER_ZH, WORK_ORDER_EN),
    },
    Standard {
        form: "slip",
        name: t("报修回执", "Slip for the customer"),
        register: "request",
        receiver: Receiver::Customer,
        body: t(SLIP_ZH, SLIP_EN),
    },
    Standard {
        form: "blank-request",
        name: t("空白报修单", "Blank request"),
        register: "",
        receiver: Receiver::Office,
        body: t(BLANK_REQUEST_ZH, BLANK_REQUEST_EN),
    },
    Standard {
        form: "blank-complaint",
        name: t("空白投诉登记表", "Blank complaint"),
        register: "",
        receiver: Receiver::Office,
        body: t(BLANK_COMPLAINT_ZH, BLANK_COMPLAINT_EN),
    },
    Standard {
        form: "blank-visit",
        name: t("空白来访来电登记表", "Blank list of visits and calls"),
        register: "",
        receiver: Receiver::Office,
        body: t(BLANK_VISIT_ZH, BLANK_VISIT_EN),
    },
];

const WORK_ORDER_ZH: &str = "\
{office}
派 工 单                                              编号：{number}
--------------------------------------------------------------------------------
房间/位置：{place:28}  紧急程度：{urgency}
具体位置：{spot}
报修人：{reporter:20}  电话：{phone}
类别：{category:20}  预约时间：{appointment}
内容：{text}
对客户的承诺：{promise}  {promise_at}
有偿/无偿：{charge:10}  已告知预计费用：{expected_fee}
登记：{taken_at}  {taken_by}
派给：{owner}  {team}
--------------------------------------------------------------------------------
到场时间：__________________        完工时间：__________________
处理情况：____________________________________________________________________

______________________________________________________________________________
材料（名称、数量、单价、金额）：________________________________________________

______________________________________________________________________________
工时费：__________  材料费：__________  合计：__________  收款：[ ]现金 [ ]挂账
原因：[ ]自然损耗 [ ]使用不当 [ ]安装 [ ]材料 [ ]他人 [ ]天气
保修期内：[ ]是 [ ]否
业主评价：[ ]很满意 [ ]满意 [ ]不满意       业主签字：__________________
维修人员签字：__________________            打印：{printed_at}  {printed_by}
";

const WORK_ORDER_EN: &str = "\
{office}
WORK ORDER                                            No. {number}
--------------------------------------------------------------------------------
Place: {place:32}  Urgency: {urgency}
Exact position: {spot}
Reporter: {reporter:20}  Phone: {phone}
Category: {category:20}  Appointment: {appointment}
What: {text}
Promised: {promise}  {promise_at}
Charge: {charge:12}  Expected charge told: {expected_fee}
Taken: {taken_at}  {taken_by}
Given to: {owner}  {team}
--------------------------------------------------------------------------------
On site at: ________________        Finished at: ________________
Work done: ____________________________________________________________________

_______________________________________________________________________________
Materials (name, qty, price, amount): _________________________________________

_______________________________________________________________________________
Labour: ________  Materials: ________  Total: ________  [ ]cash [ ]on account
Cause: [ ]wear [ ]misuse [ ]installation [ ]material [ ]others [ ]weather
Warranty: [ ]yes [ ]no    Rating: [ ]very satisfied [ ]satisfied [ ]not
Owner: __________________    Technician: __________________
Printed: {printed_at}  {printed_by}
";

const SLIP_ZH: &str = "\
{office}
报 修 回 执                                           编号：{number}
--------------------------------------------------------------------------------
房间/位置：{place:28}  登记时间：{taken_at}
报修人：{reporter:20}  电话：{phone}
内容：{text}
预约时间：{appointment}
我们承诺：{promise}  {promise_at}
有偿/无偿：{charge:10}  预计费用：{expected_fee}
--------------------------------------------------------------------------------
有偿服务先报价、经您同意后施工；查询进度请报编号。
经办：{taken_by}                            打印：{printed_at}
";

const SLIP_EN: &str = "\
{office}
YOUR REQUEST                                          No. {number}
--------------------------------------------------------------------------------
Place: {place:32}  Taken: {taken_at}
Reporter: {reporter:20}  Phone: {phone}
What: {text}
Appointment: {appointment}
We promised: {promise}  {promise_at}
Charge: {charge:12}  Expected charge: {expected_fee}
--------------------------------------------------------------------------------
Chargeable work begins after you agreed to the price. Ask by the number above.
Taken by: {taken_by}                        Printed: {printed_at}
";

const BLANK_REQUEST_ZH: &str = "\
{office}
报 修 单（系统停用期间手写，恢复后补录）              流水号：______________
--------------------------------------------------------------------------------
时间：______月____日____:____   渠道：[ ]前台 [ ]电话 [ ]微信 [ ]员工 [ ]巡查
报修人：__________________      电话：______________________________
房间/位置：__________________   具体位置：____________________________________
类别：[ ]给排水 [ ]强电照明 [ ]门窗锁具 [ ]土建渗漏
      [ ]供暖 [ ]燃气 [ ]电梯 [ ]其他
内容：________________________________________________________________________

______________________________________________________________________________
有无危险（漏电、燃气、困人、大量跑水）：[ ]有 [ ]无    紧急程度：[ ]急 [ ]普通
预约时间：__________________    有偿/无偿：[ ]有偿 [ ]无偿
已告知预计费用：____________    对客户的承诺：________________________________
派给：__________________        派工时间：____:____    到场：____:____
处理情况：____________________________________________________________________

完工时间：____:____   业主签字：__________________   登记人：__________________
补录编号：__________________    补录人：__________________
                                                     打印：{printed_at}
";

const BLANK_REQUEST_EN: &str = "\
{office}
REQUEST (by hand while the system is down; enter it later)  Serial: ____________
--------------------------------------------------------------------------------
Date: ________ Time: ____:____  Came by: [ ]counter [ ]phone [ ]message [ ]staff
Reporter: ____________________     Phone: ____________________________
Place: _______________________     Exact position: ___________________________
Kind: [ ]plumbing [ ]electrical [ ]door/lock [ ]leak
      [ ]heating [ ]gas [ ]lift [ ]other
What: _________________________________________________________________________

_______________________________________________________________________________
Danger (current, gas, trapped, flood): [ ]yes [ ]no   [ ]urgent [ ]ordinary
Appointment: _________________     Charge: [ ]free [ ]chargeable
Expected charge told: _________    Promised: _________________________________
Given to: ____________________     Dispatched: ____:____   On site: ____:____
Work done: ____________________________________________________________________

Finished: ____:____   Owner: __________________   Taken by: __________________
Entered as: __________________     Entered by: __________________
                                                     Printed: {printed_at}
";

const BLANK_COMPLAINT_ZH: &str = "\
{office}
投 诉 登 记 表（系统停用期间手写，恢复后补录）        流水号：______________
--------------------------------------------------------------------------------
时间：______月____日____:____   渠道：[ ]来访 [ ]电话 [ ]微信 [ ]来信 [ ]12345
投诉人：__________________ [ ]匿名   电话：____________________________
房间：__________________        涉及人数/户数：______人 ______户
事由：________________________________________________________________________
内容：________________________________________________________________________

______________________________________________________________________________
类别：[ ]设施 [ ]环境 [ ]态度 [ ]秩序 [ ]收费
      [ ]停车 [ ]邻里 [ ]结构 [ ]电梯 [ ]其他
程度：[ ]重大 [ ]重要 [ ]轻微   责任部门：__________________
移交部门时间（20 分钟内）：____:____   接收人：__________________
对客户的承诺：________________________________________________________________
首问人：__________________      补录编号：__________________
                                                     打印：{printed_at}
";

const BLANK_COMPLAINT_EN: &str = "\
{office}
COMPLAINT (by hand while the system is down; enter it later)  Serial: _________
--------------------------------------------------------------------------------
Date: ________ Time: ____:____  Came by: [ ]visit [ ]phone [ ]message [ ]letter
Who: ____________________ [ ]anonymous   Phone: __________________________
Room: ____________________         Persons / households: ______ / ______
About: ________________________________________________________________________
What: _________________________________________________________________________

_______________________________________________________________________________
Topic: [ ]facilities [ ]surroundings [ ]attitude [ ]safety [ ]charges [ ]parking
       [ ]neighbour [ ]structure [ ]lift [ ]other
Severity: [ ]major [ ]important [ ]minor   Department: ____________________
Given to the department (within 20 min): ____:____   Received by: _____________
Promised: _____________________________________________________________________
First contact: __________________  Entered as: __________________
                                                     Printed: {printed_at}
";

const BLANK_VISIT_ZH: &str = "\
{office}
来访来电登记表（系统停用期间手写，恢复后补录）                    第____页
--------------------------------------------------------------------------------
时间    离开    姓名/单位          电话            房间/被访人      事由、处理
------  ------  -----------------  --------------  ---------------  ------------

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

值班人：__________________      补录人：__________________
                                                     打印：{printed_at}
";

const BLANK_VISIT_EN: &str = "\
{office}
VISITS AND CALLS (by hand while the system is down; enter them later)  Page ____
--------------------------------------------------------------------------------
In      Out     Name, company      Phone           Room, person     Purpose
------  ------  -----------------  --------------  ---------------  ------------

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

______  ______  _________________  ______________  _______________  ____________

On duty: __________________     Entered by: __________________
                                                     Printed: {printed_at}
";

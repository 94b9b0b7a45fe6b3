//! The words of the standard plan cards: Chinese, a slash, English. Telephone numbers are the national ones; the office
//! adds its own engineers, gas, water, power and lift companies.

use crate::domain::incident::IncidentKind;

/// One standard card.
pub(super) struct Standard {
    pub(super) steps: &'static str,
    pub(super) calls: &'static str,
    pub(super) caller: &'static str,
}

/// The standard card of a kind.
pub(super) const fn of(kind: IncidentKind) -> Standard {
    match kind {
        IncidentKind::Fire => Standard {
            steps: "问清位置、燃烧物、有无被困 / Ask where, what burns, whether anybody is trapped
拨打 119，报小区名称、楼栋和入口 / Ring 119: compound, building, gate
电梯迫降，切断着火区电源和燃气 / Recall the lifts; cut power and gas to the area
广播疏散，人员走楼梯 / Evacuate by the stairs, announce it
保安清开消防通道，在入口引导消防车 / Clear the fire lane, guide the engines in
清点人员，照看老人儿童 / Count people, look after the old and children
保护现场，配合火因调查 / Guard the scene for the investigation",
            calls: "消防 / Fire brigade 119
急救 / Ambulance 120
监控中心 / Control room
工程值班 / Engineer on duty
保安队长 / Head of security
物业经理 / Property manager",
            caller: "我们已知道火情，消防已通知。请立即走楼梯离开，不要乘电梯；出不去时关紧房门、湿毛巾堵缝，在窗口呼救。 / We know of the fire and the fire brigade is called. Leave by the stairs now, not the lift; if you cannot, shut the door, seal it with wet cloth and call from the window.",
        },
        IncidentKind::LiftEntrapment => Standard {
            steps: "用对讲联系被困人员，安抚，问清人数和身体状况 / Talk to them by intercom: how many, how they feel
通知电梯维保，要求 30 分钟内到场 / Call the lift company: on site within 30 minutes
派人到轿厢所在楼层守候，防止扒门 / Post somebody at the floor; no forcing of doors
停用故障电梯，设提示 / Take the lift out of use, put up a notice
有人不适时拨打 120 / Ring 120 when somebody is unwell
放人后询问有无不适并登记 / Ask how they are once out, write it down",
            calls: "电梯维保 / Lift company
工程值班 / Engineer on duty
监控中心 / Control room
急救 / Ambulance 120
消防 / Fire brigade 119",
            caller: "我们已知道有人被困，维保人员正在赶来。请不要扒门，轿厢有通风，等候救援是安全的。这台电梯暂停使用。 / We know somebody is trapped and the lift company is coming. Please do not force the doors; the car is aired and waiting is safe. This lift is out of use for now.",
        },
        IncidentKind::Flood => Standard {
            steps: "问清漏点、水量、是否影响下层和电器 / Ask where, how much, rooms below, electrics
关闭该区域总阀 / Shut the valve of the area
切断浸水区域电源，挡水护住电梯井和配电间 / Cut power where it is wet; guard lift shaft and switch room
派人到场抽排积水 / People on site, pump it out
查看楼下各户受损，拍照登记 / Look at the rooms below, photograph, write down
通知停水范围和恢复时间 / Say who is without water and until when
抢修后试水，恢复供水 / Repair, test, turn the water on again",
            calls: "工程值班 / Engineer on duty
监控中心 / Control room
保洁主管 / Head of cleaning
自来水公司 / Water company
保险公司 / Insurer
物业经理 / Property manager",
            caller: "我们已知道跑水，工程人员正在关阀抢修，本区域暂时停水。请关好家中龙头，移开贴地的贵重物品，不要碰浸水的插座。恢复后会通知您。 / We know of the leak; engineers are shutting valves and the water is off here for now. Please close your taps, lift valuables off the floor and keep away from wet sockets. We will tell you when it is back.",
        },
        IncidentKind::Outage => Standard {
            steps: "查清范围和原因：市政还是小区内 / Find out: the utility's or ours, and how far
通知供电、供水、供气或供热单位 / Tell the utility
检查电梯有无困人、应急照明、水泵 / Check lifts for people, emergency lights, pumps
启用应急电源或送水 / Start emergency power, bring water
发布停供通知和预计恢复时间 / Say what is out and until when
恢复后逐项检查设备 / Check the plant after it is back",
            calls: "供电服务 / Power company 95598
供水热线 / Water hotline 12345
工程值班 / Engineer on duty
监控中心 / Control room
物业经理 / Property manager",
            caller: "我们已知道停供，正在抢修并联系供应单位，恢复时间一确定就通知大家。请不要乘电梯，关好电器和龙头。 / We know of the outage and are on it with the supplier; we will say when it ends as soon as we know. Please do not use the lift, and switch off appliances and taps.",
        },
        IncidentKind::Gas => Standard {
            steps: "提醒来电者：不开关电器、不点火、到室外再打电话 / Tell the caller: no switches, no flame, ring from outside
到楼外拨打燃气抢修，必要时 119 / Ring the gas emergency from outside, 119 if needed
关闭该户和楼栋燃气总阀 / Shut the gas of the room and the building
疏散上下左右住户，禁火、禁电梯 / Clear the rooms around; no flame, no lift
开窗通风，进入人员关手机 / Air the rooms; phones off for those who go in
燃气公司检测合格后才恢复 / Back on only after the gas company has tested",
            calls: "燃气抢修 / Gas emergency 96777
消防 / Fire brigade 119
工程值班 / Engineer on duty
保安队长 / Head of security
急救 / Ambulance 120
物业经理 / Property manager",
            caller: "我们已知道燃气泄漏，燃气公司正在赶来。请不要开关任何电器、不要点火，打开门窗后走楼梯到楼外等候，不要乘电梯。 / We know of the gas leak and the gas company is coming. Touch no switch, light nothing, open windows and doors, take the stairs outside and wait there.",
        },
        IncidentKind::Theft => Standard {
            steps: "问清时间、地点、物品、嫌疑人特征 / Ask when, where, what, what they looked like
拨打 110，人员安全第一 / Ring 110; people first
各门岗注意嫌疑人和车辆 / Gates look out for people and cars
保护现场，不要触摸 / Guard the scene, touch nothing
调取并保存监控录像 / Save the camera recordings
陪同报案人等候民警，登记 / Stay with the person until the police come",
            calls: "报警 / Police 110
监控中心 / Control room
保安队长 / Head of security
物业经理 / Property manager",
            caller: "我们已接到报案，民警已通知。请不要动现场，留在安全的地方等候，想到的线索请告诉我们。 / We know of it and the police are called. Please leave the scene as it is, stay where it is safe, and tell us anything you saw.",
        },
        IncidentKind::Injury => Standard {
            steps: "问清位置、人数、清醒和呼吸情况 / Ask where, how many, awake and breathing
拨打 120，不随意搬动伤者 / Ring 120; do not move the person
派会急救的人到场，带急救箱和 AED / Send first-aiders with kit and AED
保安在入口引导救护车，留好电梯 / Guide the ambulance, hold a lift
联系家属 / Reach the family
记录经过和证人，保存录像 / Write down what happened, witnesses, recordings",
            calls: "急救 / Ambulance 120
报警 / Police 110
保安队长 / Head of security
物业经理 / Property manager",
            caller: "我们已知道，急救车正在赶来，工作人员马上到场。请不要搬动伤者，让出通道。 / We know; the ambulance is coming and our people are on the way. Please do not move the person and keep the way clear.",
        },
        IncidentKind::Storm => Standard {
            steps: "发布天气预警，提醒关窗收物 / Warn people: shut windows, take things in
检查排水口、地下车库挡水板、水泵 / Check drains, flood boards of the garage, pumps
加固广告牌、围挡、树木 / Secure signs, fences, trees
安排值守，低洼处清开车辆 / Keep watch; move cars from low ground
停用露天设施和受影响电梯 / Close outdoor facilities and lifts at risk
过后巡查损失，登记 / Go round afterwards, write down the damage",
            calls: "工程值班 / Engineer on duty
保安队长 / Head of security
绿化主管 / Head of landscaping
防汛热线 / City hotline 12345
物业经理 / Property manager",
            caller: "恶劣天气期间请尽量不要外出，关好门窗，收好阳台物品，车辆不要停在低洼处和树下。我们全天有人值守。 / Please stay in during the storm, shut windows, take things in from balconies, and do not park on low ground or under trees. We are on duty all the time.",
        },
        IncidentKind::FallingObject => Standard {
            steps: "问清有无人员受伤、车辆受损 / Ask whether people or cars are hit
有人受伤拨打 120，报警 110 / Somebody hurt: 120, then 110
拉警戒线，防止再次坠落 / Cordon off against more
保护落物和现场，拍照 / Keep the object and scene, photograph
查监控，逐层逐户走访 / Look at the cameras, ask floor by floor
排查外墙、窗户隐患 / Check facade and windows",
            calls: "急救 / Ambulance 120
报警 / Police 110
保安队长 / Head of security
工程值班 / Engineer on duty
物业经理 / Property manager",
            caller: "我们已知道高空坠物，现场已在处理。请绕开警戒区域，关好窗户，收好窗台和阳台物品。 / We know of the fallen object and are at the scene. Please keep away from the cordon, shut windows, and take things off sills and balconies.",
        },
        IncidentKind::GroupConflict => Standard {
            steps: "了解人数、诉求、有无肢体冲突 / Learn how many, what they want, any blows
有冲突拨打 110 / Blows: ring 110
经理到场，请代表到会议室谈 / Manager on site; invite speakers to a room
保安隔开双方，维持通道 / Keep both sides apart, ways open
联系居委会、业委会、街道 / Tell the residents' committee, owners' committee, sub-district
如实记录诉求和答复时间 / Write down the demands and when they are answered",
            calls: "报警 / Police 110
物业经理 / Property manager
保安队长 / Head of security
居委会 / Residents' committee
业主委员会 / Owners' committee",
            caller: "我们已知道，经理正在现场听取意见，会在约定时间答复。请不要聚集围观，注意安全。 / We know; the manager is there listening and will answer by a set time. Please do not gather and stay safe.",
        },
        IncidentKind::Other => Standard {
            steps: "问清时间、地点、情况、有无人员危险 / Ask when, where, what, anybody in danger
有危险先报 110、119、120 / Danger: 110, 119 or 120 first
派人到场核实 / Send somebody to look
报告主管和经理 / Tell supervisor and manager
保护现场，记录经过 / Guard the scene, write it down",
            calls: "报警 / Police 110
消防 / Fire brigade 119
急救 / Ambulance 120
保安队长 / Head of security
物业经理 / Property manager",
            caller: "我们已知道此事，工作人员正在处理，有进展会通知您。请注意安全，远离现场。 / We know and our people are on it; we will tell you how it goes. Please stay safe and keep away.",
        },
    }
}

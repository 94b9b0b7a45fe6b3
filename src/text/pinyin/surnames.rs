//! Surnames whose reading or length a dictionary of single characters gets wrong (`domain/facts.md` 9.2). Does not
//! list the surnames that read as the character does anyway.

/// A surname's character with its readings: `ü` is `v`, tones are left out.
pub(super) struct Surname {
    /// The character.
    pub(super) char: char,
    /// Its readings as a surname, the usual one first.
    pub(super) surname: &'static [&'static str],
    /// Its readings anywhere else in a name.
    pub(super) plain: &'static [&'static str],
}

const fn one(char: char, surname: &'static [&'static str], plain: &'static [&'static str]) -> Surname {
    Surname { char, surname, plain }
}

const SURNAMES: &[Surname] = &[
    one('单', &["shan"], &["dan", "chan"]),
    one('單', &["shan"], &["dan", "chan"]),
    one('曾', &["zeng"], &["ceng"]),
    one('仇', &["qiu"], &["chou"]),
    one('解', &["xie"], &["jie"]),
    one('查', &["zha"], &["cha"]),
    one('盖', &["ge", "gai"], &["gai"]),
    one('蓋', &["ge", "gai"], &["gai"]),
    one('区', &["ou"], &["qu"]),
    one('區', &["ou"], &["qu"]),
    one('朴', &["piao"], &["pu", "po"]),
    one('任', &["ren"], &["ren"]),
    one('华', &["hua"], &["hua"]),
    one('華', &["hua"], &["hua"]),
    one('纪', &["ji"], &["ji"]),
    one('紀', &["ji"], &["ji"]),
    one('葛', &["ge"], &["ge"]),
    one('覃', &["qin", "tan"], &["tan"]),
    one('翟', &["zhai", "di"], &["di"]),
    one('乐', &["yue", "le"], &["le"]),
    one('樂', &["yue", "le"], &["le"]),
    one('燕', &["yan"], &["yan"]),
    one('繁', &["po"], &["fan"]),
    one('种', &["chong"], &["zhong"]),
    one('員', &["yun"], &["yuan"]),
    one('员', &["yun"], &["yuan"]),
    one('召', &["shao"], &["zhao"]),
    one('折', &["she"], &["zhe"]),
    one('盛', &["sheng"], &["sheng", "cheng"]),
    one('缪', &["miao"], &["mou", "miu"]),
    one('繆', &["miao"], &["mou", "miu"]),
    one('牟', &["mu", "mou"], &["mou"]),
    one('秘', &["bi"], &["mi"]),
    one('过', &["guo"], &["guo"]),
    one('過', &["guo"], &["guo"]),
    one('卜', &["bu"], &["bo"]),
    one('那', &["na"], &["na"]),
    // Not in the table of 9.2, but met, and mostly read otherwise than as a word.
    one('石', &["shi"], &["shi"]),
    one('沈', &["shen"], &["shen"]),
    one('车', &["che"], &["che"]),
    one('贾', &["jia"], &["jia"]),
    one('薄', &["bo"], &["bo", "bao"]),
    one('柏', &["bai", "bo"], &["bai", "bo"]),
    one('谷', &["gu"], &["gu"]),
    one('俞', &["yu"], &["yu"]),
    one('尉', &["wei", "yu"], &["wei"]),
    one('祭', &["zhai"], &["ji"]),
    one('能', &["nai"], &["neng"]),
    one('黑', &["he"], &["hei"]),
    one('洗', &["xian"], &["xi"]),
    one('隗', &["kui", "wei"], &["wei"]),
    one('谌', &["chen", "shen"], &["chen"]),
    one('莘', &["shen", "xin"], &["xin"]),
    one('费', &["fei", "bi"], &["fei"]),
    one('句', &["gou"], &["ju"]),
    one('郇', &["xun", "huan"], &["xun"]),
    one('逄', &["pang"], &["pang"]),
    one('冼', &["xian"], &["xian"]),
];

/// The compound surnames met among residents, with their reading.
const COMPOUND: &[(&str, &[&str])] = &[
    ("欧阳", &["ou", "yang"]),
    ("司马", &["si", "ma"]),
    ("上官", &["shang", "guan"]),
    ("诸葛", &["zhu", "ge"]),
    ("司徒", &["si", "tu"]),
    ("东方", &["dong", "fang"]),
    ("独孤", &["du", "gu"]),
    ("南宫", &["nan", "gong"]),
    ("万俟", &["mo", "qi"]),
    ("闻人", &["wen", "ren"]),
    ("夏侯", &["xia", "hou"]),
    ("尉迟", &["yu", "chi"]),
    ("公羊", &["gong", "yang"]),
    ("澹台", &["tan", "tai"]),
    ("皇甫", &["huang", "fu"]),
    ("宗政", &["zong", "zheng"]),
    ("濮阳", &["pu", "yang"]),
    ("公冶", &["gong", "ye"]),
    ("太叔", &["tai", "shu"]),
    ("申屠", &["shen", "tu"]),
    ("公孙", &["gong", "sun"]),
    ("慕容", &["mu", "rong"]),
    ("仲孙", &["zhong", "sun"]),
    ("钟离", &["zhong", "li"]),
    ("长孙", &["zhang", "sun"]),
    ("宇文", &["yu", "wen"]),
    ("鲜于", &["xian", "yu"]),
    ("闾丘", &["lv", "qiu"]),
    ("司空", &["si", "kong"]),
    ("亓官", &["qi", "guan"]),
    ("司寇", &["si", "kou"]),
    ("令狐", &["ling", "hu"]),
    ("呼延", &["hu", "yan"]),
    ("拓跋", &["tuo", "ba"]),
    ("轩辕", &["xuan", "yuan"]),
    ("百里", &["bai", "li"]),
    ("东郭", &["dong", "guo"]),
    ("南门", &["nan", "men"]),
    ("西门", &["xi", "men"]),
    ("单于", &["chan", "yu"]),
    ("端木", &["duan", "mu"]),
    ("赫连", &["he", "lian"]),
    ("纳兰", &["na", "lan"]),
    ("完颜", &["wan", "yan"]),
    ("叶赫", &["ye", "he"]),
];

/// What the table knows about a character.
pub(super) fn surname(char: char) -> Option<&'static Surname> {
    SURNAMES.iter().find(|surname| surname.char == char)
}

/// The reading of the compound surname `name` begins with, one syllable a character.
pub(super) fn compound_reading(name: &str) -> Option<&'static [&'static str]> {
    COMPOUND.iter().find(|(surname, _)| name.starts_with(surname)).map(|(_, reading)| *reading)
}

/// How many characters the surname has that a Chinese `name` begins with: two for a compound one (`欧阳建华`), when
/// something is left for the given name, else one.
#[must_use]
pub fn surname_chars(name: &str) -> usize {
    if name.chars().count() > 2 { compound_reading(name).map_or(1, <[_]>::len) } else { 1 }
}

//! Lines of text as a PDF with their text inside, so that it can be searched and copied. The font is found on the
//! machine when it is wanted and only the glyphs in use go into the file. Lays out nothing: the lines are as for a line
//! printer, two cells to a Chinese character.

use crate::domain::fault::{Fault, FaultKind};
use crate::say;
use crate::text::lang::t;
use crate::text::width::width;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _, Tag};
use std::collections::{BTreeMap, BTreeSet};
use subsetter::GlyphRemapper;

/// A4 in points.
const PAPER: (f32, f32) = (595.0, 842.0);
/// The margins, in points.
const MARGIN: (f32, f32) = (57.0, 52.0);
/// The largest size of a Chinese character, in points.
const SIZE: f32 = 12.0;
/// From line to line, in sizes.
const LEADING: f32 = 1.3;
/// Characters that one fault names.
const NAMED: usize = 20;
/// Bytes of a font file that is read.
const LARGEST: u64 = 64 << 20;

/// The fonts a document is set in: a character is taken from the first that has it.
pub struct Fonts(Vec<Face>);

struct Face {
    path: String,
    bytes: Vec<u8>,
    index: u32,
}

/// The fonts of a list of paths apart by `:`, each with `#` and a number where the file holds several.
///
/// # Errors
/// When none of them is there.
pub fn fonts(list: &str) -> Result<Fonts, Fault> {
    let mut found = Vec::new();
    for entry in list.split(':').map(str::trim).filter(|entry| !entry.is_empty()) {
        let (path, index) = match entry.rsplit_once('#') {
            Some((path, index)) => (path, index.parse().unwrap_or(0)),
            None => (entry, 0),
        };
        let fits = std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= LARGEST);
        let Some(bytes) = fits.then(|| std::fs::read(path).ok()).flatten() else { continue };
        if FontRef::from_index(&bytes, index).is_ok() {
            found.push(Face { path: path.to_owned(), bytes, index });
        }
    }
    if found.is_empty() {
        let looked = list.replace(':', " ");
        return Err(Fault::new(
            FaultKind::NotFound,
            say!(
                "找不到打印用的字体。请安装一种中文字体（如 fonts-noto-cjk），或在设置 paper.fonts 里写明字体文件。已找过：{looked}",
                "No font to print with. Install one with Chinese (such as fonts-noto-cjk), or name its file in the setting paper.fonts. Looked for: {looked}"
            ),
        )
        .at("paper.fonts"));
    }
    Ok(Fonts(found))
}

impl Fonts {
    /// Where they were found.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|face| face.path.as_str())
    }
}

/// A font in use: its numbers and the glyphs taken from it.
struct Used<'f> {
    font: FontRef<'f>,
    face: &'f Face,
    units: f32,
    glyphs: GlyphRemapper,
    /// By the number in the file that is written: the character, and the width in thousandths of the size.
    taken: BTreeMap<u16, (char, f32)>,
}

impl<'f> Used<'f> {
    fn of(face: &'f Face) -> Option<Self> {
        let font = FontRef::from_index(&face.bytes, face.index).ok()?;
        let units = f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        Some(Self { font, face, units, glyphs: GlyphRemapper::new(), taken: BTreeMap::new() })
    }

    fn has(&self, c: char) -> bool {
        self.font.charmap().map(c).is_some_and(|glyph| glyph.to_u32() != 0)
    }

    /// The number of a character's glyph in the file that is written, and its width in thousandths of the size.
    fn take(&mut self, c: char) -> Option<(u16, f32)> {
        let glyph = self.font.charmap().map(c)?;
        let metrics = self.font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let wide = metrics.advance_width(glyph).unwrap_or(0.0) * 1_000.0 / self.units;
        let number = self.glyphs.remap(u16::try_from(glyph.to_u32()).ok()?);
        self.taken.entry(number).or_insert((c, wide));
        Some((number, wide))
    }
}

/// A run of text of one font that stands at a column.
struct Run {
    font: usize,
    column: usize,
    cells: usize,
    text: String,
}

/// The lines as a PDF of A4 pages, set so that `columns` cells fill the line.
///
/// # Errors
/// When a character is in none of the fonts, or a font cannot be cut down.
pub fn write(title: &str, lines: &[String], columns: usize, fonts: &Fonts) -> Result<Vec<u8>, Fault> {
    let mut used: Vec<Used<'_>> = fonts.0.iter().filter_map(Used::of).collect();
    covered(lines, &used)?;
    let size = (2.0 * (PAPER.0 - 2.0 * MARGIN.0) / cells_as_points(columns.max(1))).min(SIZE);
    let step = size * LEADING;
    let rows = rows_of(step);
    let mut contents = Vec::new();
    for page in lines.chunks(rows) {
        let mut content = Content::new();
        content.begin_text();
        let mut top = PAPER.1 - MARGIN.1 - size;
        for line in page {
            for run in runs(line, &used) {
                show(&mut content, &run, &mut used, size, top);
            }
            top -= step;
        }
        content.end_text();
        contents.push(content.finish().to_vec());
    }
    if contents.is_empty() {
        contents.push(Content::new().finish().to_vec());
    }
    file(title, &contents, &used)
}

fn cells_as_points(cells: usize) -> f32 {
    f32::from(u16::try_from(cells).unwrap_or(u16::MAX))
}

/// Lines of a page.
fn rows_of(step: f32) -> usize {
    let room = PAPER.1 - 2.0 * MARGIN.1;
    let mut rows = 1_usize;
    while cells_as_points(rows + 1) * step <= room {
        rows += 1;
    }
    rows
}

/// Refuses text with characters that no font has, and names them.
fn covered(lines: &[String], used: &[Used<'_>]) -> Result<(), Fault> {
    let all: BTreeSet<char> =
        lines.iter().flat_map(|line| line.chars()).filter(|c| !c.is_control()).collect();
    let missing: Vec<char> = all.into_iter().filter(|c| !used.iter().any(|font| font.has(*c))).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let count = missing.len();
    let named: String = missing.iter().take(NAMED).collect();
    let fonts = used.iter().map(|font| font.face.path.as_str()).collect::<Vec<_>>().join(" ");
    Err(Fault::refused(say!(
        "字体缺 {count} 个字：{named}。用的是 {fonts}；请在设置 paper.fonts 里加一种有这些字的字体",
        "The fonts lack {count} characters: {named}. They are {fonts}; add one that has them to the setting paper.fonts"
    ))
    .at("paper.fonts"))
}

/// A line in runs: apart where two blanks or more make a column, and where the font changes.
fn runs(line: &str, used: &[Used<'_>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut column, mut blanks) = (0, 2);
    for c in line.chars().filter(|c| !c.is_control()) {
        let cells = width(c.encode_utf8(&mut [0; 4]));
        if c == ' ' {
            blanks += 1;
            column += cells;
            continue;
        }
        let font = used.iter().position(|font| font.has(c)).unwrap_or(0);
        match runs.last_mut() {
            Some(run) if run.font == font && blanks < 2 => {
                run.text.extend(std::iter::repeat_n(' ', blanks));
                run.text.push(c);
                run.cells = column + cells - run.column;
            }
            _ => runs.push(Run { font, column, cells, text: c.to_string() }),
        }
        (column, blanks) = (column + cells, 0);
    }
    runs
}

/// Sets a run at its column; one that would be wider than its cells is drawn narrower.
fn show(content: &mut Content, run: &Run, used: &mut [Used<'_>], size: f32, top: f32) {
    let Some(font) = used.get_mut(run.font) else { return };
    let mut bytes = Vec::new();
    let mut wide = 0.0;
    for c in run.text.chars() {
        if let Some((glyph, advance)) = font.take(c) {
            bytes.extend(glyph.to_be_bytes());
            wide += advance;
        }
    }
    let room = cells_as_points(run.cells) * 500.0;
    let scale = if wide > room { 100.0 * room / wide } else { 100.0 };
    let left = MARGIN.0 + cells_as_points(run.column) * size / 2.0;
    content.set_font(Name(name_of(run.font).as_bytes()), size);
    content.set_horizontal_scaling(scale);
    content.set_text_matrix([1.0, 0.0, 0.0, 1.0, left, top]);
    content.show(Str(&bytes));
}

fn name_of(font: usize) -> String {
    format!("F{font}")
}

/// Numbers of the objects of a file, in order.
struct Numbers(i32);

impl Numbers {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

fn file(title: &str, contents: &[Vec<u8>], used: &[Used<'_>]) -> Result<Vec<u8>, Fault> {
    let mut numbers = Numbers(0);
    let mut pdf = Pdf::new();
    let (catalog, tree, info) = (numbers.next(), numbers.next(), numbers.next());
    pdf.catalog(catalog).pages(tree);
    pdf.document_info(info).title(TextStr(title)).producer(TextStr("Lobby"));
    let mut named = Vec::new();
    for (at, font) in used.iter().enumerate().filter(|(_, font)| !font.taken.is_empty()) {
        named.push((name_of(at), embed(&mut pdf, &mut numbers, at, font)?));
    }
    let mut pages = Vec::new();
    for content in contents {
        let (page, body) = (numbers.next(), numbers.next());
        let mut sheet = pdf.page(page);
        sheet.media_box(Rect::new(0.0, 0.0, PAPER.0, PAPER.1)).parent(tree).contents(body);
        let mut resources = sheet.resources();
        let mut fonts = resources.fonts();
        for (name, font) in &named {
            fonts.pair(Name(name.as_bytes()), *font);
        }
        fonts.finish();
        resources.finish();
        sheet.finish();
        pdf.stream(body, content);
        pages.push(page);
    }
    let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
    pdf.pages(tree).kids(pages).count(count);
    Ok(pdf.finish())
}

/// Writes a font with the glyphs taken from it, and gives the object that text names.
fn embed(pdf: &mut Pdf, numbers: &mut Numbers, at: usize, used: &Used<'_>) -> Result<Ref, Fault> {
    let cut = subsetter::subset(&used.face.bytes, used.face.index, &used.glyphs).map_err(|error| {
        let (path, why) = (&used.face.path, error.to_string());
        Fault::refused(say!("字体 {path} 不能裁剪：{why}", "The font {path} cannot be cut down: {why}"))
            .at("paper.fonts")
    })?;
    let outlines = FontRef::from_index(&cut, 0).ok().and_then(|font| font.table_data(Tag::new(b"CFF ")));
    let postscript = outlines.is_some();
    let (font, cid, descriptor, unicode, stream) =
        (numbers.next(), numbers.next(), numbers.next(), numbers.next(), numbers.next());
    // Six capital letters before the name say that the font is a part of one.
    let name = format!("LOBBY{}+Lobby{at}", char::from(b'A' + u8::try_from(at % 26).unwrap_or(0)));
    let name = Name(name.as_bytes());
    pdf.type0_font(font)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(unicode);
    let system = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
    let mut descendant = pdf.cid_font(cid);
    descendant
        .subtype(if postscript { CidFontType::Type0 } else { CidFontType::Type2 })
        .base_font(name)
        .system_info(system)
        .font_descriptor(descriptor)
        .default_width(1_000.0);
    if !postscript {
        descendant.cid_to_gid_map_predefined(Name(b"Identity"));
    }
    let mut widths = descendant.widths();
    for (glyph, (_, wide)) in &used.taken {
        widths.consecutive(*glyph, [*wide]);
    }
    widths.finish();
    descendant.finish();
    let metrics = used.font.metrics(Size::unscaled(), LocationRef::default());
    let scaled = |units: f32| units * 1_000.0 / used.units;
    let bounds = metrics.bounds.map_or(Rect::new(0.0, -200.0, 1_000.0, 900.0), |bounds| {
        Rect::new(scaled(bounds.x_min), scaled(bounds.y_min), scaled(bounds.x_max), scaled(bounds.y_max))
    });
    let mut described = pdf.font_descriptor(descriptor);
    described
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(bounds)
        .italic_angle(0.0)
        .ascent(scaled(metrics.ascent))
        .descent(scaled(metrics.descent))
        .cap_height(scaled(metrics.cap_height.unwrap_or(metrics.ascent)))
        .stem_v(80.0);
    if postscript {
        described.font_file3(stream)
    } else {
        described.font_file2(stream)
    };
    described.finish();
    let mut map = UnicodeCmap::new(Name(b"Lobby"), system);
    for (glyph, (c, _)) in &used.taken {
        map.pair(*glyph, *c);
    }
    pdf.cmap(unicode, &map.finish());
    match outlines {
        Some(table) => {
            pdf.stream(stream, table.as_bytes()).pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
        }
        None => {
            let length = i32::try_from(cut.len()).map_err(|_| too_large())?;
            pdf.stream(stream, &cut).pair(Name(b"Length1"), length);
        }
    }
    Ok(font)
}

fn too_large() -> Fault {
    Fault::new(FaultKind::TooLarge, t("字体太大", "The font is too large")).at("paper.fonts")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settings;

    /// Latin letters are on nearly every machine.
    const LATIN: &str = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

    fn text(line: &str) -> Vec<String> {
        vec![line.to_owned()]
    }

    #[test]
    fn a_missing_font_is_refused_with_where_it_was_looked_for() {
        let fault = fonts("/nowhere/a.ttf:/nowhere/b.ttc#2").err().expect("there is none");
        assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::NotFound, Some("paper.fonts")));
        assert!(fault.text.zh.contains("/nowhere/b.ttc"), "{fault}");
        assert!(fonts("").is_err());
    }

    #[test]
    fn a_file_that_is_no_font_is_none() {
        assert!(fonts(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).is_err());
    }

    #[test]
    fn missing_characters_are_named() {
        let Ok(latin) = fonts(LATIN) else { return };
        let fault = write("x", &text("Handover 交接班单"), 80, &latin).unwrap_err();
        for c in ['交', '接', '班', '单'] {
            assert!(fault.text.zh.contains(c), "{fault}");
        }
        assert!(!fault.text.zh.contains('H') || fault.text.zh.contains(LATIN), "{fault}");
    }

    #[test]
    fn columns_start_runs_and_a_run_keeps_single_blanks() {
        let Ok(latin) = fonts(LATIN) else { return };
        let used: Vec<Used<'_>> = latin.0.iter().filter_map(Used::of).collect();
        let runs: Vec<_> =
            runs("  ab c  de", &used).into_iter().map(|run| (run.column, run.cells, run.text)).collect();
        assert_eq!(runs, [(2, 4, "ab c".to_owned()), (8, 2, "de".to_owned())]);
    }

    #[test]
    fn the_file_is_small_and_has_a_page_for_so_many_lines() {
        let Ok(latin) = fonts(LATIN) else { return };
        let lines: Vec<String> = (0..120).map(|n| format!("line {n}")).collect();
        let file = write("x", &lines, 80, &latin).expect("Latin letters are there");
        assert!(file.starts_with(b"%PDF-") && file.len() < 200_000, "{}", file.len());
        let pages = String::from_utf8_lossy(&file).matches("/Type /Page\n").count();
        assert_eq!(pages, 120_usize.div_ceil(rows_of(SIZE * LEADING)));
    }

    /// With a Chinese font where there is one: the machines that check every change have it.
    #[test]
    fn the_text_is_in_the_file() {
        let list = settings::setting("paper.fonts").expect("a setting").default;
        let Ok(chinese) = fonts(list) else { return };
        let said = "交接班单 阳光花园 3-2-1801 壹仟肆佰零玖元伍角整";
        let file = write("交接班单", &text(said), 80, &chinese).expect("the font has it all");
        assert!(file.len() < 400_000, "the font is cut down: {}", file.len());
        let raw = String::from_utf8_lossy(&file);
        for c in said.chars().filter(|c| *c != ' ') {
            let code = format!("<{:04X}>", u32::from(c));
            assert!(raw.contains(&code), "{c} has no Unicode in the file");
        }
    }

    /// As any reader of the file gets it, where the usual program for that is there.
    #[test]
    fn the_text_can_be_taken_out_again() {
        let list = settings::setting("paper.fonts").expect("a setting").default;
        let Ok(chinese) = fonts(list) else { return };
        let lines =
            ["交接班单  第 12 班", "[红]   1 R2611-0042 3-2-1801  水管爆裂", "   壹仟肆佰零玖元伍角整"]
                .map(str::to_owned);
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), write("交接班单", &lines, 80, &chinese).expect("the font has it all"))
            .expect("written");
        let read = std::process::Command::new("pdftotext").arg("-layout").arg(file.path()).arg("-").output();
        let Ok(read) = read else { return };
        let text = String::from_utf8_lossy(&read.stdout).into_owned();
        assert!(read.status.success() && read.stderr.is_empty(), "{}", String::from_utf8_lossy(&read.stderr));
        for words in ["交接班单", "第 12 班", "R2611-0042", "水管爆裂", "壹仟肆佰零玖元伍角整"]
        {
            assert!(text.contains(words), "no {words} in\n{text}");
        }
    }
}

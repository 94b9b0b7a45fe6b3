use super::*;
use ratatui::layout::{Constraint, Rect};
use ratatui::style::{Color, Modifier, Style, Stylize};
use ratatui::widgets::{Block, Paragraph, Row, Table, TableState};

const SIZE: Size = Size { width: 120, height: 40 };

/// The backend before a terminal emulator, which must show what ratatui meant.
struct Screen {
    terminal: Terminal<LeanBackend<Vec<u8>>>,
    seen: usize,
    emulator: vt100::Parser,
}

fn cells(n: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(n).unwrap()
}

impl Screen {
    fn new(size: Size) -> Self {
        let terminal = Terminal::new(LeanBackend::new(Vec::new(), size)).unwrap();
        Self { terminal, seen: 0, emulator: vt100::Parser::new(cells(size.height), cells(size.width), 0) }
    }

    /// Draws, compares the emulator with the buffer, and gives the bytes of the frame.
    fn draw(&mut self, render: impl Fn(&mut Frame)) -> Vec<u8> {
        let mut wanted = Buffer::default();
        draw(&mut self.terminal, |frame| {
            render(frame);
            wanted = frame.buffer_mut().clone();
        })
        .unwrap();
        let bytes = self.terminal.backend().writer()[self.seen..].to_vec();
        self.seen += bytes.len();
        self.emulator.process(&bytes);
        let screen = self.emulator.screen();
        let area = wanted.area;
        for y in 0..area.height {
            let mut x = 0;
            while x < area.width {
                let (cell, shown) = (&wanted[(x, y)], screen.cell(y, x).unwrap());
                let text = if shown.contents().is_empty() { " " } else { shown.contents() };
                assert_eq!(text, cell.symbol(), "at {x},{y}");
                assert_eq!(shown.inverse(), cell.modifier.contains(Modifier::REVERSED), "reverse at {x},{y}");
                if text != " " {
                    assert_eq!(shown.bold(), cell.modifier.contains(Modifier::BOLD), "bold at {x},{y}");
                    assert_eq!(
                        shown.fgcolor() == vt100::Color::Default,
                        cell.fg == Color::Reset,
                        "colour at {x},{y}"
                    );
                }
                assert_eq!(
                    shown.bgcolor() == vt100::Color::Default,
                    cell.bg == Color::Reset,
                    "ground at {x},{y}"
                );
                x += cell.symbol().cell_width().max(1);
            }
        }
        bytes
    }

    fn cursor(&self) -> (u16, u16) {
        let (row, column) = self.emulator.screen().cursor_position();
        (column, row)
    }
}

fn form(text: &str) -> impl Fn(&mut Frame) {
    move |frame: &mut Frame| {
        let area = frame.area();
        frame.render_widget(Block::bordered().title("登记报修"), area);
        frame.render_widget(Paragraph::new(text).bold(), Rect::new(12, 5, 60, 1));
        frame.render_widget(Paragraph::new("F2 登记报修  F9 全部命令").dark_gray(), Rect::new(0, 39, 120, 1));
        let caret = 12 + u16::try_from(unicode_width::UnicodeWidthStr::width(text)).unwrap();
        frame.set_cursor_position((caret, 5));
    }
}

#[test]
fn a_typed_character_costs_little_more_than_itself() {
    let mut screen = Screen::new(SIZE);
    let first = screen.draw(form(""));
    assert!(
        first.starts_with(b"\x1b[?2026h") && first.ends_with(b"\x1b[?2026l"),
        "a large frame is bracketed"
    );
    let (mut text, mut most) = (String::new(), 0);
    for c in "Kitchen tap 厨房水龙头漏水".chars() {
        text.push(c);
        let typed = screen.draw(form(&text));
        most = most.max(typed.len());
        assert_eq!(
            screen.cursor().0,
            12 + u16::try_from(unicode_width::UnicodeWidthStr::width(text.as_str())).unwrap()
        );
    }
    assert!(most <= 40, "{most} bytes for a character");
}

#[test]
fn nothing_changed_costs_nothing() {
    let mut screen = Screen::new(SIZE);
    screen.draw(form("x"));
    assert_eq!(screen.draw(form("x")), b"");
}

fn list(selected: usize) -> impl Fn(&mut Frame) {
    move |frame: &mut Frame| {
        let rows = (0..36).map(|n| {
            let mark = if n == selected { ">" } else { " " };
            Row::new([
                mark.to_owned(),
                format!("R{n:05}"),
                format!("{n}栋2单元1801"),
                "厨房水龙头漏水，已经两天，业主在家等候，请尽快安排师傅上门".to_owned(),
                "已派工".to_owned(),
            ])
        });
        let widths = [1, 8, 16, 70, 10].map(Constraint::Length);
        let highlight = Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD);
        let mut state = TableState::new().with_selected(selected);
        frame.render_stateful_widget(
            Table::new(rows, widths).row_highlight_style(highlight),
            frame.area(),
            &mut state,
        );
        frame.set_cursor_position((0, u16::try_from(selected).unwrap()));
    }
}

#[test]
fn a_step_in_a_list_of_chinese_rows_stays_in_its_budget() {
    let mut screen = Screen::new(SIZE);
    let first = screen.draw(list(0)).len();
    assert!(first < 7_594, "{first} bytes; the stock backend needs 7,594");
    for selected in 1..30 {
        let bytes = screen.draw(list(selected)).len();
        assert!(bytes <= 600, "{bytes} bytes for a step");
        assert_eq!(screen.cursor(), (0, u16::try_from(selected).unwrap()));
    }
}

#[test]
fn the_cursor_hides_when_nobody_wants_it() {
    let mut screen = Screen::new(SIZE);
    screen.draw(form("x"));
    screen.draw(|frame| frame.render_widget(Paragraph::new("x"), frame.area()));
    assert!(screen.emulator.screen().hide_cursor());
    screen.draw(form("y"));
    assert!(!screen.emulator.screen().hide_cursor());
}

#[test]
fn lines_clusters_and_the_last_column_do_not_shift_what_follows() {
    let mut screen = Screen::new(Size { width: 20, height: 6 });
    for text in ["│前台│ x é “引号” y", "─────────a", "12345678901234567890x", "前台前台前台前台前台x", ""]
    {
        screen.draw(|frame| {
            frame.render_widget(Block::bordered(), frame.area());
            frame.render_widget(Paragraph::new(text), Rect::new(0, 2, 20, 3));
        });
    }
}

#[test]
fn any_two_screens_in_a_row_come_out_right() {
    use proptest::prelude::*;
    let word = prop::sample::select(vec!["a", " ", "        ", "            ", "前", "│", "─", "é", "x y"]);
    let style = (0..5usize).prop_map(|n| {
        let plain = Style::new();
        [plain, plain.reversed(), plain.bold().red(), plain.on_blue(), plain.underlined().dim()][n]
    });
    let line = prop::collection::vec((word, style), 0..12);
    let page = prop::collection::vec(line, 0..6);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    runner
        .run(&prop::collection::vec(page, 1..4), |pages| {
            let mut screen = Screen::new(Size { width: 24, height: 5 });
            for page in pages {
                let lines: Vec<ratatui::text::Line> = page
                    .into_iter()
                    .map(|words| {
                        words
                            .into_iter()
                            .map(|(word, style)| ratatui::text::Span::styled(word, style))
                            .collect()
                    })
                    .collect();
                screen.draw(|frame| frame.render_widget(Paragraph::new(lines.clone()), frame.area()));
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_resize_repaints_without_a_question() {
    let mut screen = Screen::new(SIZE);
    screen.draw(form("x"));
    let size = Size { width: 100, height: 40 };
    screen.terminal.backend_mut().set_size(size);
    screen.emulator.screen_mut().set_size(cells(40), cells(100));
    let bytes = screen.draw(list(3));
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("\x1b[2J"));
    assert!(!text.contains("\x1b[6n") && !text.contains("\x1b[c"), "no query");
}

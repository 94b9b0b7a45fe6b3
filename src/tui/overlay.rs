//! Clearing the ground under a popup. The only place that may use ratatui's `Clear`.

use ratatui::Frame;
use ratatui::buffer::CellWidth;
use ratatui::layout::Rect;
use ratatui::widgets::Clear;

/// Empties `area` for a popup.
///
/// A wide character that begins in the column before the popup would cover the popup's first column, and the
/// terminal would lose the whole left border (ratatui 2526). Such a character is blanked first.
pub fn clear_overlay(frame: &mut Frame, area: Rect) {
    let area = area.intersection(frame.area());
    if area.is_empty() {
        return;
    }
    if let Some(left) = area.x.checked_sub(1) {
        let buffer = frame.buffer_mut();
        for y in area.top()..area.bottom() {
            if let Some(cell) = buffer.cell_mut((left, y))
                && cell.symbol().cell_width() > 1
            {
                cell.set_symbol(" ");
            }
        }
    }
    frame.render_widget(Clear, area);
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::widgets::{Block, Paragraph};

    #[test]
    fn a_popup_keeps_its_left_border_over_wide_characters() {
        for x in 0..6 {
            let mut terminal = Terminal::new(TestBackend::new(20, 4)).unwrap();
            let mut draw = |open: bool| {
                terminal
                    .draw(|frame| {
                        let page = Paragraph::new(vec!["前台前台前台前台前台".into(); 4]);
                        frame.render_widget(page, frame.area());
                        if open {
                            let area = Rect::new(x, 0, 8, 4);
                            clear_overlay(frame, area);
                            frame.render_widget(Block::bordered().title("a"), area);
                        }
                    })
                    .unwrap();
                let buffer = terminal.backend().buffer();
                // What is left in the hidden half of a wide character is the test backend's own affair.
                let mut shown = buffer.clone();
                for y in 0..4 {
                    for x in 1..20 {
                        if shown[(x - 1, y)].symbol().cell_width() > 1 {
                            shown[(x, y)].reset();
                        }
                    }
                }
                shown
            };
            let before = draw(false);
            let open = draw(true);
            for y in 1..3 {
                assert_eq!(open[(x, y)].symbol(), "│", "column {x}");
                if x > 0 {
                    assert!(open[(x - 1, y)].symbol().cell_width() == 1, "a half character is left at {x}");
                }
            }
            assert_eq!(draw(false), before, "what was under it comes back");
        }
    }

    #[test]
    fn an_area_outside_is_no_matter() {
        let mut terminal = Terminal::new(TestBackend::new(4, 2)).unwrap();
        terminal
            .draw(|frame| {
                clear_overlay(frame, Rect::new(9, 9, 3, 3));
                clear_overlay(frame, Rect::new(0, 0, 40, 40));
            })
            .unwrap();
    }
}

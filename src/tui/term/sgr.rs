//! The shortest escape sequence from one style to another.
//!
//! Writes SGR itself: crossterm turns colours into resets when NO_COLOR is set and kills reverse video with them.
//! NO_COLOR is honoured by the theme, which then has no colours to write.

use ratatui::style::{Color, Modifier};

/// What the terminal writes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pen {
    /// Letters.
    pub fg: Color,
    /// Ground.
    pub bg: Color,
    /// Bold, reverse and the like.
    pub modifier: Modifier,
}

impl Pen {
    /// A terminal after a reset.
    pub const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    /// Whether a blank written with it differs from an erased cell.
    #[must_use]
    pub fn shows_on_blank(self) -> bool {
        self.bg != Color::Reset
            || self.modifier.intersects(
                Modifier::REVERSED
                    | Modifier::UNDERLINED
                    | Modifier::CROSSED_OUT
                    | Modifier::SLOW_BLINK
                    | Modifier::RAPID_BLINK,
            )
    }
}

/// Modifiers with the codes that switch them on and off.
const CODES: &[(Modifier, &str, &str)] = &[
    (Modifier::BOLD, "1", "22"),
    (Modifier::DIM, "2", "22"),
    (Modifier::ITALIC, "3", "23"),
    (Modifier::UNDERLINED, "4", "24"),
    (Modifier::SLOW_BLINK, "5", "25"),
    (Modifier::RAPID_BLINK, "6", "25"),
    (Modifier::REVERSED, "7", "27"),
    (Modifier::HIDDEN, "8", "28"),
    (Modifier::CROSSED_OUT, "9", "29"),
];

/// Appends what turns `from` into `to`; nothing when they are the same.
pub fn change(out: &mut Vec<u8>, from: Pen, to: Pen) {
    if from == to {
        return;
    }
    let mut step = Vec::with_capacity(16);
    steps(&mut step, from, to);
    let mut fresh = Vec::with_capacity(16);
    fresh.push(b'0');
    steps_after(&mut fresh, Pen::PLAIN, to);
    // `CSI m` is a reset; both ways end the same.
    let shorter = if fresh.len() < step.len() { &fresh } else { &step };
    out.extend_from_slice(b"\x1b[");
    if shorter != b"0" {
        out.extend_from_slice(shorter);
    }
    out.push(b'm');
}

fn steps(out: &mut Vec<u8>, from: Pen, to: Pen) {
    let mut from = from;
    let gone = from.modifier - to.modifier;
    for (modifier, _, off) in CODES {
        if gone.contains(*modifier) && from.modifier.contains(*modifier) {
            code(out, off);
            // Codes 22 and 25 switch off two modifiers each.
            for (other, _, other_off) in CODES {
                if off == other_off {
                    from.modifier.remove(*other);
                }
            }
        }
    }
    steps_after(out, from, to);
}

/// What is to be added once nothing is to be switched off any more.
fn steps_after(out: &mut Vec<u8>, from: Pen, to: Pen) {
    for (modifier, on, _) in CODES {
        if to.modifier.contains(*modifier) && !from.modifier.contains(*modifier) {
            code(out, on);
        }
    }
    if from.fg != to.fg {
        colour(out, to.fg, 30);
    }
    if from.bg != to.bg {
        colour(out, to.bg, 40);
    }
}

fn code(out: &mut Vec<u8>, code: &str) {
    if !out.is_empty() {
        out.push(b';');
    }
    out.extend_from_slice(code.as_bytes());
}

/// `base` is 30 for letters, 40 for the ground; the bright row lies 60 above.
fn colour(out: &mut Vec<u8>, colour: Color, base: u16) {
    let text = match colour {
        Color::Reset => (base + 9).to_string(),
        Color::Black => base.to_string(),
        Color::Red => (base + 1).to_string(),
        Color::Green => (base + 2).to_string(),
        Color::Yellow => (base + 3).to_string(),
        Color::Blue => (base + 4).to_string(),
        Color::Magenta => (base + 5).to_string(),
        Color::Cyan => (base + 6).to_string(),
        Color::Gray => (base + 7).to_string(),
        Color::DarkGray => (base + 60).to_string(),
        Color::LightRed => (base + 61).to_string(),
        Color::LightGreen => (base + 62).to_string(),
        Color::LightYellow => (base + 63).to_string(),
        Color::LightBlue => (base + 64).to_string(),
        Color::LightMagenta => (base + 65).to_string(),
        Color::LightCyan => (base + 66).to_string(),
        Color::White => (base + 67).to_string(),
        Color::Indexed(n) => format!("{};5;{n}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    };
    code(out, &text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_to(from: Pen, to: Pen) -> String {
        let mut out = Vec::new();
        change(&mut out, from, to);
        String::from_utf8(out).unwrap().replace('\x1b', "")
    }

    fn pen(fg: Color, modifier: Modifier) -> Pen {
        Pen { fg, bg: Color::Reset, modifier }
    }

    #[test]
    fn the_shorter_way_is_taken() {
        let bold = pen(Color::Reset, Modifier::BOLD);
        assert_eq!(from_to(bold, bold), "");
        assert_eq!(from_to(Pen::PLAIN, bold), "[1m");
        assert_eq!(from_to(pen(Color::Red, Modifier::BOLD | Modifier::REVERSED), Pen::PLAIN), "[m");
        assert_eq!(from_to(pen(Color::Red, Modifier::BOLD), pen(Color::Red, Modifier::empty())), "[22m");
    }

    #[test]
    fn dim_survives_the_end_of_bold() {
        let both = pen(Color::Reset, Modifier::BOLD | Modifier::DIM);
        let sequence = from_to(both, pen(Color::Reset, Modifier::DIM));
        assert!(sequence == "[22;2m" || sequence == "[0;2m", "{sequence}");
    }
}

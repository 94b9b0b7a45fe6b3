//! What a customer's mark counts in the index of satisfaction (`domain/facts.md` 6.2): each office sets its own scale.

/// Points of 100 for the marks 5, 4, 3, 2 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale([u8; 5]);

impl Scale {
    /// The usual one. A fact keeps a mark as its points on this scale, so that another scale needs no new index.
    pub const USUAL: Self = Self([100, 80, 60, 40, 0]);

    /// Reads `100/80/60/40/0`: five whole numbers from 100 to 0, none larger than the one before.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let points: Option<Vec<u8>> = text.split('/').map(|points| points.trim().parse().ok()).collect();
        let points: [u8; 5] = points?.try_into().ok()?;
        let falls = points.windows(2).all(|pair| pair.first() >= pair.last())
            && points.iter().all(|points| *points <= 100);
        falls.then_some(Self(points))
    }

    /// As it is written.
    #[must_use]
    pub fn written(&self) -> String {
        self.0.map(|points| points.to_string()).join("/")
    }

    /// The points of a mark from 1 to 5; a mark outside counts as the worst.
    #[must_use]
    pub fn points(&self, mark: i64) -> u8 {
        let at = usize::try_from(5 - mark).unwrap_or(4);
        let [.., worst] = self.0;
        self.0.get(at).copied().unwrap_or(worst)
    }

    /// The points of a mark that is kept as its points on the usual scale.
    #[must_use]
    pub fn of_usual(&self, points: u8) -> i64 {
        let at = Self::USUAL.0.iter().position(|usual| *usual == points).unwrap_or(4);
        self.0.get(at).copied().map_or(0, i64::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_falls_from_a_hundred() {
        assert_eq!(Scale::read("100/80/60/40/0"), Some(Scale::USUAL));
        assert_eq!(
            Scale::read(" 100 / 75/50/ 25/0 ").map(|scale| scale.written()).as_deref(),
            Some("100/75/50/25/0")
        );
        for wrong in ["", "100/80/60/40", "100/80/90/40/0", "101/80/60/40/0", "100/80/60/40/-5", "a/b/c/d/e"]
        {
            assert_eq!(Scale::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_mark_kept_on_the_usual_scale_comes_out_on_another() {
        let other = Scale::read("100/75/50/25/0").unwrap();
        for (mark, usual, points) in [(5, 100, 100), (4, 80, 75), (3, 60, 50), (2, 40, 25), (1, 0, 0)] {
            assert_eq!(other.of_usual(usual), points);
            assert_eq!(Scale::USUAL.points(mark), usual);
        }
        assert_eq!((Scale::USUAL.points(0), Scale::USUAL.points(9)), (0, 0));
    }
}

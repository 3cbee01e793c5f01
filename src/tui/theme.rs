//! Colours, attributes and signs: one meaning for each.
//!
//! Here stand the palette (one meaning for each colour), the signs with their one-character
//! fallback, and the rule by which a look is chosen at the start. What does not belong here:
//! anything that draws, and anything that asks the environment; the caller hands in what it read.
//!
//! Colour stands on a sign and on the word or two that name a state, nowhere else. Take all colour
//! away and nothing is lost, because the sign and the word stay.

use ratatui::style::{Color, Modifier, Style};

/// What a colour means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum Role {
    /// Late, refused, outside the plan, failed, wrong; never, missing.
    Danger,
    /// Today, soon, waiting for an answer, differs.
    Due,
    /// Child, under 18, may be under 18.
    Child,
    /// Done, given, confirmed, inside the plan, safe.
    Ready,
    /// What `Enter` acts on, where you are, what is chosen, the keys of the footer.
    Accent,
    /// Not yet, not asked, kept aside, not available; labels.
    Muted,
    /// Everything else.
    Text,
    /// Rules and the edge between panes.
    Line,
    /// Background of the focused row or field.
    Selection,
    /// Background of the screen.
    Ground,
}

/// Which of the five looks is worn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, strum::EnumIter)]
pub enum Look {
    /// Light words on a dark ground.
    #[default]
    Dark,
    /// Dark words on a light ground.
    Light,
    /// Light words on black, every meaning at least 6:1.
    HighContrast,
    /// The terminal's own sixteen colours and its own ground.
    Sixteen,
    /// No colour: bold, underline, dim and reverse.
    Mono,
}

impl Look {
    /// Its name in `--theme` and in config.toml.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::Sixteen => "16",
            Self::Mono => "mono",
        }
    }

    /// The look of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        <Self as strum::IntoEnumIterator>::iter().find(|look| look.name() == name.trim())
    }
}

/// How signs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Signs {
    /// As pictured.
    #[default]
    Unicode,
    /// One plain character each.
    Ascii,
}

/// A sign: one cell wide, its fallback one character, so that a layout never moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum Sign {
    /// `▸` what `Enter` acts on.
    Focus,
    /// `▾` a pick-list opens here.
    Opens,
    /// `!` late, refused, failed, wrong.
    Danger,
    /// `×` never, missing.
    Never,
    /// `◐` due, waiting, differs.
    Due,
    /// `▲` child.
    Child,
    /// `✓` done, given, safe.
    Ready,
    /// `●` where you are, the step it is at, chosen.
    Here,
    /// `○` not yet, not asked.
    NotYet,
    /// `…` cut off here.
    Cut,
    /// `·` separator, mask, kept aside.
    Dot,
    /// `→` leads to.
    LeadsTo,
    /// `─` rule.
    Rule,
    /// `│` edge between two panes.
    Edge,
    /// `█` bar.
    Bar,
    /// `░` rest of a bar; a stub for one to four.
    BarRest,
    /// `▄` chart bar.
    Chart,
    /// `▁` load, first of eight.
    Load1,
    /// `▂`
    Load2,
    /// `▃`
    Load3,
    /// `▄`
    Load4,
    /// `▅`
    Load5,
    /// `▆`
    Load6,
    /// `▇`
    Load7,
    /// `█` load, last of eight.
    Load8,
    /// `+` selected; after, in a difference.
    Plus,
    /// `-` before, in a difference.
    Minus,
    /// `*` required, after a label; held back, in a table.
    Star,
}

impl Sign {
    /// The sign and its fallback.
    #[must_use]
    pub const fn forms(self) -> (&'static str, &'static str) {
        match self {
            Self::Focus => ("▸", ">"),
            Self::Opens => ("▾", "V"),
            Self::Danger => ("!", "!"),
            Self::Never => ("×", "x"),
            Self::Due => ("◐", "@"),
            Self::Child => ("▲", "^"),
            Self::Ready => ("✓", "v"),
            Self::Here => ("●", "*"),
            Self::NotYet => ("○", "o"),
            Self::Cut => ("…", "~"),
            Self::Dot => ("·", "."),
            Self::LeadsTo => ("→", ">"),
            Self::Rule => ("─", "-"),
            Self::Edge => ("│", "|"),
            Self::Bar => ("█", "#"),
            Self::BarRest => ("░", ":"),
            Self::Chart => ("▄", "="),
            Self::Load1 => ("▁", "_"),
            Self::Load2 => ("▂", "."),
            Self::Load3 => ("▃", "-"),
            Self::Load4 => ("▄", "="),
            Self::Load5 => ("▅", "+"),
            Self::Load6 => ("▆", "*"),
            Self::Load7 => ("▇", "%"),
            Self::Load8 => ("█", "#"),
            Self::Plus => ("+", "+"),
            Self::Minus => ("-", "-"),
            Self::Star => ("*", "*"),
        }
    }

    /// What the sign means, and so which colour it has.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::Danger | Self::Never => Role::Danger,
            Self::Due => Role::Due,
            Self::Child => Role::Child,
            Self::Ready => Role::Ready,
            Self::Focus | Self::Here => Role::Accent,
            Self::NotYet
            | Self::Dot
            | Self::Opens
            | Self::Cut
            | Self::LeadsTo
            | Self::Bar
            | Self::BarRest
            | Self::Chart
            | Self::Load1
            | Self::Load2
            | Self::Load3
            | Self::Load4
            | Self::Load5
            | Self::Load6
            | Self::Load7
            | Self::Load8 => Role::Muted,
            Self::Rule | Self::Edge => Role::Line,
            Self::Plus | Self::Minus | Self::Star => Role::Text,
        }
    }

    /// The load sign for a level from 1 to 8; a level outside is the nearest.
    #[must_use]
    pub const fn load(level: usize) -> Self {
        match level {
            0 | 1 => Self::Load1,
            2 => Self::Load2,
            3 => Self::Load3,
            4 => Self::Load4,
            5 => Self::Load5,
            6 => Self::Load6,
            7 => Self::Load7,
            _ => Self::Load8,
        }
    }

    /// Which of two signs a row shows: a child sign wins over every other, `!` over `◐`, `◐` over `✓`.
    #[must_use]
    pub fn stronger(self, other: Self) -> Self {
        if other.weight() > self.weight() { other } else { self }
    }

    const fn weight(self) -> u8 {
        match self {
            Self::Child => 6,
            Self::Danger | Self::Never => 5,
            Self::Due => 4,
            Self::Ready => 3,
            Self::Here => 2,
            Self::NotYet => 1,
            _ => 0,
        }
    }
}

/// A look and a way to write signs: all that drawing needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Theme {
    look: Look,
    signs: Signs,
}

/// What the environment, the command line and config.toml say about the look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Surroundings<'a> {
    /// `--theme`, if given.
    pub asked: Option<Look>,
    /// `theme` in config.toml, if set.
    pub configured: Option<Look>,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// `TERM`.
    pub term: Option<&'a str>,
    /// `COLORTERM`.
    pub colorterm: Option<&'a str>,
    /// `signs` in config.toml, if set.
    pub signs: Option<Signs>,
    /// The locale that decides: the first set and not empty of `LC_ALL`, `LC_CTYPE` and `LANG`; none where a
    /// platform has no such thing.
    pub locale: Option<&'a str>,
    /// The old Windows console, which lacks many signs.
    pub old_windows_console: bool,
    /// The terminal drew the signs two cells wide when it was measured.
    pub wide_signs: bool,
}

impl Theme {
    /// A look with a way to write signs.
    #[must_use]
    pub const fn new(look: Look, signs: Signs) -> Self {
        Self { look, signs }
    }
    /// Light words on a dark ground.
    #[must_use]
    pub const fn dark() -> Self {
        Self::new(Look::Dark, Signs::Unicode)
    }
    /// Dark words on a light ground.
    #[must_use]
    pub const fn light() -> Self {
        Self::new(Look::Light, Signs::Unicode)
    }
    /// Light words on black, every meaning at least 6:1.
    #[must_use]
    pub const fn high_contrast() -> Self {
        Self::new(Look::HighContrast, Signs::Unicode)
    }
    /// The terminal's own sixteen colours.
    #[must_use]
    pub const fn sixteen() -> Self {
        Self::new(Look::Sixteen, Signs::Unicode)
    }
    /// No colour at all.
    #[must_use]
    pub const fn mono() -> Self {
        Self::new(Look::Mono, Signs::Unicode)
    }
    /// The same look with plain characters for signs.
    #[must_use]
    pub const fn ascii(mut self) -> Self {
        self.signs = Signs::Ascii;
        self
    }
    /// Which look it is.
    #[must_use]
    pub const fn look(self) -> Look {
        self.look
    }
    /// How it writes signs.
    #[must_use]
    pub const fn signs(self) -> Signs {
        self.signs
    }

    /// Chooses from what was asked for and what the terminal can do.
    ///
    /// `--theme` decides alone; then `TERM=dumb` and `NO_COLOR` take colour away; then config.toml; then dark where
    /// the terminal says it has full colour, the sixteen colours where it does not.
    #[must_use]
    pub fn choose(around: &Surroundings<'_>) -> Self {
        let dumb = around.term == Some("dumb");
        let full = matches!(around.colorterm, Some("truecolor" | "24bit"))
            || around.term.is_some_and(|term| term.ends_with("-direct"));
        let look = match (around.asked, around.configured) {
            (Some(asked), _) => asked,
            (None, _) if dumb || around.no_color => Look::Mono,
            (None, Some(configured)) => configured,
            (None, None) if full => Look::Dark,
            (None, None) => Look::Sixteen,
        };
        let cannot = dumb
            || around.term == Some("linux")
            || around.old_windows_console
            || around.wide_signs
            || around.locale.is_some_and(|locale| !says_utf8(locale));
        let signs = if cannot { Signs::Ascii } else { around.signs.unwrap_or_default() };
        Self { look, signs }
    }

    /// The style of a role: on a sign, a footer key, a label, running text, a rule or a background.
    ///
    /// The words beside a sign take [`Theme::word`].
    #[must_use]
    pub const fn style(self, role: Role) -> Style {
        match self.look {
            Look::Dark | Look::Light | Look::HighContrast => match role {
                Role::Selection => Style::new().bg(self.colour(role)),
                Role::Ground => Style::new().fg(self.colour(Role::Text)).bg(self.colour(role)),
                _ => Style::new().fg(self.colour(role)),
            },
            Look::Sixteen => match role {
                Role::Danger | Role::Due | Role::Child | Role::Ready | Role::Accent => {
                    Style::new().fg(self.colour(role))
                }
                Role::Muted | Role::Line => Style::new().add_modifier(Modifier::DIM),
                Role::Selection => Style::new().add_modifier(Modifier::REVERSED),
                Role::Text | Role::Ground => Style::new(),
            },
            Look::Mono => match role {
                Role::Danger | Role::Accent => Style::new().add_modifier(Modifier::BOLD),
                Role::Due => Style::new().add_modifier(Modifier::UNDERLINED),
                Role::Child => Style::new().add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
                Role::Muted | Role::Line => Style::new().add_modifier(Modifier::DIM),
                Role::Selection => Style::new().add_modifier(Modifier::REVERSED),
                Role::Ready | Role::Text | Role::Ground => Style::new(),
            },
        }
    }

    /// The style of the word or two that name a state.
    ///
    /// With the terminal's own palette, and without colour, only the sign is marked: the palette is not known, so the
    /// word stays in the default colour.
    #[must_use]
    pub const fn word(self, role: Role) -> Style {
        match (self.look, role) {
            (Look::Sixteen | Look::Mono, Role::Danger | Role::Due | Role::Child | Role::Ready | Role::Accent) => {
                Style::new()
            }
            _ => self.style(role),
        }
    }

    /// The sign as this theme writes it.
    #[must_use]
    pub const fn sign(self, sign: Sign) -> &'static str {
        let (unicode, ascii) = sign.forms();
        match self.signs {
            Signs::Unicode => unicode,
            Signs::Ascii => ascii,
        }
    }

    /// The style of a sign.
    #[must_use]
    pub const fn sign_style(self, sign: Sign) -> Style {
        self.style(sign.role())
    }

    /// Headings of a card or record: bold text.
    #[must_use]
    pub const fn heading(self) -> Style {
        self.style(Role::Text).add_modifier(Modifier::BOLD)
    }

    /// A key in the footer: bold accent.
    #[must_use]
    pub const fn key(self) -> Style {
        self.style(Role::Accent).add_modifier(Modifier::BOLD)
    }

    /// The PRACTICE and SET-UP chip: reverse accent.
    #[must_use]
    pub const fn chip(self) -> Style {
        match self.look {
            Look::Dark | Look::Light | Look::HighContrast => {
                Style::new().fg(self.colour(Role::Ground)).bg(self.colour(Role::Accent))
            }
            Look::Sixteen | Look::Mono => self.style(Role::Accent).add_modifier(Modifier::REVERSED),
        }
    }

    /// The colour of a role; the terminal's own where the look leaves it to the terminal.
    #[must_use]
    pub const fn colour(self, role: Role) -> Color {
        let rgb = match self.look {
            Look::Dark => match role {
                Role::Danger => 0x00F0_8A80,
                Role::Due => 0x00DD_B455,
                Role::Child => 0x00C9_A5F0,
                Role::Ready => 0x0086_C98C,
                Role::Accent => 0x0074_B3E8,
                Role::Muted => 0x0092_9CA8,
                Role::Text => 0x00D5_DAE0,
                Role::Line => 0x003A_434D,
                Role::Selection => 0x001E_2B38,
                Role::Ground => 0x0012_161B,
            },
            Look::Light => match role {
                Role::Danger => 0x00A8_231B,
                Role::Due => 0x0073_5000,
                Role::Child => 0x0066_3A9C,
                Role::Ready => 0x001C_6331,
                Role::Accent => 0x000B_57A4,
                Role::Muted => 0x0059_626D,
                Role::Text => 0x001F_2429,
                Role::Line => 0x00C5_CBD2,
                Role::Selection => 0x00DF_EAF6,
                Role::Ground => 0x00FA_FAF7,
            },
            Look::HighContrast => match role {
                Role::Danger => 0x00FF_9C94,
                Role::Due => 0x00FF_D75F,
                Role::Child => 0x00E2_BEFF,
                Role::Ready => 0x009F_F0A8,
                Role::Accent => 0x008F_D3FF,
                Role::Muted => 0x00CC_CCCC,
                Role::Text => 0x00FF_FFFF,
                Role::Line => 0x008A_8A8A,
                Role::Selection => 0x0000_375C,
                Role::Ground => 0x0000_0000,
            },
            Look::Sixteen => {
                return match role {
                    Role::Danger => Color::LightRed,
                    Role::Due => Color::LightYellow,
                    Role::Child => Color::LightMagenta,
                    Role::Ready => Color::LightGreen,
                    Role::Accent => Color::LightCyan,
                    _ => Color::Reset,
                };
            }
            Look::Mono => return Color::Reset,
        };
        Color::from_u32(rgb)
    }
}

/// Whether a locale name says that its character set is UTF-8; `C.UTF-8` and `en_GB.utf8` do, `C` and `en_GB` do not.
fn says_utf8(locale: &str) -> bool {
    let lower = locale.to_ascii_lowercase();
    lower.contains("utf-8") || lower.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator as _;
    use unicode_width::UnicodeWidthStr as _;

    /// Relative luminance after WCAG 2.1, section 1.4.3.
    fn luminance(colour: Color) -> f64 {
        let Color::Rgb(r, g, b) = colour else { panic!("painted looks have known colours") };
        let part = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    fn contrast(a: Color, b: Color) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_meaning_can_be_read_on_the_ground_and_on_the_selection() {
        for (theme, least) in [(Theme::dark(), 5.0), (Theme::light(), 5.0), (Theme::high_contrast(), 6.0)] {
            for ground in [Role::Ground, Role::Selection] {
                let ground_colour = theme.colour(ground);
                let text = contrast(theme.colour(Role::Text), ground_colour);
                assert!(text >= 10.0, "{:?}: text on {ground:?} is {text:.2}:1", theme.look());
                for role in [Role::Danger, Role::Due, Role::Child, Role::Ready, Role::Accent, Role::Muted] {
                    let measured = contrast(theme.colour(role), ground_colour);
                    assert!(measured >= least, "{:?}: {role:?} on {ground:?} is {measured:.2}:1", theme.look());
                }
            }
        }
    }

    #[test]
    fn every_sign_and_its_fallback_take_one_cell() {
        for sign in Sign::iter() {
            let (unicode, ascii) = sign.forms();
            assert_eq!(unicode.width(), 1, "{sign:?}");
            assert_eq!(ascii.len(), 1, "{sign:?}");
            assert!(ascii.is_ascii(), "{sign:?}");
        }
    }

    #[test]
    fn no_colour_and_a_dumb_terminal_take_colour_away() {
        let around = Surroundings { colorterm: Some("truecolor"), configured: Some(Look::Light), ..Default::default() };
        assert_eq!(Theme::choose(&around).look(), Look::Light);
        assert_eq!(Theme::choose(&Surroundings { no_color: true, ..around }).look(), Look::Mono);
        assert_eq!(Theme::choose(&Surroundings { term: Some("dumb"), ..around }).look(), Look::Mono);
    }

    #[test]
    fn the_command_line_decides_over_everything() {
        let around =
            Surroundings { asked: Some(Look::HighContrast), no_color: true, term: Some("dumb"), ..Default::default() };
        assert_eq!(Theme::choose(&around).look(), Look::HighContrast);
    }

    #[test]
    fn a_terminal_that_does_not_say_it_has_full_colour_gets_its_own_sixteen() {
        let around = Surroundings { term: Some("xterm-256color"), ..Default::default() };
        assert_eq!(Theme::choose(&around).look(), Look::Sixteen);
        assert_eq!(Theme::choose(&Surroundings { colorterm: Some("24bit"), ..around }).look(), Look::Dark);
    }

    #[test]
    fn signs_fall_back_where_they_would_not_be_drawn_in_one_cell() {
        let fine = Surroundings { locale: Some("en_GB.UTF-8"), ..Default::default() };
        assert_eq!(Theme::choose(&fine).signs(), Signs::Unicode);
        for poor in [
            Surroundings { locale: Some("C"), ..fine },
            Surroundings { term: Some("linux"), ..fine },
            Surroundings { old_windows_console: true, ..fine },
            Surroundings { wide_signs: true, ..fine },
            Surroundings { signs: Some(Signs::Ascii), ..fine },
        ] {
            assert_eq!(Theme::choose(&poor).signs(), Signs::Ascii, "{poor:?}");
        }
    }

    #[test]
    fn with_sixteen_colours_only_the_sign_is_coloured() {
        let theme = Theme::sixteen();
        assert_eq!(theme.sign_style(Sign::Danger).fg, Some(Color::LightRed));
        assert_eq!(theme.word(Role::Danger), Style::new());
        assert_ne!(Theme::dark().word(Role::Danger), Style::new());
    }

    #[test]
    fn without_colour_every_meaning_but_plain_has_an_attribute() {
        let theme = Theme::mono();
        for role in [Role::Danger, Role::Due, Role::Child, Role::Accent, Role::Muted, Role::Selection] {
            let style = theme.style(role);
            assert!(style.fg.is_none() && style.bg.is_none() && !style.add_modifier.is_empty(), "{role:?}");
        }
    }

    #[test]
    fn a_child_sign_wins_over_every_other() {
        for sign in Sign::iter() {
            assert_eq!(sign.stronger(Sign::Child), Sign::Child);
            assert_eq!(Sign::Child.stronger(sign), Sign::Child);
        }
        assert_eq!(Sign::Due.stronger(Sign::Danger), Sign::Danger);
        assert_eq!(Sign::Due.stronger(Sign::Ready), Sign::Due);
    }

    #[test]
    fn a_look_is_found_by_the_name_it_has() {
        for look in Look::iter() {
            assert_eq!(Look::named(look.name()), Some(look));
        }
        assert_eq!(Look::named("sepia"), None);
    }
}

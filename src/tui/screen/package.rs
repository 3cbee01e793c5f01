//! One sealed package: what it holds, where it is, handing it over, its updates one by one, and its readable page.
//!
//! Sealed is not sent, and sent is not received. What does not belong here: sealing and writing
//! ([`crate::tui::screen::seal`]), and how the page is made ([`crate::exchange::readable`]).

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::desk::Saved;
use crate::casework::sealing::{LeftOut, PackageUpdate, PackageView, SealPreview, size};
use crate::domain::field::{Field, FieldType, Shape, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::text::counted;
use crate::domain::update::state as update_state;
use crate::store::package::state;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, settled};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::marker::step;
use crate::tui::screen::moves::Scroll;
use crate::tui::screen::outbox::package_state;
use crate::tui::screen::seal::{LABEL, stays};
use crate::tui::screen::{Caveat, Place, Shown, moves};
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::{self, Column, List, Row, Rows};
use crate::tui::widget::record::Labelled;
use crate::tui::widget::{Phrase, below, focus, narrow, paragraphs, put, row, text, text_of, track};

/// Cells of the widest line of the page that is still read with ease.
const MEASURE: usize = 92;

/// Under which reference IS has an update.
const CONFIRM: &[Field] = &[
    Field::new(Shape::Line, "IS reference").required().help("as IS shows it: P/2210457").named("is_reference"),
    Field::new(Shape::Date, "On").required().help("the day it was entered there").named("confirmed_on"),
];
/// With which code and words IS refused an update.
const REJECT: &[Field] = &[
    Field::new(Shape::Line, "Code").help("R-07").named("code"),
    Field::new(Shape::Line, "In words").help("surname differs").named("rejection"),
];

/// What the screen is told.
pub enum Msg {
    /// The package, its updates, and what stays here.
    Read(Outcome<Box<Contents>>),
    /// The readable page.
    Page(Outcome<String>),
    /// It was handed over, or why not.
    Sent(i64, Outcome<()>),
    /// The reference, as typed.
    Confirm(RecordId, Values),
    /// The refusal, as typed.
    Reject(RecordId, Values),
    /// It was entered, or why not.
    Entered(&'static str, Saved<()>),
}

/// A package with what is in it.
pub struct Contents {
    package: PackageView,
    updates: Vec<PackageUpdate>,
    stays: SealPreview,
}

/// What is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shows {
    Package,
    Updates,
    /// The page as paragraphs: a heading, or running text.
    Page(Vec<(bool, String)>),
}

/// The screen.
pub struct State {
    number: i64,
    contents: Option<Box<Contents>>,
    problem: Option<Problem>,
    shows: Shows,
    choice: usize,
    focus: usize,
    rows: Rows,
    scroll: Scroll,
}

/// What can be done with the package, in the order of the screen.
const CHOICES: [Action; 4] = [Action::Sent, Action::WriteAgain, Action::ReadablePage, Action::Confirm];

impl State {
    /// A package by its number.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self {
            number,
            contents: None,
            problem: None,
            shows: Shows::Package,
            choice: 0,
            focus: 0,
            rows: Rows::new(),
            scroll: Scroll::new(),
        }
    }

    fn package(&self) -> Option<&PackageView> {
        self.contents.as_ref().map(|c| &c.package)
    }

    fn updates(&self) -> &[PackageUpdate] {
        self.contents.as_ref().map_or(&[], |c| c.updates.as_slice())
    }

    fn is(&self, at: &str) -> bool {
        self.package().is_some_and(|p| p.state == at)
    }

    /// What can be chosen now: what cannot be done at all any more is left out.
    fn choices(&self) -> Vec<Action> {
        let gone = |a: &Action| match a {
            Action::Sent => self.is(state::SENT) || self.is(state::SETTLED),
            Action::WriteAgain => self.package().is_some_and(|p| p.bytes.is_none()),
            _ => false,
        };
        CHOICES.into_iter().filter(|a| !gone(a)).collect()
    }

    fn choice_words(&self, action: Action) -> (&'static str, &'static str, String) {
        let n = self.package().map_or(0, |p| p.updates);
        match action {
            Action::Sent => {
                let sets = if n == 1 { "sets it to sent".to_owned() } else { format!("sets all {n} to sent") };
                ("S", "I have handed it over", sets)
            }
            Action::WriteAgain if self.is(state::SEALED) => {
                ("w", "write the file", "it is sealed, not written".to_owned())
            }
            Action::WriteAgain => ("w", "write the file again", "same bytes, another disk".to_owned()),
            Action::ReadablePage => ("o", "open the readable page", "as the IS desk will see it".to_owned()),
            _ => ("h", "its updates, one by one", "IS references by hand, refusals".to_owned()),
        }
    }

    fn do_choice(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let number = self.number;
        match action {
            Action::Sent if self.package().is_some_and(|p| !p.changed.is_empty()) => vec![self.ask_sent()],
            Action::Sent => vec![sent(number)],
            Action::WriteAgain => vec![Effect::Go(Place::Write(number))],
            Action::ReadablePage => vec![ask(move |desk| Msg::Page(desk.readable_page(number)))],
            Action::Confirm if self.shows == Shows::Updates => self.ask_confirm(ctx),
            Action::Confirm => {
                self.shows = Shows::Updates;
                Effects::new()
            }
            _ => Effects::new(),
        }
    }

    /// Before a package counts as handed over that says what would not be sealed today.
    fn ask_sent(&self) -> Effect {
        let number = self.number;
        let mut said: Vec<Phrase> = self.package().map(|p| changed(&p.changed)).unwrap_or_default();
        said.push(Phrase::from(
            "If it was handed over, tell the IS desk by telephone, and send the rectification or removal.",
        ));
        let keep = Choice::new("", "Not handed over", Effects::new());
        let gone = Choice::new("Shift+S", "It was handed over", vec![sent(number)]);
        Choose::dialog(format!("Was package {number} handed over?"), said, vec![keep, gone]).raise()
    }

    fn ask_confirm(&self, ctx: &Ctx) -> Effects {
        let Some(update) = self.updates().get(self.focus) else { return Effects::new() };
        let id = update.id;
        let form = Form::over(CONFIRM, Values::new(), ctx.now, Extra::new());
        let said = vec![
            Phrase::new().bold(update.reference.as_str()).text(format!("  {}", update.title)),
            Phrase::new().muted("The same effect as a receipt, and as final: it is on IS under this reference."),
        ];
        vec![
            Fill::new("IS has it", said, form, 10, "enter it", move |v| Msg::Confirm(id, v).into())
                .kept_as(format_args!("on-is:{id}"))
                .raise(),
        ]
    }

    fn ask_reject(&self, ctx: &Ctx) -> Effects {
        let Some(update) = self.updates().get(self.focus) else { return Effects::new() };
        let id = update.id;
        let form = Form::over(REJECT, Values::new(), ctx.now, Extra::new());
        let said = vec![
            Phrase::new().bold(update.reference.as_str()).text(format!("  {}", update.title)),
            Phrase::new().muted("A follow-up asks for the correction; what was sent stays as it was sent."),
        ];
        vec![
            Fill::new("IS refused it", said, form, 10, "enter it", move |v| Msg::Reject(id, v).into())
                .kept_as(format_args!("refused:{id}"))
                .raise(),
        ]
    }

    fn view_package(&self, buf: &mut Buffer, pane: Rect, contents: &Contents, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let p = &contents.package;
        let area = text_of(pane);
        let title = match p.state.as_str() {
            state::SEALED | state::WRITTEN => {
                Phrase::new().marked(Sign::Ready, format!("Package {} is sealed", p.number))
            }
            _ => Phrase::from(format!("Package {}   ", p.number)).then(package_state(p)),
        };
        title.draw(buf, row(area, 0), 0, 0, theme);
        // In a low window empty rows go first.
        let gap = u16::from(pane.height >= 18);
        let mut y = 1 + gap;
        let steps: Vec<track::Step> = p.track.iter().map(step).collect();
        track::draw(buf, pane, y, &steps, 2, theme);
        y += 1 + gap;
        for line in facts(contents) {
            y += line.draw(buf, pane, y, LABEL, false, theme).rows;
        }
        y += gap;
        let said = Phrase::from(
            "Sealed is not sent, and sent is not received. An update is on IS when a receipt says so, or when you enter \
             the IS reference yourself.",
        );
        let measured = Rect { width: pane.width.min(78), ..below(pane, y) };
        y += paragraphs(buf, measured, &[said], theme) + gap;
        let mut cursor = None;
        for (i, action) in self.choices().into_iter().enumerate() {
            let (key, words, then) = self.choice_words(action);
            let line = Phrase::new().key(key).text(format!("  {words:<27}")).muted(then);
            if i == self.choice {
                cursor = focus(buf, pane, y, 1, theme);
            }
            line.draw(buf, row(area, y), 0, 0, theme);
            y += 1;
        }
        cursor
    }

    fn view_updates(&self, buf: &mut Buffer, pane: Rect, contents: &Contents, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let p = &contents.package;
        let head = Phrase::from(format!("Package {}   ", p.number)).muted(counted(p.updates, "update", "updates"));
        head.draw(buf, row(text_of(pane), 0), 0, 0, theme);
        let columns =
            [Column::new("Contact", 9).whole(), Column::new("Update", 24), Column::rest("What became of it").whole()];
        let rows: Vec<Row> = contents
            .updates
            .iter()
            .map(|u| {
                let words = match (u.state.as_str(), u.answer.as_str()) {
                    (update_state::ACCEPTED, "") => "on IS".to_owned(),
                    (update_state::ACCEPTED, reference) => format!("on IS as {reference}"),
                    (update_state::REJECTED, why) => format!("rejected {why}"),
                    (other, _) => crate::domain::lists::label("update_states", other),
                };
                let sign = match u.state.as_str() {
                    update_state::ACCEPTED => Sign::Ready,
                    update_state::REJECTED => Sign::Danger,
                    update_state::SENT | update_state::DEFERRED => Sign::Due,
                    _ => Sign::NotYet,
                };
                let cells = vec![u.reference.as_str().into(), u.title.as_str().into(), words.into()];
                Row { sign: Some(sign), cells, ..Row::default() }
            })
            .collect();
        let list = List { headings: true, focus: Some(self.focus), top: self.rows.top(), ..List::new(&columns, &rows) };
        let drawn = list::draw(buf, below(pane, 1 + u16::from(pane.height >= 12)), &list, theme);
        self.rows.drawn(drawn)
    }

    fn view_page(&self, buf: &mut Buffer, pane: Rect, page: &[(bool, String)], ctx: &Ctx) {
        let theme = &ctx.theme;
        let area = text_of(pane);
        let room = usize::from(area.width).min(MEASURE);
        let lines: Vec<(bool, String)> = page
            .iter()
            .flat_map(|(heading, words)| text::wrap(words, room).into_iter().map(|l| (*heading, l)))
            .collect();
        let fits = usize::from(area.height).saturating_sub(1);
        let top = self.scroll.window(lines.len(), fits);
        for (y, (heading, words)) in lines.iter().skip(top).take(fits).enumerate() {
            let line = if *heading { Phrase::new().bold(words.as_str()) } else { Phrase::from(words.as_str()) };
            line.draw(buf, row(area, narrow(y)), 0, 0, theme);
        }
        let hidden = lines.len().saturating_sub(top + fits);
        if hidden > 0 {
            put(buf, row(area, narrow(fits)), 0, 0, &format!("{hidden} more below"), theme.style(Role::Muted));
        }
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        match self.shows {
            Shows::Package => format!("8 Outbox · package {}", self.number),
            Shows::Updates => format!("8 Outbox · package {} · updates", self.number),
            Shows::Page(_) => format!("8 Outbox · package {} · page", self.number),
        }
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        let number = self.number;
        vec![ask_latest("package", move |desk| {
            Msg::Read(desk.package_view(number).and_then(|package| {
                let (updates, stays) = (desk.package_updates(number)?, desk.seal_preview()?);
                Ok(Box::new(Contents { package, updates, stays }))
            }))
        })]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(contents)) => {
                self.problem = None;
                self.contents = Some(contents);
                self.focus = self.focus.min(self.updates().len().saturating_sub(1));
                self.choice = self.choice.min(self.choices().len().saturating_sub(1));
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.problem = Some(p);
                Effects::new()
            }
            Msg::Page(Ok(page)) => {
                self.scroll.begin();
                self.shows = Shows::Page(paragraphs_of(&page));
                Effects::new()
            }
            Msg::Page(Err(p)) | Msg::Sent(_, Err(p)) => vec![Effect::Failed(p)],
            Msg::Sent(number, Ok(())) => {
                // What is left to do with it now are the answers.
                self.choice = self.choices().len();
                vec![done(format!("Package {number} is sent. Sent is not received")), Effect::Changed]
            }
            Msg::Confirm(id, values) => {
                let reference = text_in(&values, "is_reference").to_owned();
                match values.get("confirmed_on").and_then(Option::<chrono::NaiveDate>::from_value) {
                    Some(on) => {
                        vec![ask(move |desk| Msg::Entered("On IS", desk.confirm_by_hand(id, &reference, on)))]
                    }
                    None => Effects::new(),
                }
            }
            Msg::Reject(id, values) => {
                let (code, words) = (text_in(&values, "code").to_owned(), text_in(&values, "rejection").to_owned());
                vec![ask(move |desk| {
                    Msg::Entered(
                        "Rejected; a follow-up asks for the correction",
                        desk.reject_by_hand(id, &code, &words).map(|_| ()),
                    )
                })]
            }
            Msg::Entered(what, saved) => settled(saved, what),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if matches!(self.shows, Shows::Page(_)) {
            if !self.scroll.moves(action, ctx) && action == Action::Back {
                self.shows = Shows::Package;
            }
            return Effects::new();
        }
        let (here, count) = match self.shows {
            Shows::Updates => (self.focus, self.updates().len()),
            _ => (self.choice, self.choices().len()),
        };
        if let Some(to) = moves::target(action, here, count, moves::page(ctx)) {
            match self.shows {
                Shows::Updates => self.focus = to,
                _ => self.choice = to,
            }
            return Effects::new();
        }
        match (action, &self.shows) {
            (Action::Back, Shows::Package) => vec![Effect::Back],
            (Action::Back, _) => {
                self.shows = Shows::Package;
                Effects::new()
            }
            (Action::Take, _) => match self.choices().get(self.choice).copied() {
                Some(choice) => match self.why_not(choice, ctx) {
                    Some((_, why)) => vec![crate::tui::effect::refused(why)],
                    None => self.do_choice(choice, ctx),
                },
                None => Effects::new(),
            },
            (Action::Open, _) => match self.why_not(Action::Confirm, ctx) {
                Some((_, why)) => vec![crate::tui::effect::refused(why)],
                None => self.ask_confirm(ctx),
            },
            (Action::Rejected, _) => self.ask_reject(ctx),
            (action, _) => self.do_choice(action, ctx),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = match self.shows {
            Shows::Package => {
                let mut actions = self.choices();
                actions.extend([Action::Back, Action::Take]);
                actions
            }
            Shows::Updates => vec![Action::Confirm, Action::Rejected, Action::ReadablePage, Action::Back, Action::Open],
            Shows::Page(_) => vec![Action::Back],
        };
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Confirm if self.shows == Shows::Package => Some("updates"),
            Action::Open => Some("IS has it"),
            Action::WriteAgain if self.is(state::SEALED) => Some("write"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        match action {
            Action::Sent if self.is(state::SEALED) => Some((
                "not written",
                format!(
                    "Package {} was not written to a file yet, so it cannot have been handed over. w writes it.",
                    self.number
                ),
            )),
            Action::Confirm | Action::Rejected if self.shows == Shows::Updates => {
                let update = self.updates().get(self.focus)?;
                let answered = matches!(update.state.as_str(), update_state::ACCEPTED | update_state::REJECTED);
                answered.then(|| {
                    let why = "This update is answered already, and that is final. What IS shows now is entered on the IS record.";
                    ("answered", why.to_owned())
                })
            }
            _ => None,
        }
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        let title = Phrase::from(format!("Package {} for IS", self.number));
        (self.shows != Shows::Package).then(|| {
            let mut caveat = Caveat::sensitive(title);
            if let Some(class) =
                self.contents.as_ref().map(|c| c.stays.classification.as_str()).filter(|c| c.len() > 20)
            {
                caveat.classification = class.to_owned();
            }
            caveat
        })
    }

    fn rows(&self) -> Option<&Rows> {
        Some(&self.rows)
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let Some(contents) = &self.contents else {
            if let Some(p) = &self.problem {
                let said = Phrase::new().marked(Sign::Danger, format!("{} {}", p.what, p.remedy));
                paragraphs(buf, frame.body, &[said], &ctx.theme);
            }
            return None;
        };
        match &self.shows {
            Shows::Package => self.view_package(buf, frame.body, contents, ctx),
            Shows::Updates => self.view_updates(buf, frame.body, contents, ctx),
            Shows::Page(page) => {
                self.view_page(buf, frame.body, page, ctx);
                None
            }
        }
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Package(self.number))
    }
}

/// What is known of a package, in lines.
/// The package counts as handed over.
fn sent(number: i64) -> Effect {
    ask(move |desk| Msg::Sent(number, desk.mark_sent(number)))
}

/// What a package says that would not be sealed today, one contact a line.
pub fn changed(all: &[LeftOut]) -> Vec<Phrase> {
    all.iter()
        .map(|left| Phrase::new().sign(Sign::Danger, left.reference.as_str()).text(format!(": {}", left.why)))
        .collect()
}

fn facts(contents: &Contents) -> Vec<Labelled> {
    let p = &contents.package;
    let mut holds = Phrase::from(format!(
        "{} for {}",
        counted(p.updates, "update", "updates"),
        counted(p.contacts, "contact", "contacts")
    ));
    let fresh = matches!(p.state.as_str(), state::SEALED | state::WRITTEN);
    if fresh && contents.stays.held + contents.stays.never > 0 {
        holds = holds.dot().text(format!("{}, stay here", stays(contents.stays.held, contents.stays.never, 0)));
    }
    let file = match p.bytes {
        Some(bytes) => format!("{}     {}", p.file_name, size(bytes as u64)),
        None if p.state == state::SETTLED => format!("{}     settled, the sealed bytes are deleted", p.file_name),
        None => format!("{}     its sealed bytes are not kept here", p.file_name),
    };
    let at = |t: Option<chrono::NaiveDateTime>| t.map(|t| t.format("%d/%m/%Y %H:%M").to_string()).unwrap_or_default();
    let written = p.written_to.as_str();
    let mut lines =
        vec![Labelled::new("Holds", holds), Labelled::new("For", p.recipient.as_str()), Labelled::new("File", file)];
    if !written.is_empty() {
        lines.push(Labelled::new("Where", written));
    } else if p.state == state::SEALED {
        lines.push(Labelled::new("Where", Phrase::new().sign(Sign::Due, "not written to a file yet")));
    }
    match (written, p.bytes) {
        ("", None) => lines.push(Labelled::new("Sealed", at(p.sealed_at))),
        ("", Some(_)) => {
            lines.push(Labelled::new("Check", format!("opened again and equal; sealed {}", at(p.sealed_at))))
        }
        _ => lines.push(Labelled::new("Check", format!("read back and equal; sealed {}", at(p.sealed_at)))),
    }
    lines.extend(changed(&p.changed).into_iter().map(|words| Labelled::new("Since then", words)));
    if p.sent_at.is_some() {
        lines.push(Labelled::new("Sent", at(p.sent_at)));
    }
    if !p.follows.is_empty() {
        lines.push(Labelled::new("Follows", p.follows.as_str()));
    }
    lines
}

/// The readable page as paragraphs: the program's own page without its tags, headings told apart.
fn paragraphs_of(page: &str) -> Vec<(bool, String)> {
    let body = page.split_once("<body>").map_or(page, |(_, body)| body);
    let mut out: Vec<(bool, String)> = Vec::new();
    let mut words = String::new();
    let mut heading = false;
    let mut flush = |words: &mut String, heading: bool, apart: bool| {
        let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
        words.clear();
        if line.is_empty() {
            return;
        }
        if apart && !out.is_empty() {
            out.push((false, String::new()));
        }
        out.push((heading, line));
    };
    // The page itself lies in one table for printing; those inside it are tables to the reader, a line a row.
    let mut tables = 0_usize;
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('<') {
        words.push_str(&unescaped(before));
        let Some((tag, after)) = after.split_once('>') else { break };
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let opens = !tag.starts_with('/');
        let in_row = tables > 1;
        match name.as_str() {
            "table" => {
                flush(&mut words, heading, heading);
                tables = if opens { tables + 1 } else { tables.saturating_sub(1) };
            }
            "h1" | "h2" | "h3" => {
                flush(&mut words, heading, heading);
                heading = opens;
            }
            // Cells of a row stand apart.
            "td" | "th" if in_row && opens && !words.trim().is_empty() => words.push_str(" | "),
            "p" | "div" | "br" if in_row => words.push(' '),
            "p" | "li" | "tr" | "td" | "div" | "section" | "br" | "ul" | "ol" | "dt" | "dd" => {
                flush(&mut words, heading, heading);
            }
            _ => {}
        }
        rest = after;
    }
    words.push_str(&unescaped(rest));
    flush(&mut words, heading, heading);
    out
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_read_without_its_tags_and_with_every_word() {
        let page = "<html><head><style>p{}</style></head><body><table><tr><td><h2>1 of 2: person</h2><p>Said \
                    &lt;once&gt; &amp; twice</p><table><tr><th>Name<br>GivenName</th><td>Ana</td></tr></table></td></tr>\
                    </table></body></html>";
        let read = paragraphs_of(page);
        let words: Vec<&str> = read.iter().map(|(_, w)| w.as_str()).collect();
        assert_eq!(words, ["1 of 2: person", "Said <once> & twice", "Name GivenName | Ana"]);
        assert!(read[0].0 && !read[1].0);
    }
}

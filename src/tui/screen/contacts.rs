//! Contacts: the list of an area, narrowed and sorted, with what lists may show beside the focused row.
//!
//! Only a window of lines around the focus is ever read, so that a force's caseload scrolls like a small one. What does
//! not belong here: opening a record, which asks a reason first, and the form of *Met someone* ([`crate::tui::task`]).

use std::cell::Cell;
use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::contact::ContactPage;
use crate::casework::desk::Saved;
use crate::casework::finding::{Address, ContactLine, Filter, Preview, Sort};
use crate::domain::contact::status;
use crate::domain::field::{Field, FieldType, Shape, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::when::{self, Due};
use crate::domain::{consent, lists};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, not_saved, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::overlay::pick::{Item, Pick};
use crate::tui::screen::{Place, Shown, Who, moves, record};
use crate::tui::task::Task;
use crate::tui::theme::{Role, Sign};
use crate::tui::widget;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::list::{self, Column, List, Row, Rows};
use crate::tui::widget::record::{Labelled, PANE_LABEL, mask};
use crate::tui::widget::{Phrase, below, narrow, paragraphs, put, record as parts, row, text, text_of};

/// Lines read at a time.
const WINDOW: i64 = 240;
/// Lines kept before the edge of the window before the next one is read.
const EDGE: usize = 40;
/// Most contacts that are selected at once; the bulk acts are made for a list one can look over.
const MOST_SELECTED: usize = 500;

/// Until when the selected wait, and why: one reason for all.
const WAIT: &[Field] = &[
    Field::new(Shape::Due, "Wait until").required().help("thu, +2w, 3/12").named("due"),
    Field::new(Shape::Pick("deferral_reasons"), "Reason").required().named("reason"),
];

/// One way of narrowing the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Area.
    Area,
    /// Status of the contact.
    Status,
    /// Setting.
    Setting,
    /// Population group.
    Group,
    /// Consent to a record on IS.
    Consent,
    /// Age status.
    Age,
    /// Only what is overdue.
    Overdue,
}

impl By {
    const ALL: [Self; 7] =
        [Self::Area, Self::Status, Self::Setting, Self::Group, Self::Consent, Self::Age, Self::Overdue];

    const fn label(self) -> &'static str {
        match self {
            Self::Area => "Area",
            Self::Status => "Status",
            Self::Setting => "Setting",
            Self::Group => "Group",
            Self::Consent => "Consent",
            Self::Age => "Age",
            Self::Overdue => "Overdue",
        }
    }

    const fn list(self) -> &'static str {
        match self {
            Self::Area => "areas",
            Self::Status => "contact_status",
            Self::Setting => "settings",
            Self::Group => "population_groups",
            Self::Consent => "consent_states",
            Self::Age => "age_status",
            Self::Overdue => "",
        }
    }

    fn of(self, filter: &Filter) -> &str {
        match self {
            Self::Area => &filter.area,
            Self::Status => &filter.status,
            Self::Setting => &filter.setting,
            Self::Group => &filter.group,
            Self::Consent => &filter.consent,
            Self::Age => &filter.age,
            Self::Overdue => &filter.overdue_on,
        }
    }

    fn of_mut(self, filter: &mut Filter) -> &mut String {
        match self {
            Self::Area => &mut filter.area,
            Self::Status => &mut filter.status,
            Self::Setting => &mut filter.setting,
            Self::Group => &mut filter.group,
            Self::Consent => &mut filter.consent,
            Self::Age => &mut filter.age,
            Self::Overdue => &mut filter.overdue_on,
        }
    }

    /// Whether the list is narrowed by it; the area is where the officer works and no narrowing.
    fn narrows(self, filter: &Filter) -> bool {
        match self {
            Self::Area => false,
            Self::Status => !self.of(filter).is_empty() && self.of(filter) != status::OPEN,
            _ => !self.of(filter).is_empty(),
        }
    }

    /// As it stands in the line of filters.
    fn words(self, filter: &Filter) -> String {
        let code = self.of(filter);
        match (self, code) {
            (Self::Area, "") => "all areas".to_owned(),
            (Self::Status, "") => "open".to_owned(),
            (Self::Overdue, "") | (_, "") => "any".to_owned(),
            (Self::Overdue, _) => "only".to_owned(),
            (_, code) => lists::label(self.list(), code),
        }
    }

    /// What may be chosen: code and words.
    fn offers(self) -> Vec<(String, String)> {
        let first = match self {
            Self::Area => Some("all areas"),
            // Closed contacts are looked for, never met in passing.
            Self::Status => None,
            _ => Some("any"),
        };
        let mut offers: Vec<(String, String)> =
            first.map(|words| (String::new(), words.to_owned())).into_iter().collect();
        if self == Self::Overdue {
            offers.push(("today".to_owned(), "only contacts with something overdue".to_owned()));
        }
        if let Some(list) = lists::get(self.list()) {
            offers.extend(list.offered().map(|i| (i.code.clone(), i.label.clone())));
        }
        offers
    }

    fn beside(self, step: usize) -> Self {
        let here = Self::ALL.iter().position(|b| *b == self).unwrap_or(0);
        Self::ALL.get((here + step) % Self::ALL.len()).copied().unwrap_or(self)
    }
}

/// What Contacts is told.
pub enum Msg {
    /// The window around the focus, and the row of the focus.
    Read(Outcome<(ContactPage, i64)>),
    /// Lines from an offset on.
    Lines(i64, Outcome<Vec<ContactLine>>),
    /// What stands beside a row.
    Preview(RecordId, Outcome<Option<Box<Preview>>>),
    /// The pick-list of a filter.
    Ask(By),
    /// What was chosen in it.
    Narrow(By, String),
    /// How it is sorted.
    Sort(Sort),
    /// Until when the selected wait, and why.
    Wait(Values),
    /// They wait, so many things; or why not.
    Waited(Saved<usize>),
    /// The two that are selected, the older one first.
    Two(Outcome<Vec<ContactLine>>),
}

/// Contacts.
pub struct State {
    filter: Filter,
    lines: Vec<ContactLine>,
    /// Row of the first line that is held.
    offset: usize,
    /// Rows the filter leaves, and open contacts of the area; nothing before they were read.
    counts: Option<(usize, usize)>,
    problem: Option<Problem>,
    focus: usize,
    top: Cell<usize>,
    rows: Rows,
    preview: Option<Box<Preview>>,
    selected: BTreeSet<RecordId>,
    /// Row from which a range is selected.
    from: Option<usize>,
}

impl State {
    /// The list as it was narrowed and sorted last.
    #[must_use]
    pub fn new(ctx: &Ctx) -> Self {
        Self {
            filter: Filter { area: ctx.area.clone(), ..ctx.filter.clone() },
            lines: Vec::new(),
            offset: 0,
            counts: None,
            problem: None,
            focus: 0,
            top: Cell::new(0),
            rows: Rows::default(),
            preview: None,
            selected: BTreeSet::new(),
            from: None,
        }
    }

    fn count(&self) -> usize {
        self.counts.map_or(0, |(n, _)| n)
    }

    fn line_at(&self, row: usize) -> Option<&ContactLine> {
        self.lines.get(row.checked_sub(self.offset)?)
    }

    fn focused(&self) -> Option<&ContactLine> {
        self.line_at(self.focus)
    }

    fn who(line: &ContactLine) -> Who {
        Who { id: line.id, reference: line.reference.clone(), name: line.name.clone() }
    }

    fn narrowed(&self) -> bool {
        By::ALL.iter().any(|by| by.narrows(&self.filter))
    }

    /// Reads the window around the focus, and stays with the focused contact.
    fn read(&self) -> Effects {
        let (filter, keep) = (self.filter.clone(), self.focused().map(|l| l.id));
        let row = i64::try_from(self.focus).unwrap_or(0);
        vec![ask_latest("contacts", move |desk| Msg::Read(desk.contacts_around(&filter, keep, row, WINDOW)))]
    }

    /// Reads from the top: the list is another one now.
    fn read_anew(&mut self, ctx: &Ctx) -> Effects {
        (self.focus, self.offset, self.from) = (0, 0, None);
        self.lines.clear();
        self.preview = None;
        self.top.set(0);
        // Nothing is done to rows that went out of sight.
        self.selected.clear();
        if !self.filter.overdue_on.is_empty() {
            self.filter.overdue_on = ctx.today().to_string();
        }
        let mut effects = vec![Effect::Narrow(Box::new(Filter { area: String::new(), ..self.filter.clone() }))];
        effects.extend(self.read());
        effects
    }

    /// Reads what stands beside the focused row.
    fn look(&self, ctx: &Ctx) -> Effects {
        let Some(id) = self.focused().map(|l| l.id).filter(|_| ctx.wide()) else { return Effects::new() };
        if self.preview.as_ref().is_some_and(|p| p.id == id) {
            return Effects::new();
        }
        vec![ask_latest("contact preview", move |desk| {
            Msg::Preview(id, desk.contact_preview(id).map(|p| p.map(Box::new)))
        })]
    }

    fn go_to(&mut self, row: usize, ctx: &Ctx) -> Effects {
        self.focus = row.min(self.count().saturating_sub(1));
        let end = self.offset + self.lines.len();
        let before = self.offset > 0 && self.focus < self.offset + EDGE;
        let after = end < self.count() && self.focus + EDGE >= end;
        let mut effects = self.look(ctx);
        if before || after {
            let filter = self.filter.clone();
            let offset = i64::try_from(self.focus).unwrap_or(0).saturating_sub(WINDOW / 2).max(0);
            effects.push(ask_latest("contact lines", move |desk| {
                Msg::Lines(offset, desk.contact_lines(&filter, offset, WINDOW))
            }));
        }
        effects
    }

    fn ask_filter(&self, by: By) -> Effects {
        let here = by.of(&self.filter);
        let here = if by == By::Status && here.is_empty() { status::OPEN } else { here };
        let here = if by == By::Overdue && !here.is_empty() { "today" } else { here };
        let items = by
            .offers()
            .into_iter()
            .map(|(code, label)| Item {
                chosen: code == here,
                label,
                effects: vec![Effect::Tell(Msg::Narrow(by, code).into())],
            })
            .collect();
        let n = By::ALL.iter().position(|b| *b == by).unwrap_or(0) + 1;
        let title = format!("Filter {n} of {}: {}", By::ALL.len(), by.label());
        let beside = |step| vec![Effect::Tell(Msg::Ask(by.beside(step)).into())];
        vec![Pick::new(title, items, beside(1), beside(By::ALL.len() - 1)).raise()]
    }

    fn ask_sort(&self) -> Effects {
        let choice = |key: &str, words: &str, sort: Sort| {
            let choice = Choice::new(key, words, vec![Effect::Tell(Msg::Sort(sort).into())]);
            if sort == self.filter.sort { choice.then("now") } else { choice }
        };
        let choices = vec![
            choice("d", "by what is due next, children first", Sort::NextDue),
            choice("n", "by name", Sort::Name),
            choice("r", "by reference", Sort::Reference),
            choice("l", "longest without contact first", Sort::LastContact),
        ];
        vec![Choose::letters("Sort the list", 1, choices, Vec::new()).raise()]
    }

    fn ask_wait(&self, ctx: &Ctx) -> Effects {
        let form = Form::over(WAIT, Values::new(), ctx.now, Extra::new());
        let said =
            vec![Phrase::new().muted(
                "What is due before that day waits until it. Safeguarding clocks and reviews stay as they are.",
            )];
        let title = match self.selected.len() {
            1 => "Make 1 contact wait".to_owned(),
            n => format!("Make {n} contacts wait"),
        };
        vec![Fill::new(title, said, form, 9, "wait", |v| Msg::Wait(v).into()).kept_as("wait-contacts").raise()]
    }

    /// Selects or lets go of the focused row.
    fn select(&mut self) -> Effects {
        let Some(id) = self.focused().map(|l| l.id) else { return Effects::new() };
        if !self.selected.remove(&id) {
            if self.selected.len() >= MOST_SELECTED {
                return too_many();
            }
            self.selected.insert(id);
        }
        self.from = Some(self.focus);
        Effects::new()
    }

    /// Selects everything between the row selected last and this one, as far as it is held.
    fn select_range(&mut self) -> Effects {
        let from = self.from.unwrap_or(self.focus);
        let (first, last) = (from.min(self.focus), from.max(self.focus));
        let rows: Vec<RecordId> = (first..=last).filter_map(|n| self.line_at(n)).map(|l| l.id).collect();
        if rows.len() < last - first + 1 || self.selected.len() + rows.len() > MOST_SELECTED {
            return too_many();
        }
        self.selected.extend(rows);
        self.from = Some(self.focus);
        Effects::new()
    }

    /// The filters in words, as far as they fit.
    fn filter_line(&self, room: usize, all: bool) -> Phrase {
        let join = |parts: &[By]| {
            parts.iter().enumerate().fold(Phrase::new(), |line, (i, by)| {
                let line = if i == 0 { line } else { line.dot() };
                line.muted(format!("{} ", by.label())).text(by.words(&self.filter))
            })
        };
        let narrowing: Vec<By> = By::ALL.into_iter().filter(|by| *by == By::Area || by.narrows(&self.filter)).collect();
        let most: Vec<By> = By::ALL.into_iter().filter(|by| *by != By::Overdue || by.narrows(&self.filter)).collect();
        let whole = join(&most);
        if all && whole.width() <= room { whole } else { join(&narrowing) }
    }

    const fn sort_words(&self) -> &'static str {
        match self.filter.sort {
            Sort::NextDue => "Sorted by next due, children first",
            Sort::Name => "Sorted by name",
            Sort::Reference => "Sorted by reference",
            Sort::LastContact => "Sorted by longest without contact",
        }
    }

    fn view_list(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let today = ctx.today();
        let room = text_of(pane).width.saturating_sub(list::START);
        // Only what can be seen is drawn: a screen of lines and the margins of scrolling around the focus.
        let seen = usize::from(pane.height) + 2 * list::MARGIN;
        let near = self.focus.saturating_sub(seen).max(self.offset);
        let lines: Vec<&ContactLine> = (near..=self.focus + seen).map_while(|n| self.line_at(n)).collect();
        let next: Vec<String> = lines.iter().map(|l| next_words(l, today)).collect();
        let slim = ctx.size.0 < 80;
        let last_cells = narrow(next.iter().map(|n| text::width(n)).max().unwrap_or(0)).max(5);
        // The list loses, in this order: legal name, last; then the setting is cut (mock-ups 3.5).
        let name = if ctx.size.0 >= 120 { 11 } else { 10 };
        let fixed = 9 + name + 16 + last_cells;
        let (legal, last) = match room {
            r if r >= fixed + 9 + 8 + 12 => (true, true),
            r if r >= fixed + 8 + 12 => (false, true),
            _ => (false, false),
        };
        let taken = fixed + if legal { 9 } else { 0 } + if last { 8 } else { 0 };
        let setting = room.saturating_sub(taken).min(16);
        let mut columns = vec![Column::new("Contact", 9).whole()];
        if slim {
            columns = vec![Column::new("", 9).whole(), Column::new("", 9).whole(), Column::rest("")];
        } else {
            columns.push(Column::new("Name", name));
            if legal {
                columns.push(Column::new("Legal", 9).whole());
            }
            columns.push(Column::new("Setting", setting));
            columns.push(Column::new("Record on IS", 16).whole());
            if last {
                columns.push(Column::new("Last", 8).whole());
            }
            columns.push(Column::rest("Next").whole());
        }
        let rows: Vec<Row> = lines
            .iter()
            .zip(&next)
            .map(|(l, next)| {
                let setting_words = if l.child_concern {
                    Phrase::from("child concern")
                } else {
                    Phrase::from(lists::label("settings", &l.setting))
                };
                let consent = consent_words(l.child, &l.consent);
                let mut cells = Vec::new();
                let mut second = None;
                if slim {
                    cells.extend([next.as_str().into(), l.reference.as_str().into(), l.name.as_str().into()]);
                    let line = if setting_words.width() == 0 { consent } else { setting_words.dot().then(consent) };
                    second = Some(line);
                } else {
                    cells.extend([Phrase::from(l.reference.as_str()), l.name.as_str().into()]);
                    if legal {
                        cells.push(if l.named { mask() } else { "unknown".into() });
                    }
                    cells.extend([setting_words, consent]);
                    if last {
                        cells.push(day_words(l.last_on.parse().ok(), today).into());
                    }
                    cells.push(next.as_str().into());
                }
                Row {
                    selected: self.selected.contains(&l.id),
                    sign: sign_of(l, ctx),
                    cells,
                    second,
                    disabled: l.status == status::CLOSED,
                    ..Row::default()
                }
            })
            .collect();
        let drawn = list::draw(
            buf,
            pane,
            &List {
                headings: !slim,
                focus: self.focus.checked_sub(near).filter(|n| *n < rows.len()),
                top: self.top.get().saturating_sub(near),
                further: self.count().saturating_sub(near + rows.len()),
                ..List::new(&columns, &rows)
            },
            theme,
        );
        self.top.set(near + drawn.top);
        self.rows.keep(drawn.rows, drawn.focus);
        drawn.drawn.cursor
    }

    fn view_preview(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) {
        let theme = &ctx.theme;
        let Some(line) = self.focused() else { return };
        parts::heading(buf, pane, 0, &line.reference, &line.name, "", theme);
        let Some(p) = self.preview.as_ref().filter(|p| p.id == line.id) else { return };
        let groups = preview_lines(p, ctx);
        let roomy = pane.height >= 28;
        let mut y = 2;
        for (i, group) in groups.iter().enumerate() {
            if roomy && i > 0 {
                y += 1;
            }
            for value in group {
                y += value.draw(buf, pane, y, PANE_LABEL, false, theme).rows;
            }
        }
        let said = if line.status == status::CLOSED {
            "This contact is closed. Enter opens the record and asks why."
        } else {
            "Names, numbers and addresses stay masked in every list. Enter opens the record and asks why."
        };
        paragraphs(buf, below(pane, y + 1), &[said.into()], theme);
    }

    fn view_none(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx, in_area: usize) {
        let theme = &ctx.theme;
        if !self.narrowed() {
            let words = format!("No contacts in {} yet.", ctx.area_label());
            parts::empty(buf, pane, &words, &[("a", "met someone: five answers, nothing more is needed.")], theme);
            return;
        }
        let rest = match in_area {
            0 => format!("There are no open contacts in {}.", ctx.area_label()),
            1 => format!("1 open contact in {} does not.", ctx.area_label()),
            n => format!("{n} open contacts in {} do not.", ctx.area_label()),
        };
        let mut y = paragraphs(buf, pane, &[format!("No contact matches these filters. {rest}").into()], theme);
        y += 1;
        let keys = Phrase::new()
            .key(Action::Filter.key())
            .text("  change a filter      ")
            .key("Esc")
            .text("  clear them all      ")
            .key(Action::MetSomeone.key())
            .text("  met someone");
        keys.draw(buf, row(text_of(pane), y), 0, 0, theme);
    }
}

fn too_many() -> Effects {
    vec![Effect::Toast(Sign::Dot, format!("At most {MOST_SELECTED} contacts are selected at once."))]
}

/// The answer to *record on IS*: a child's notification waits for no consent (domain rule 2).
fn consent_words(child: bool, state: &str) -> Phrase {
    use consent::state::{GIVEN, NOT_ASKED, REFUSED, WITHDRAWN};
    if child {
        return Phrase::new().sign(Sign::Ready, "by duty");
    }
    let sign = match state {
        GIVEN => Sign::Ready,
        REFUSED | WITHDRAWN => Sign::Danger,
        _ => Sign::NotYet,
    };
    let sign = if sign == Sign::Danger { Sign::Never } else { sign };
    let state = if state.is_empty() { NOT_ASKED } else { state };
    Phrase::new().sign(sign, lists::label("consent_states", state))
}

/// A child wins over every other sign; then late, then today.
fn sign_of(line: &ContactLine, ctx: &Ctx) -> Option<Sign> {
    if line.status == status::CLOSED {
        return Some(Sign::Dot);
    }
    if line.child {
        return Some(Sign::Child);
    }
    let due: Due = line.next_due.parse().ok()?;
    let today = ctx.today();
    match due {
        _ if due.day() < today => Some(Sign::Danger),
        Due::At(moment) if moment <= ctx.local() => Some(Sign::Danger),
        _ if due.day() == today => Some(Sign::Due),
        _ => None,
    }
}

fn next_words(line: &ContactLine, today: NaiveDate) -> String {
    day_words(line.next_due.parse::<Due>().ok().map(|d| d.day()), today)
}

/// `today`, `20/11`, `11/2025`: as short as a column of days.
fn day_words(day: Option<NaiveDate>, today: NaiveDate) -> String {
    match day {
        None => String::new(),
        Some(day) if day == today => "today".to_owned(),
        Some(day) if day.year() == today.year() => day.format("%d/%m").to_string(),
        Some(day) => day.format("%m/%Y").to_string(),
    }
}

/// What stands beside a row, group by group.
fn preview_lines(p: &Preview, ctx: &Ctx) -> Vec<Vec<Labelled>> {
    let today = ctx.today();
    let numbers = match p.numbers {
        (0, _) => "none".to_owned(),
        (all, 0) => format!("{all}, none safe"),
        (1, 1) => "1, safe".to_owned(),
        (all, 1) => format!("{all}, one safe"),
        (all, safe) => format!("{all}, {safe} safe"),
    };
    let address = match p.address {
        Address::Unknown => Phrase::from("unknown"),
        Address::NoFixedAbode => Phrase::from("no fixed abode"),
        Address::Kept => mask(),
    };
    let languages = if p.languages.is_empty() { "unknown".to_owned() } else { p.languages.join(", ") };
    let age = if p.child { Phrase::new().sign(Sign::Child, p.age.as_str()) } else { Phrase::from(p.age.as_str()) };
    let who = vec![
        Labelled::new("Other names", if p.other_names == 0 { "none".to_owned() } else { p.other_names.to_string() }),
        Labelled::new("Legal name", if p.named { mask() } else { "unknown".into() }),
        Labelled::new("Numbers", numbers),
        Labelled::new("Address", address),
        Labelled::new("Languages", languages),
        Labelled::new("Age", age),
        Labelled::new("Known since", p.known_since.map_or_else(|| "unknown".to_owned(), when::long)),
    ];
    let plan = match p.plan {
        None => Phrase::new().sign(Sign::Due, "none yet").text(": ask first"),
        Some((version, Some(by))) if by < today => Phrase::new()
            .text(format!("version {version}, "))
            .sign(Sign::Danger, "to re-check")
            .text(format!(" since {}", day_words(Some(by), today))),
        Some((version, _)) => Phrase::from(format!("version {version}, in date")),
    };
    let on_is = if p.child {
        "record on IS by duty".to_owned()
    } else {
        format!("record on IS {}", lists::label("consent_states", &p.record_on_is))
    };
    let ready = match p.ready {
        (4, true) => "yes".to_owned(),
        (n, reference) => format!("no, {n} of 4 + {}", u8::from(reference)),
    };
    let work = vec![
        Labelled::new("Plan", plan),
        Labelled::new("Consent", format!("local note {}", lists::label("consent_states", &p.local_note))),
        Labelled::new("", on_is),
        Labelled::new("Ready for IS", ready),
    ];
    let mut due = Vec::new();
    match &p.next {
        Some((day, what)) => {
            due.push(Labelled::new("Next", when::day_label(day.day(), today)));
            let sign = match day.day() {
                d if d < today => Some(Sign::Danger),
                d if d == today => Some(Sign::Due),
                _ => None,
            };
            let words = match sign {
                Some(sign) => Phrase::new().marked(sign, what.as_str()),
                None => Phrase::from(what.as_str()),
            };
            due.push(Labelled::new("", words));
        }
        None => due.push(Labelled::new("Next", "nothing")),
    }
    match &p.last {
        Some((day, how)) => {
            due.push(Labelled::new("Last", when::day_label(*day, today)));
            due.push(Labelled::new("", how.as_str()));
        }
        None => due.push(Labelled::new("Last", "no engagement yet")),
    }
    vec![who, work, due]
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        format!("2 Contacts · {}", ctx.area_label())
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        if self.filter.area != ctx.area {
            self.filter.area.clone_from(&ctx.area);
            return self.read_anew(ctx);
        }
        self.preview = None;
        self.read()
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        let number = |n: i64| usize::try_from(n).unwrap_or(0);
        match msg {
            Msg::Read(Ok((page, row))) => {
                self.problem = None;
                self.counts = Some((number(page.matching), number(page.open_in_area)));
                self.offset = number(page.offset);
                self.lines = page.lines;
                self.focus = number(row);
                self.look(ctx)
            }
            Msg::Read(Err(p)) | Msg::Lines(_, Err(p)) => {
                self.problem = Some(p.clone());
                vec![Effect::Failed(p)]
            }
            Msg::Lines(offset, Ok(lines)) => {
                self.offset = number(offset);
                self.lines = lines;
                self.look(ctx)
            }
            Msg::Preview(id, Ok(preview)) => {
                if self.focused().is_some_and(|l| l.id == id) {
                    self.preview = preview;
                }
                Effects::new()
            }
            Msg::Preview(_, Err(p)) => vec![Effect::Failed(p)],
            Msg::Ask(by) => self.ask_filter(by),
            Msg::Narrow(By::Area, code) => vec![Effect::Area(code)],
            Msg::Narrow(by, code) => {
                *by.of_mut(&mut self.filter) = code;
                self.read_anew(ctx)
            }
            Msg::Sort(sort) => {
                self.filter.sort = sort;
                self.read_anew(ctx)
            }
            Msg::Wait(values) => {
                let due = values.get("due").and_then(Option::<Due>::from_value);
                let reason = text_in(&values, "reason").to_owned();
                let contacts: Vec<RecordId> = self.selected.iter().copied().collect();
                match due {
                    Some(due) => vec![ask(move |desk| Msg::Waited(desk.wait_all(&contacts, due, &reason)))],
                    None => Effects::new(),
                }
            }
            Msg::Waited(Ok(things)) => {
                self.selected.clear();
                self.from = None;
                let words = if things == 1 { "1 thing waits".to_owned() } else { format!("{things} things wait") };
                vec![Effect::Lower, done(takes_back(words)), Effect::Changed]
            }
            Msg::Two(Ok(lines)) => match lines.as_slice() {
                [kept, other] => super::merge::open(&Self::who(kept), &Self::who(other)),
                _ => Effects::new(),
            },
            Msg::Two(Err(p)) => vec![Effect::Failed(p)],
            Msg::Waited(Err(not)) => not_saved(not),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if let Some(to) = moves::target(action, self.focus, self.count(), moves::page(ctx)) {
            return self.go_to(to, ctx);
        }
        match action {
            Action::Open => match self.focused() {
                Some(line) => {
                    vec![Effect::Go(Place::Record(Self::who(line), record::Section::Overview))]
                }
                None => Effects::new(),
            },
            Action::MetSomeone => vec![Effect::Go(Place::Form(Task::MetSomeone))],
            Action::Filter => {
                let first = By::ALL.into_iter().find(|by| by.narrows(&self.filter)).unwrap_or(By::Area);
                self.ask_filter(first)
            }
            Action::Sort => self.ask_sort(),
            Action::ClearFilters => {
                self.filter = Filter { area: self.filter.area.clone(), sort: self.filter.sort, ..Filter::default() };
                self.read_anew(ctx)
            }
            Action::Select => self.select(),
            Action::SelectRange => self.select_range(),
            Action::Unselect => {
                self.selected.clear();
                self.from = None;
                Effects::new()
            }
            Action::WaitSelected => self.ask_wait(ctx),
            Action::Merge => {
                let two: Vec<RecordId> = self.selected.iter().copied().collect();
                vec![ask(move |desk| {
                    let lines: Outcome<Vec<_>> = two.iter().map(|id| desk.reading().contact_line(*id)).collect();
                    Msg::Two(lines.map(|lines| {
                        let mut two: Vec<ContactLine> = lines.into_iter().flatten().collect();
                        two.sort_by(|a, b| (a.reference.len(), &a.reference).cmp(&(b.reference.len(), &b.reference)));
                        two
                    }))
                })]
            }
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let esc = if !self.selected.is_empty() {
            Some(Action::Unselect)
        } else if self.narrowed() {
            Some(Action::ClearFilters)
        } else {
            None
        };
        let mut actions = Vec::new();
        if self.count() == 0 {
            if self.narrowed() {
                actions.extend([Action::Filter]);
                actions.extend(esc);
                actions.extend([Action::MetSomeone, Action::Search, Action::Today]);
            } else {
                actions.extend([Action::MetSomeone, Action::Filter, Action::Search, Action::Today]);
            }
            actions.push(Action::Sort);
            return actions;
        }
        actions.extend([Action::Open, Action::MetSomeone, Action::Filter, Action::Select, Action::ContactNow]);
        actions.extend(esc);
        actions.extend([Action::Sort, Action::SelectRange, Action::Merge]);
        if !self.selected.is_empty() {
            actions.push(Action::WaitSelected);
        }
        actions.extend(moves::ALL);
        actions
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        let line = self.focused()?;
        match action {
            Action::Merge if self.selected.len() != 2 => Some((
                "select two",
                "Select two contacts first: Space on each, then M makes one record of them.".to_owned(),
            )),
            Action::ContactNow if line.status == status::CLOSED => Some((
                "closed contact",
                format!("Contact now is not available: {} is closed. Enter opens the record.", line.reference),
            )),
            _ => None,
        }
    }

    fn contact(&self) -> Option<Who> {
        self.focused().map(Self::who)
    }

    fn rows(&self) -> Option<&Rows> {
        Some(&self.rows)
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let Some((count, in_area)) = self.counts else {
            if let Some(p) = &self.problem {
                widget::failed(buf, frame.body, p, theme);
            }
            return None;
        };
        let panes = if count == 0 { frame::Panes { left: frame.body, right: None } } else { frame::panes(frame.body) };
        let area = text_of(panes.left);
        let room = usize::from(area.width);
        self.filter_line(room, count > 0).draw(buf, row(area, 0), 0, 0, theme);
        if count == 0 {
            self.view_none(buf, below(panes.left, 2), ctx, in_area);
            return None;
        }
        let line = row(area, 1);
        let here = format!("{} of {count}", self.focus + 1);
        let right = match self.selected.len() {
            0 => Phrase::from(here),
            n => Phrase::from(format!("{n} selected")).dot().text(here),
        };
        let margin = if panes.right.is_some() { 2 } else { 0 };
        let at = line.width.saturating_sub(narrow(right.width()) + margin);
        put(buf, Rect { width: at.saturating_sub(2), ..line }, 0, 0, self.sort_words(), theme.style(Role::Muted));
        right.draw(buf, line, at, 0, theme);
        // Fewer than 24 rows: empty rows go first.
        let from = if ctx.size.1 >= 24 { 3 } else { 2 };
        // One cell of the gap before the edge leaves room for a year in the last column.
        let list = match panes.right {
            Some(_) => Rect { width: panes.left.width.saturating_add(1), ..panes.left },
            None => panes.left,
        };
        let cursor = self.view_list(buf, below(list, from), ctx);
        if let Some(pane) = panes.right {
            frame::edge(buf, &panes, theme);
            self.view_preview(buf, pane, ctx);
        }
        cursor
    }

    fn line(&self, _ctx: &Ctx) -> Option<Phrase> {
        let n = self.selected.len();
        if n == 0 {
            return None;
        }
        let theirs = if n == 1 { "its" } else { "their" };
        let said = Phrase::from(format!("{n} selected: "))
            .key(Action::WaitSelected.key())
            .text(format!(" makes {theirs} follow-ups wait, "));
        let said = if n == 2 { said.key("M").text(" makes one record of them, ") } else { said };
        Some(said.key("Esc").text(" clears the selection"))
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Contacts)
    }
}

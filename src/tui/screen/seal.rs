//! Sealing what is approved, and writing the sealed file: what would go, where to, how far it is, and what went wrong.
//!
//! Sealing cannot be undone and says so first. What does not belong here: a package once it is written
//! ([`crate::tui::screen::package`]), and sealing itself ([`crate::casework::sealing`]).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::desk::{Desk, Saved};
use crate::casework::sealing::{LeftOut, PackageView, SealPreview, SealProgress, SealStep};
use crate::domain::field::{Field, Shape, Value, Values, text_in};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::text::counted;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_long, done, not_saved};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::package::changed;
use crate::tui::screen::{Answer, Place, Shown};
use crate::tui::theme::Sign;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::record::Labelled;
use crate::tui::widget::{Phrase, below, paragraphs, progress, row, text_of};

/// Cells of a label, with the space after it.
pub const LABEL: u16 = 16;
/// Bars and counts change at most four times a second (mock-ups section 3.9).
const EVERY: Duration = Duration::from_millis(250);
/// Every step in its order.
const STEPS: [SealStep; 4] = [SealStep::Keep, SealStep::Write, SealStep::ReadBack, SealStep::Name];

/// Where the file is written.
const FOLDER: &[Field] =
    &[Field::new(Shape::Line, "Folder").required().help("the removable disk, or any folder").named("folder")];

/// How far it is, with how long the step has taken.
#[derive(Debug, Clone, Copy)]
pub struct Far {
    progress: SealProgress,
    took: Duration,
}

/// What sealing and writing gave.
pub struct Sealed {
    packages: Vec<i64>,
    left_out: Vec<LeftOut>,
    /// What kept a file from being written, and of which package.
    unwritten: Option<(i64, Problem)>,
}

/// What the screen is told.
pub enum Msg {
    /// What would go, and the folder that is offered.
    Preview(Outcome<(Box<SealPreview>, String)>),
    /// The package that is written again, and the folder that is offered.
    Again(Outcome<(Box<PackageView>, String)>),
    /// The officer wants to seal: where to?
    Where,
    /// The officer does not.
    Leave,
    /// The folder, as typed.
    Folder(Values),
    /// It is a folder, or what is wrong with it.
    Found(String, Saved<()>),
    /// How far it is.
    Progress(Far),
    /// It is done, or why not.
    Sealed(Outcome<Box<Sealed>>),
}

/// Where it is.
enum Stage {
    Asking,
    Working(Option<Far>),
    Failed(Problem),
}

/// The screen.
pub struct State {
    /// The package whose file is written; none to seal a new one.
    number: Option<i64>,
    preview: Option<Box<SealPreview>>,
    package: Option<Box<PackageView>>,
    folder: String,
    stage: Stage,
    stop: Arc<AtomicBool>,
}

impl State {
    /// Seals what is approved, or writes the file of a package again.
    #[must_use]
    pub fn new(number: Option<i64>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        Self { number, preview: None, package: None, folder: String::new(), stage: Stage::Asking, stop }
    }

    fn ask_seal(preview: &SealPreview) -> Effect {
        let updates = counted(preview.updates, "update", "updates");
        let title = format!("Seal {updates} into package {}? It cannot be undone.", preview.number);
        let choices = vec![
            Choice::new("", "Cancel", vec![Effect::Tell(Msg::Leave.into())]),
            Choice::new("Shift+S", "Seal", vec![Effect::Tell(Msg::Where.into())])
                .then("asks where the file is written"),
        ];
        Choose::dialog(title, Vec::new(), choices).raise()
    }

    fn ask_folder(&self, ctx: &Ctx) -> Effect {
        let mut values = Values::new();
        if !self.folder.is_empty() {
            values.insert("folder", Value::Text(self.folder.clone()));
        }
        let form = Form::over(FOLDER, values, ctx.now, Extra::new());
        let (title, word) = match self.number {
            Some(n) => (format!("Where is package {n} written?"), "write"),
            None => ("Where is the sealed file written?".to_owned(), "seal"),
        };
        let mut said =
            vec![Phrase::from("Nobody without the key of the IS desk can read it. Nothing there is replaced.")];
        if let Some(package) = &self.package {
            said.extend(changed(&package.changed));
        }
        Fill::new(title, said, form, 7, word, |v| Msg::Folder(v).into()).raise()
    }

    /// Seals if that is what is asked, and writes the files to the folder.
    fn work(&mut self) -> Effects {
        self.stage = Stage::Working(None);
        self.stop.store(false, Ordering::Relaxed);
        let (number, folder, stop) = (self.number, self.folder.clone(), Arc::clone(&self.stop));
        vec![ask_long(move |desk, tell| Msg::Sealed(work(desk, tell, number, &folder, &stop)))]
    }

    fn preview_lines(preview: &SealPreview) -> Vec<Labelled> {
        let goes = format!(
            "{} for {}",
            counted(preview.updates, "update", "updates"),
            counted(preview.contacts, "contact", "contacts")
        );
        let mut lines = vec![
            Labelled::new("Goes", goes),
            Labelled::new("For", preview.to.as_str()),
            Labelled::new("Marked", preview.classification.as_str()),
            Labelled::new("Stays here", stays(preview.held, preview.never, preview.to_decide)),
        ];
        for left in &preview.left_out {
            let said = Phrase::new().sign(Sign::Danger, left.reference.as_str()).text(format!(": {}", left.why));
            lines.push(Labelled::new("To decide again", said));
        }
        lines
    }

    fn view_asking(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) {
        let theme = &ctx.theme;
        let body = frame.body;
        if let Some(p) = &self.package {
            let title = Phrase::new().bold(format!("Package {}", p.number)).text("  ").text(p.words.as_str());
            title.draw(buf, row(text_of(body), 0), 0, 0, theme);
            return;
        }
        let Some(preview) = &self.preview else { return };
        if let Some(p) = &preview.unavailable {
            let said = Phrase::new().sign(Sign::Danger, p.what.as_str()).text(format!(" {}", p.remedy));
            paragraphs(buf, body, &[said], theme);
            return;
        }
        Phrase::new().bold(format!("Package {}", preview.number)).draw(buf, row(text_of(body), 0), 0, 0, theme);
        let mut y = 2;
        for line in Self::preview_lines(preview) {
            y += line.draw(buf, body, y, LABEL, false, theme).rows;
        }
        let said = Phrase::from(
            "Sealing fixes what is approved and gives it a number. What is sealed cannot be changed or taken back; a \
             correction is a new update.",
        );
        paragraphs(buf, below(body, y + 1), &[said], theme);
    }

    fn view_work(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx, far: Option<&Far>) {
        let theme = &ctx.theme;
        let body = frame.body;
        let number = far.map(|f| f.progress.package).or(self.number).or(self.preview.as_ref().map(|p| p.number));
        let number = number.map(|n| n.to_string()).unwrap_or_default();
        let doing = if self.number.is_some() { "Writing" } else { "Sealing" };
        Phrase::from(format!("{doing} package {number}")).draw(buf, row(text_of(body), 0), 0, 0, theme);
        let (updates, said) = match (&self.preview, &self.package) {
            (Some(p), _) => {
                let what = format!(
                    "{} for {}",
                    counted(p.updates, "update", "updates"),
                    counted(p.contacts, "contact", "contacts")
                );
                let to = p.to.split(',').next().unwrap_or_default();
                (
                    p.updates as u64,
                    Phrase::from(what).dot().text(format!("to {to}")).dot().text(p.classification.as_str()),
                )
            }
            (None, Some(p)) => {
                let updates = u64::try_from(p.updates).unwrap_or(0);
                let what = format!(
                    "{} for {}",
                    counted(p.updates, "update", "updates"),
                    counted(p.contacts, "contact", "contacts")
                );
                (
                    updates,
                    Phrase::from(what).dot().text(format!("to {}", p.recipient.split(',').next().unwrap_or_default())),
                )
            }
            (None, None) => (0, Phrase::new()),
        };
        said.draw(buf, row(text_of(body), 2), 0, 0, theme);
        let at = far.map_or(if self.number.is_some() { SealStep::Write } else { SealStep::Keep }, |f| f.progress.step);
        let steps: Vec<progress::Step> = STEPS
            .iter()
            .map(|step| {
                let sign = match step.cmp(&at) {
                    std::cmp::Ordering::Less => Sign::Ready,
                    std::cmp::Ordering::Equal => Sign::Here,
                    std::cmp::Ordering::Greater => Sign::NotYet,
                };
                let line = progress::Step::new(sign, step.words());
                match far.filter(|f| f.progress.step == *step && matches!(step, SealStep::Write | SealStep::ReadBack)) {
                    Some(f) => line.far(share_of(f.progress.done, f.progress.all)),
                    None => line,
                }
            })
            .collect();
        let mut y = 4 + progress::steps(buf, body, 4, &steps, theme) + 1;
        let (done, all) = far.map_or((0, 1), |f| (f.progress.done, f.progress.all.max(1)));
        progress::bar(buf, body, y, done, all, theme);
        if let Some(far) = far {
            progress::rate(buf, body, y + 1, &rate(far, updates), "", theme);
        }
        y += 4;
        let escape = match at {
            SealStep::Keep => "Esc stops here: nothing is sealed, and the updates stay approved.".to_owned(),
            _ => format!(
                "Esc stops here: nothing is sent, package {number} stays in the vault and can be written again with the \
                 same bytes."
            ),
        };
        paragraphs(buf, below(body, y), &[Phrase::from(escape)], theme);
    }

    fn view_failed(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx, problem: &Problem) {
        // The rest stands under the words, not under the sign.
        let mut said = problem.remedy.clone();
        if self.number.is_some() {
            said.push_str(" Nothing has left this vault.");
        } else {
            said = format!("{} {said}", problem.changed_sentence());
        }
        let body = frame.body;
        let theme = &ctx.theme;
        let used = paragraphs(buf, body, &[Phrase::new().marked(Sign::Danger, problem.what.as_str())], theme);
        let rest = below(body, used);
        let indented = ratatui::layout::Rect { x: rest.x + 2, width: rest.width.saturating_sub(2), ..rest };
        paragraphs(buf, indented, &[Phrase::from(said)], theme);
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        match self.number {
            Some(n) => format!("8 Outbox · package {n}"),
            None => "8 Outbox · seal".to_owned(),
        }
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        // What is under way, or went wrong, is not asked for again.
        if !matches!(self.stage, Stage::Asking) || self.preview.is_some() || self.package.is_some() {
            return Effects::new();
        }
        match self.number {
            Some(n) => vec![ask(move |desk| {
                Msg::Again(desk.package_view(n).and_then(|p| Ok((Box::new(p), desk.usual_folder()?))))
            })],
            None => vec![ask(|desk| {
                Msg::Preview(desk.seal_preview().and_then(|p| Ok((Box::new(p), desk.usual_folder()?))))
            })],
        }
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Preview(Ok((preview, folder))) => {
                self.folder = folder;
                let asks = preview.unavailable.is_none().then(|| Self::ask_seal(&preview));
                self.preview = Some(preview);
                asks.into_iter().collect()
            }
            Msg::Again(Ok((package, folder))) => {
                self.package = Some(package);
                if self.folder.is_empty() {
                    self.folder = folder;
                }
                vec![self.ask_folder(ctx)]
            }
            Msg::Preview(Err(p)) | Msg::Again(Err(p)) => {
                self.stage = Stage::Failed(p);
                Effects::new()
            }
            Msg::Leave => vec![Effect::Back],
            Msg::Where => vec![self.ask_folder(ctx)],
            Msg::Folder(values) => {
                let typed = text_in(&values, "folder").to_owned();
                vec![ask(move |desk| match desk.folder_typed(&typed) {
                    Ok(path) => Msg::Found(path.display().to_string(), Ok(())),
                    Err(why) => Msg::Found(typed, Err(why)),
                })]
            }
            Msg::Found(folder, Ok(())) => {
                self.folder = folder;
                let mut effects = vec![Effect::Lower];
                effects.extend(self.work());
                effects
            }
            Msg::Found(_, Err(not)) => not_saved(not),
            Msg::Progress(far) => {
                if let Stage::Working(at) = &mut self.stage {
                    *at = Some(far);
                }
                Effects::new()
            }
            Msg::Sealed(Err(p)) => {
                self.stage = Stage::Failed(p);
                vec![Effect::Changed]
            }
            Msg::Sealed(Ok(sealed)) => {
                let left = match sealed.left_out.len() {
                    0 => String::new(),
                    n => format!("; {} to be decided again", counted(n, "update", "updates")),
                };
                match (sealed.unwritten, sealed.packages.as_slice()) {
                    (Some((number, problem)), _) => {
                        self.number = Some(number);
                        self.stage = Stage::Failed(problem);
                        vec![Effect::Changed]
                    }
                    (None, [one]) => {
                        vec![
                            Effect::Swap(Place::Package(*one)),
                            Effect::Changed,
                            done(format!("Written and read back{left}")),
                        ]
                    }
                    (None, several) => vec![
                        Effect::Swap(Place::Packages),
                        Effect::Changed,
                        done(format!("{} written and read back{left}", counted(several.len(), "package", "packages"))),
                    ],
                }
            }
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        match action {
            Action::Back if matches!(self.stage, Stage::Working(_)) => {
                self.stop.store(true, Ordering::Relaxed);
                Effects::new()
            }
            Action::Back => vec![Effect::Back],
            Action::AnotherPlace => vec![self.ask_folder(ctx)],
            Action::TryAgain => self.work(),
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        match &self.stage {
            Stage::Working(_) => vec![Action::Back, Action::Lock, Action::Cloak],
            Stage::Failed(_) if self.number.is_some() => vec![Action::AnotherPlace, Action::TryAgain, Action::Back],
            Stage::Failed(_) => vec![Action::Back],
            Stage::Asking => Vec::new(),
        }
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Back if matches!(self.stage, Stage::Working(_)) => Some("stop"),
            Action::Back => Some("outbox"),
            _ => None,
        }
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        match &self.stage {
            Stage::Asking => self.view_asking(buf, frame, ctx),
            Stage::Working(far) => self.view_work(buf, frame, ctx, far.as_ref()),
            Stage::Failed(problem) => self.view_failed(buf, frame, ctx, problem),
        }
        None
    }
}

/// The work itself, on the database thread: seals if no package is given, then writes each file.
fn work(
    desk: &mut Desk,
    tell: &dyn Fn(Answer),
    number: Option<i64>,
    folder: &str,
    stop: &AtomicBool,
) -> Outcome<Box<Sealed>> {
    let mut begun: Option<(SealStep, Instant)> = None;
    let mut said: Option<Instant> = None;
    let mut far = |progress: SealProgress| {
        let now = Instant::now();
        let same = begun.filter(|(step, _)| *step == progress.step);
        let (_, since) = *begun.insert(same.unwrap_or((progress.step, now)));
        if same.is_none() || said.is_none_or(|at| now.duration_since(at) >= EVERY) {
            said = Some(now);
            tell(Msg::Progress(Far { progress, took: now.duration_since(since) }).into());
        }
        !stop.load(Ordering::Relaxed)
    };
    let (packages, left_out) = match number {
        Some(n) => (vec![n], Vec::new()),
        None => {
            let sealed = desk.seal(&mut far)?;
            (sealed.packages, sealed.left_out)
        }
    };
    let folder = std::path::Path::new(folder);
    let unwritten = packages.iter().find_map(|n| Some((*n, desk.write_package(*n, folder, &mut far).err()?)));
    Ok(Box::new(Sealed { packages, left_out, unwritten }))
}

/// `1.9 of 3.1 MB`.
fn share_of(done: u64, all: u64) -> String {
    let (whole, unit) = match all {
        1_000_000.. => (100_000, "MB"),
        1_000.. => (1_000, "KB"),
        _ => (1, "bytes"),
    };
    let shown = |n: u64| match unit {
        "MB" => format!("{}.{}", n / whole / 10, n / whole % 10),
        _ => (n / whole).to_string(),
    };
    format!("{} of {} {unit}", shown(done), shown(all))
}

/// `91 of 148 updates · 74 a second · about 1 second left`.
fn rate(far: &Far, updates: u64) -> String {
    let p = far.progress;
    let done = (updates * p.done.min(p.all)).checked_div(p.all).unwrap_or(0);
    let mut said = format!("{done} of {}", counted(updates, "update", "updates"));
    let millis = u64::try_from(far.took.as_millis()).unwrap_or(u64::MAX);
    if millis >= 250 && done > 0 {
        let a_second = (done * 1000 / millis).max(1);
        let left = (updates.saturating_sub(done)).div_ceil(a_second);
        said.push_str(&format!(" · {a_second} a second · about {} left", counted(left, "second", "seconds")));
    }
    said
}

/// `2 held, 1 never, 3 to decide`; `nothing` when there is none.
#[must_use]
pub fn stays(held: usize, never: usize, to_decide: usize) -> String {
    let parts: Vec<String> = [(held, "held"), (never, "never"), (to_decide, "to decide")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_it_is_is_said_in_one_unit() {
        assert_eq!(share_of(1_940_000, 3_140_000), "1.9 of 3.1 MB");
        assert_eq!(share_of(0, 41_200), "0 of 41 KB");
        assert_eq!(crate::casework::sealing::size(812), "812 bytes");
        assert_eq!(crate::casework::sealing::size(3_140_000), "3.1 MB");
    }

    #[test]
    fn sealing_under_way_stands_as_pictured() {
        let mut state = State::new(None);
        state.preview = Some(Box::new(SealPreview {
            updates: 148,
            contacts: 61,
            to: "Central IS desk, key ending 3kq7".into(),
            classification: "OFFICIAL-SENSITIVE".into(),
            number: 13,
            held: 2,
            never: 1,
            to_decide: 0,
            left_out: Vec::new(),
            unavailable: None,
        }));
        let progress = SealProgress { package: 13, step: SealStep::ReadBack, done: 1_931_000, all: 3_140_000 };
        state.stage = Stage::Working(Some(Far { progress, took: Duration::from_millis(1_229) }));
        let now = chrono::TimeZone::with_ymd_and_hms(&chrono_tz::Europe::London, 2026, 11, 24, 14, 22, 0).unwrap();
        let ctx = Ctx::new(now, crate::tui::theme::Theme::dark());
        let picture = crate::tui::widget::picture::of(80, 24, |buf, area| {
            let frame = Frame::of(area, false).unwrap();
            let _cursor = state.view(buf, &frame, &ctx);
        });
        assert_eq!(
            picture.trim_start_matches('\n'),
            "  Sealing package 13

  148 updates for 61 contacts · to Central IS desk · OFFICIAL-SENSITIVE

  ✓ number, contents and seal kept in the vault
  ✓ file written beside its final name
  ● reading it back and comparing        1.9 of 3.1 MB
  ○ given its final name

  ██████████████████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░   61 %
  91 of 148 updates · 74 a second · about 1 second left


  Esc stops here: nothing is sent, package 13 stays in the vault and can be
  written again with the same bytes."
        );
        // Before the package is kept, stopping means that nothing was sealed.
        let progress = SealProgress { step: SealStep::Keep, done: 40, all: 148, ..progress };
        state.stage = Stage::Working(Some(Far { progress, took: Duration::from_millis(100) }));
        let picture = crate::tui::widget::picture::of(80, 24, |buf, area| {
            let frame = Frame::of(area, false).unwrap();
            let _cursor = state.view(buf, &frame, &ctx);
        });
        assert!(picture.contains("nothing is sealed, and the updates stay approved"), "{picture}");
    }

    #[test]
    fn esc_stops_the_work_that_is_under_way_and_nothing_else() {
        let now = chrono::TimeZone::with_ymd_and_hms(&chrono_tz::Europe::London, 2026, 11, 24, 14, 22, 0).unwrap();
        let ctx = Ctx::new(now, crate::tui::theme::Theme::dark());
        let mut state = State::new(None);
        assert!(!state.actions(&ctx).contains(&Action::Back), "Esc goes back as everywhere");
        state.stage = Stage::Working(None);
        let effects = state.act(Action::Back, &ctx);
        assert!(effects.is_empty() && state.stop.load(Ordering::Relaxed));
    }

    #[test]
    fn a_rate_is_said_once_it_can_be_known() {
        let far = |done, millis| Far {
            progress: SealProgress { package: 13, step: SealStep::ReadBack, done, all: 148 },
            took: Duration::from_millis(millis),
        };
        assert_eq!(rate(&far(91, 1_230), 148), "91 of 148 updates · 73 a second · about 1 second left");
        assert_eq!(rate(&far(0, 10), 148), "0 of 148 updates");
    }
}

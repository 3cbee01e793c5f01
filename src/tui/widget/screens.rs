//! Whole screens put together from the components, held against the pictures of the specification to the column.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::*;

const TODAY: &str = r#"  caseload   1 Today · Central                                        9 unsent · 2 unconfirmed   Tue 24/11/2026  14:05

  Daily review                          18 cards · last finished Mon 23/11 06:40  │  K7-0042  Roxy
                                                                                  │
  Duty        When         Contact  Name      Why it is here                      │  ! Promise, 4 days late
  Clocks    ▲ 31 h 20 min  K7-0066  Callie    child concern · protection to Wed   │  You said on 17/11 in a call:
            ◐ 9 h 5 min    K7-0017  Jade      crime to record, told Mon 23:10     │  "I will find out the bail
                                                                                  │  conditions by Friday."
▸ Overdue   ! 4 days late  K7-0042  Roxy      promise: find out bail conditions   │  Deferred twice.
            ! 2 days late  K7-0017  Jade      promise: result of the CPS meeting  │
            ! since 09:00  K7-0058  Оксана    promise: text after her shift       │  ✓ inside the plan until 15:00
                                                                                  │  Enter opens it and asks why
  Timed     ◐ 15:30        K7-0031  Mia       meet at Harbour Project, with Pat   │
            ◐ 17:00        K7-0049  Hằng      call, interpreter booked            │  November 2026     ▂ few █ many
                                                                                  │   Mo  Tu  We  Th  Fr  Sa  Su
  Promises  ◐ today        K7-0022  Żaneta    promise: bus pass at the drop-in    │                            1
            ◐ today        K7-0063  Ελένη     promise: her crime number           │    2   3   4   5   6   7   8
                                                                                  │    9  10  11  12  13  14  15
  Reviews   ◐ today        K7-0071  ნინო      plan re-check, 6 months old         │   16  17  18  19  20  21  22
              Thu 26/11    K7-0042  Roxy      marker review, 12 months are up     │   23 [24] 25▂ 26▄ 27▂ 28▁ 29
              Sat 28/11    K7-0009  Dee       marker review, second reminder      │   30▁
                                                                                  │
  To chase  ◐ today        K7-0035  Çiğdem    referral sent 17/11, no answer      │  ! Warnings · Central · 14 days
              Fri 27/11    K7-0028  Bọlá      referral acknowledged, not begun    │  21/11  Low Quay, after midnight
                                                                                  │         silver estate; took money
  Interval  ! 93 days      K7-0074  Kris      past the maximum of 90 days         │         back by force
            ◐ 41 days      K7-0053  Ludmiła   past the ideal of 30 days           │  15/11  online booking, asks for
            ◐ 38 days      K7-0012  Małgorza… past the ideal of 30 days           │         no deposit, then threatens
                                                                                  │
  Records     Mon 30/11    K7-0005  Ash       record review, 12 months quiet      │         Enter reads them in full





  R review   Enter open   d done   w wait   C contact now   ? help"#;

const MARKER: &str = r#"  caseload   Marker · K7-0042 Roxy            9 unsent · 2 unconfirmed   14:05
  THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO UNLESS SECURE TRANSMISSION
  Information marker · DLO contact                          OFFICIAL-SENSITIVE

  ✓ draft ─ ✓ ready ─ ✓ exported ─ ● on IS ─ ◐ review due ─ ○ renew or remove
  on IS since 26/11/2025 as M/884120 · ◐ review due Thu 26/11/2026

  Text               Contact the DLO before attending. In an emergency
                     attend, then tell the DLO.
▸ Grounds, kept out  1  told the DLO herself, 14/10/2025          fact
  of the text        2  own advert, seen with her, 20/10/2025     fact
                     3  Pat at Harbour Project, 02/11/2025        assessment
  Necessity          Calls from officers she does not know put her at risk
                     in the house. A note kept here does not reach them.
  Told               ✓ 14/10/2025: "good, then the next one knows"
  Consent            ✓ place the marker, 14/10/2025, no expiry

  DLO                PC 4417 A. Whitfield, Designated Liaison Officer
                     0191 498 0117 · dlo.central@force.example
                     out of hours: on-call DLO, 0191 498 0100
  Review             every 12 months, at most 24 · next Thu 26/11/2026
                     not confirmed by 24/12/2026: the removal is drafted

  R renew   x remove   e edit   h IS ref by hand   [ ] section   ? help"#;

fn keys(all: &[(&str, &str)]) -> Vec<footer::Key> {
    all.iter().map(|(key, word)| footer::Key::new(*key, *word)).collect()
}

fn header(title: &'static str) -> header::Header<'static> {
    header::Header {
        title,
        right: header::counts(9, 2),
        date: "Tue 24/11/2026",
        clock: "14:05",
        ..header::Header::default()
    }
}

/// Holds a drawn screen against its picture and shows the first row that differs.
fn same(buf: &Buffer, wanted: &str) {
    let drawn = picture::text(buf);
    for (n, (drawn, wanted)) in drawn.lines().zip(wanted.lines()).enumerate() {
        assert_eq!(drawn, wanted, "row {}", n + 1);
    }
    assert_eq!(drawn.lines().count(), wanted.lines().count());
}

#[test]
fn today_stands_at_120_columns_as_pictured() {
    use Sign::{Child, Danger, Due};
    let theme = Theme::dark();
    let screen = Rect::new(0, 0, 120, 36);
    let mut buf = Buffer::empty(screen);
    let frame = frame::Frame::of(screen, false).unwrap();
    let panes = frame::panes(frame.body);
    header::draw(&mut buf, frame.header, &header("1 Today · Central"), &theme);

    let review = Phrase::from("Daily review");
    list::line(&mut buf, panes.left, 0, &review, false, &theme);
    let right = Phrase::new().muted("18 cards · last finished Mon 23/11 06:40");
    right.draw(&mut buf, row(text_of(panes.left), 0), 78 - narrow(right.width()), 0, &theme);

    let entry = |lead: &'static str, sign: Option<Sign>, when: &str, contact: &str, name: &str, why: &str| list::Row {
        lead,
        sign,
        begins_group: !lead.is_empty(),
        cells: [when, contact, name, why].map(Phrase::from).to_vec(),
        ..list::Row::default()
    };
    let rows = [
        entry("Clocks", Some(Child), "31 h 20 min", "K7-0066", "Callie", "child concern · protection to Wed"),
        entry("", Some(Due), "9 h 5 min", "K7-0017", "Jade", "crime to record, told Mon 23:10"),
        entry("Overdue", Some(Danger), "4 days late", "K7-0042", "Roxy", "promise: find out bail conditions"),
        entry("", Some(Danger), "2 days late", "K7-0017", "Jade", "promise: result of the CPS meeting"),
        entry("", Some(Danger), "since 09:00", "K7-0058", "Оксана", "promise: text after her shift"),
        entry("Timed", Some(Due), "15:30", "K7-0031", "Mia", "meet at Harbour Project, with Pat"),
        entry("", Some(Due), "17:00", "K7-0049", "Hằng", "call, interpreter booked"),
        entry("Promises", Some(Due), "today", "K7-0022", "Żaneta", "promise: bus pass at the drop-in"),
        entry("", Some(Due), "today", "K7-0063", "Ελένη", "promise: her crime number"),
        entry("Reviews", Some(Due), "today", "K7-0071", "ნინო", "plan re-check, 6 months old"),
        entry("", None, "Thu 26/11", "K7-0042", "Roxy", "marker review, 12 months are up"),
        entry("", None, "Sat 28/11", "K7-0009", "Dee", "marker review, second reminder"),
        entry("To chase", Some(Due), "today", "K7-0035", "Çiğdem", "referral sent 17/11, no answer"),
        entry("", None, "Fri 27/11", "K7-0028", "Bọlá", "referral acknowledged, not begun"),
        entry("Interval", Some(Danger), "93 days", "K7-0074", "Kris", "past the maximum of 90 days"),
        entry("", Some(Due), "41 days", "K7-0053", "Ludmiła", "past the ideal of 30 days"),
        entry("", Some(Due), "38 days", "K7-0012", "Małgorzata", "past the ideal of 30 days"),
        entry("Records", None, "Mon 30/11", "K7-0005", "Ash", "record review, 12 months quiet"),
    ];
    let columns = [
        list::Column::new("When", 13).whole(),
        list::Column::new("Contact", 9).whole(),
        list::Column::new("Name", 10),
        list::Column::rest("Why it is here"),
    ];
    let list = list::List { lead: 9, headings: true, apart: true, focus: Some(2), ..list::List::new(&columns, &rows) };
    let area = below(panes.left, 2);
    let drawn = list::draw(&mut buf, area, &list, &theme);
    put(&mut buf, text_of(area), 0, 0, "Duty", theme.style(Role::Muted));
    assert_eq!(drawn.drawn.cursor, Some(Position::new(0, 8)));

    // The edge ends with the list; below it the page is empty.
    let pane = Rect { height: 28, ..panes.right.unwrap() };
    frame::edge(&mut buf, &frame::Panes { right: Some(pane), ..panes }, &theme);
    record::heading(&mut buf, pane, 0, "K7-0042", "Roxy", "", &theme);
    let said = [
        Phrase::new().sign(Danger, "Promise, 4 days late"),
        Phrase::from("You said on 17/11 in a call:"),
        Phrase::from("\"I will find out the bail conditions by Friday.\""),
        Phrase::from("Deferred twice."),
    ];
    let used = 2 + paragraphs(&mut buf, below(pane, 2), &said, &theme) + 1;
    let plan =
        [Phrase::new().sign(Sign::Ready, "inside the plan until 15:00"), Phrase::from("Enter opens it and asks why")];
    let used = used + paragraphs(&mut buf, below(pane, used), &plan, &theme) + 1;
    let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
    let load = |on: NaiveDate| {
        [25, 27].iter().filter(|d| day(**d) == on).count() as u32 * 2
            + u32::from(on == day(26)) * 4
            + u32::from(on == day(28) || on == day(30))
    };
    let month = calendar::draw(&mut buf, below(pane, used), day(24), day(24), None, load, &theme);
    let used = used + month.rows + 1;
    let warnings = Phrase::new().mark(Danger).text(" Warnings").dot().text("Central").dot().text("14 days");
    warnings.draw(&mut buf, row(text_of(pane), used), 0, 0, &theme);
    let first = record::Labelled::new("21/11", "Low Quay, after midnight\nsilver estate; took money\nback by force");
    let second = record::Labelled::new("15/11", "online booking, asks for\nno deposit, then threatens");
    let at = used + 1;
    let at = at + first.draw(&mut buf, pane, at, 7, false, &theme).rows;
    let at = at + second.draw(&mut buf, pane, at, 7, false, &theme).rows;
    put(&mut buf, text_of(pane), 7, at + 1, "Enter reads them in full", theme.style(Role::Muted));

    let keys =
        keys(&[("R", "review"), ("Enter", "open"), ("d", "done"), ("w", "wait"), ("C", "contact now"), ("?", "help")]);
    footer::bottom(&mut buf, &frame, None, &keys, &theme);
    same(&buf, TODAY);

    // Colour stands on signs and state words, never on names or references.
    let (danger, plain) = (theme.colour(Role::Danger), theme.colour(Role::Text));
    assert_eq!((buf[(12, 8)].fg, buf[(27, 8)].fg, buf[(36, 8)].fg), (danger, plain, plain));
}

#[test]
fn a_marker_stands_at_80_columns_as_pictured() {
    let theme = Theme::dark();
    let screen = Rect::new(0, 0, 80, 24);
    let mut buf = Buffer::empty(screen);
    let frame = frame::Frame::of(screen, true).unwrap();
    header::draw(&mut buf, frame.header, &header("Marker · K7-0042 Roxy"), &theme);
    let sentence = "THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO UNLESS SECURE TRANSMISSION";
    let title = Phrase::from("Information marker · DLO contact");
    assert!(caveat::draw(&mut buf, frame.caveat, sentence, &title, "OFFICIAL-SENSITIVE", &theme));
    let words = ["draft", "ready", "exported", "on IS", "review due", "renew or remove"];
    let mut steps = track::Step::along(&words, 3);
    steps[4].sign = Sign::Due;
    track::draw(&mut buf, frame.body, 0, &steps, 1, &theme);
    let dates = Phrase::from("on IS since 26/11/2025 as M/884120").dot().sign(Sign::Due, "review due Thu 26/11/2026");
    dates.draw(&mut buf, row(text_of(frame.body), 1), 0, 0, &theme);
    let value = record::Labelled::new;
    let values = [
        value("Text", Phrase::from("Contact the DLO before attending. In an emergency attend, then tell the DLO.")),
        value(
            "Grounds, kept out of the text",
            Phrase::from(
                "1  told the DLO herself, 14/10/2025          fact\n\
                 2  own advert, seen with her, 20/10/2025     fact\n\
                 3  Pat at Harbour Project, 02/11/2025        assessment",
            ),
        ),
        value(
            "Necessity",
            Phrase::from(
                "Calls from officers she does not know put her at risk in the house. A note kept here does not reach them.",
            ),
        ),
        value("Told", Phrase::new().sign(Sign::Ready, "14/10/2025: \"good, then the next one knows\"")),
        value("Consent", Phrase::new().sign(Sign::Ready, "place the marker, 14/10/2025, no expiry")),
        value("", Phrase::new()),
        value(
            "DLO",
            Phrase::from(
                "PC 4417 A. Whitfield, Designated Liaison Officer\n0191 498 0117 · dlo.central@force.example\n\
                 out of hours: on-call DLO, 0191 498 0100",
            ),
        ),
        value(
            "Review",
            Phrase::from(
                "every 12 months, at most 24 · next Thu 26/11/2026\nnot confirmed by 24/12/2026: the removal is drafted",
            ),
        ),
    ];
    // The picture breaks its paragraphs a little earlier than the margin would.
    let section = Rect { width: frame.body.width - 2, ..below(frame.body, 3) };
    record::labelled(&mut buf, section, &values, record::DETAIL_LABEL, Some(1), 0, &theme);
    let all = keys(&[
        ("R", "renew"),
        ("x", "remove"),
        ("e", "edit"),
        ("h", "IS ref by hand"),
        ("[ ]", "section"),
        ("?", "help"),
    ]);
    footer::bottom(&mut buf, &frame, None, &all, &theme);
    same(&buf, MARKER);
}

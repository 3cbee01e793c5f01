//! `readable.html`: the updates of a package as a page made for re-keying and printing.
//!
//! Self-contained: no script, nothing fetched, a policy in the page that forbids both. Classification and the radio
//! sentence stand first and last, on every printed page, and at every update. Nothing is told by colour alone, and
//! every text from a record is escaped.

use crate::domain::{lists, phone, radio, text, update, when};
use crate::exchange::line::{Line, Statement};
use crate::exchange::manifest::{self, Manifest};
use crate::exchange::sheet::{self, escape, put};

/// What stands over a practice page.
pub const PRACTICE_BANNER: &str = "PRACTICE: invented people. Nothing on this page may be entered on IS.";

const STYLE: &str = "\
:root{color-scheme:light}\
body{margin:0;background:#fff;color:#000;font:16px/1.45 system-ui,Arial,sans-serif}\
table{border-collapse:collapse;width:100%}\
.sheet>thead>tr>td,.sheet>tfoot>tr>td{padding:8px 24px;text-align:center;font-size:13px;\
font-weight:700;border:2px solid #000}\
.sheet>tbody>tr>td{padding:12px 24px;vertical-align:top}\
section{border-top:3px solid #000;padding-top:8px}\
h1{font-size:24px;margin:8px 0}h2{font-size:19px;margin:8px 0}h3{font-size:16px;margin:12px 0 4px}\
p{margin:4px 0}.mark{font-size:13px;font-weight:700}.note{font-size:14px;font-weight:400}.practice{font-size:16px}\
dl{display:grid;grid-template-columns:12em 1fr;gap:2px 12px;margin:8px 0}dt{font-weight:700}dd{margin:0}\
.change th,.change td{border:1px solid #000;padding:4px 8px;text-align:left;vertical-align:top;width:30%}\
.change th:first-child,.change td:first-child{width:40%}\
.text{white-space:pre-wrap;overflow-wrap:anywhere}.none{font-style:italic}\
.key{border:1px solid #000;padding:8px;margin:10px 0 16px}\
@media print{body{font-size:10pt}.sheet>thead>tr>td,.sheet>tfoot>tr>td,.mark{font-size:8pt}\
.practice{font-size:10pt}section{break-inside:auto}h2,h3,.mark{break-after:avoid}tr,.key{break-inside:avoid}\
.sheet>tbody>tr{break-inside:auto}@page{margin:14mm}}";

/// The page of a package. `head` gives number, device, time of sealing, classification and the PRACTICE word.
#[must_use]
pub fn page(head: &Manifest, lines: &[Line]) -> String {
    let practice =
        if head.is_practice() { format!("<p class=\"practice\">{PRACTICE_BANNER}</p>") } else { String::new() };
    let marking = format!("{}<br>{}", escape(&head.classification), radio::SENTENCE);
    let time = manifest::instant(&head.created_utc)
        .map(|t| when::long_minute(when::to_local(t.and_utc(), chrono_tz::Europe::London)))
        .unwrap_or_default();
    let contacts: std::collections::BTreeSet<&str> = lines.iter().map(|l| l.contact_ref.as_str()).collect();
    let title = format!("Package {}", head.seq);
    let mut out = sheet::begin(&title, STYLE, &format!("{marking}{practice}"));
    put(
        &mut out,
        format_args!(
            "<p>{updates} for {contacts}. Sealed {time}, UK time, by device {device}, epoch {epoch}.</p>\n\
         <p>Enter each update on IS and write its IS reference in the box at its end. Facts and assessments stand \
         apart: keep them apart. <em>Blank</em> means that nothing stands there.</p>\n",
            updates = text::counted(lines.len(), "update", "updates"),
            contacts = text::counted(contacts.len(), "contact", "contacts"),
            device = escape(&head.device_id),
            epoch = head.device_epoch,
        ),
    );
    if lines.is_empty() {
        out.push_str("<p>No update is in this package.</p>\n");
    }
    out.push_str("</td></tr></tbody>\n");
    for (i, line) in lines.iter().enumerate() {
        out.push_str(&section(line, i + 1, lines.len()));
    }
    sheet::end(&mut out, &format!("{practice}{marking}"));
    out
}

/// One update of the page, number `n` of `all`.
#[must_use]
pub fn section(line: &Line, n: usize, all: usize) -> String {
    let mut out = String::with_capacity(3072);
    let kind = lists::label("update_kinds", &line.kind);
    // Information goes without identity: no heading invites anyone to look for a person.
    let whose = if let Some(i) = &line.intelligence {
        format!(" for SRN {}, entry {}", escape(&line.srn), escape(&i.entry_ref))
    } else if is_nameless(line) {
        String::new()
    } else {
        format!(", contact {}", escape(&line.contact_ref))
    };
    put(
        &mut out,
        format_args!(
            "<tbody><tr><td><section id=\"u{n}\">\n<p class=\"mark\">{} · {}</p>\n\
         <h2>{n} of {all}: {}{}</h2>\n",
            escape(&line.classification),
            escape(&line.radio),
            escape(&kind),
            whose,
        ),
    );
    if line.kind == update::kind::SAFEGUARDING {
        out.push_str("<p><strong>This is not a referral. Telephone now if it has not been done.</strong></p>\n");
    }
    facts(&mut out, line);
    changes(&mut out, line);
    if !line.information.is_empty() {
        put(
            &mut out,
            format_args!(
                "<h3>Information, without identity</h3>\n<p class=\"text\" dir=\"auto\">{}</p>\n",
                escape(&line.information)
            ),
        );
    }
    intelligence(&mut out, line);
    statements(&mut out, line, "fact", "Facts");
    statements(&mut out, line, "assessment", "Assessments, not facts");
    let other: Vec<&Statement> =
        line.statements.iter().filter(|s| s.standing != "fact" && s.standing != "assessment").collect();
    if !other.is_empty() {
        out.push_str("<h3>Neither marked as fact nor as assessment</h3>\n");
        list(&mut out, &other);
    }
    let d = &line.dlo;
    let reach: Vec<String> = [phone_shown(&d.phone), d.email.clone(), d.out_of_hours.clone()]
        .iter()
        .filter(|t| !t.is_empty())
        .map(|t| escape(t))
        .collect();
    put(
        &mut out,
        format_args!(
            "<h3>Point of contact</h3>\n<p>{} {}, {}: {}</p>\n\
         <p class=\"key\">IS reference: __________________ Entered by: ________________ On: ____________</p>\n\
         <p class=\"note\">Update {}</p>\n</section></td></tr></tbody>\n",
            escape(&d.collar),
            escape(&d.name),
            escape(&d.role),
            reach.join(" · "),
            escape(&line.update_id),
        ),
    );
    out
}

/// It goes without identity: information, intelligence, and a crime report that is passed on anonymously.
fn is_nameless(line: &Line) -> bool {
    let nobody = line.contact_ref.ends_with("-0000");
    matches!(line.kind.as_str(), update::kind::INFORMATION | update::kind::INTELLIGENCE)
        || line.kind == update::kind::CRIME && nobody
}

/// The justification, row by row; rows without a value are left out, except the reference on IS.
fn facts(out: &mut String, line: &Line) {
    let code = |list: &str, code: &str| lists::label(list, code);
    let is_ref = if line.is_ref.is_empty() { "none yet".to_owned() } else { line.is_ref.clone() };
    let srn = if line.srn.is_empty() { String::new() } else { format!(", SRN {}", line.srn) };
    let consent = line.consent.as_ref().map(|c| {
        let on = if c.on.is_empty() { String::new() } else { format!(", {}", day(&c.on)) };
        let words = if c.words.is_empty() { String::new() } else { format!(": “{}”", c.words) };
        format!("{}: {}{on}{words}", code("consent_purposes", &c.purpose), code("consent_states", &c.state))
    });
    let over = line.override_.as_ref().map(|o| {
        let by = if o.by.is_empty() { "to follow within 24 hours" } else { o.by.as_str() };
        format!("{}, authorised by: {by}", code("override_grounds", &o.ground))
    });
    let rows = [
        ("IS person reference", if is_nameless(line) { String::new() } else { is_ref }),
        ("Area", format!("{}{srn}", code("areas", &line.area))),
        ("Purpose", code("lawful_purposes", &line.purpose)),
        ("Strictly needed", line.necessity.clone()),
        ("Schedule 8 condition", code("schedule_8", &line.condition)),
        ("Policy document", line.policy_ref.clone()),
        ("Consent", consent.unwrap_or_default()),
        ("Refusal overridden", over.unwrap_or_default()),
        ("Review on", day(&line.review_on)),
    ];
    out.push_str("<dl>\n");
    for (label, value) in rows.iter().filter(|(_, v)| !v.is_empty()) {
        put(out, format_args!("<dt>{label}</dt><dd class=\"text\" dir=\"auto\">{}</dd>\n", escape(value)));
    }
    out.push_str("</dl>\n");
}

/// Graded intelligence, item by item. The letters of a grade never stand without their meaning, and the source has no
/// place here: its block is sealed apart.
fn intelligence(out: &mut String, line: &Line) {
    let Some(i) = &line.intelligence else { return };
    put(
        out,
        format_args!(
            "<h3>Intelligence</h3>\n<p class=\"text\" dir=\"auto\"><strong>{}</strong></p>\n",
            escape(&i.title)
        ),
    );
    for (n, item) in i.items.iter().enumerate() {
        let mut meaning = vec![
            lists::label("fact_or_assessment", &item.standing),
            format!("source {}", lists::label("source_grades", &item.source_grade)),
            format!("assessment {}", lists::label("assessments", &item.assessment)),
            format!("handling {}", lists::label("handlings", &item.handling)),
            lists::label("action_codes", &item.action_code),
            lists::label("sanitisations", &item.sanitisation),
        ];
        if !item.usage.is_empty() {
            meaning.insert(5, format!("use: {}", item.usage));
        }
        meaning.retain(|m| !m.is_empty());
        put(
            out,
            format_args!(
                "<p><strong>Item {} {}</strong> <span class=\"note\">{}</span></p>\n\
                 <p class=\"text\" dir=\"auto\">{}</p>\n",
                n + 1,
                escape(&item.grade()),
                escape(&meaning.join(" · ")),
                escape(&item.text),
            ),
        );
    }
    let known = if i.first_known == i.last_known {
        i.first_known.clone()
    } else {
        format!("{} to {}", i.first_known, i.last_known)
    };
    let rows = [
        ("Priority", lists::label("priorities", &i.priority)),
        ("How it is known", i.provenance.clone()),
        ("First, last known", known),
        ("Source", "in sources.ndjson, sealed apart from this page".to_owned()),
    ];
    out.push_str("<dl>\n");
    for (label, value) in rows.iter().filter(|(_, v)| !v.is_empty()) {
        put(out, format_args!("<dt>{label}</dt><dd class=\"text\" dir=\"auto\">{}</dd>\n", escape(value)));
    }
    out.push_str("</dl>\n");
}

fn changes(out: &mut String, line: &Line) {
    if line.fields.is_empty() {
        return;
    }
    out.push_str(
        "<table class=\"change\">\n<thead><tr><th scope=\"col\">Field</th><th scope=\"col\">Before, on IS</th>\
         <th scope=\"col\">After</th></tr></thead>\n<tbody>\n",
    );
    for f in &line.fields {
        let after = if f.after.is_empty() && !f.before.is_empty() {
            "<span class=\"none\">Blank: take the value out</span>".to_owned()
        } else {
            value(&f.after)
        };
        put(
            out,
            format_args!(
                "<tr><th scope=\"row\">{}<br><span class=\"note\">{}</span></th><td class=\"text\" dir=\"auto\">{}</td>\
             <td class=\"text\" dir=\"auto\">{after}</td></tr>\n",
                escape(&f.label),
                escape(&f.name),
                value(&f.before),
            ),
        );
    }
    out.push_str("</tbody>\n</table>\n");
}

fn statements(out: &mut String, line: &Line, standing: &str, title: &str) {
    let of: Vec<&Statement> = line.statements.iter().filter(|s| s.standing == standing).collect();
    if !of.is_empty() {
        put(out, format_args!("<h3>{title}</h3>\n"));
        list(out, &of);
    }
}

fn list(out: &mut String, statements: &[&Statement]) {
    out.push_str("<ul>\n");
    for s in statements {
        let word = lists::label("fact_or_assessment", &s.standing);
        let how = lists::label("grounds_how_known", &s.grounds);
        let details: Vec<String> =
            [word, how, day(&s.on)].iter().filter(|t| !t.is_empty()).map(|t| escape(t)).collect();
        put(
            out,
            format_args!(
                "<li><span class=\"text\" dir=\"auto\">{}</span> ({})</li>\n",
                escape(&s.text),
                details.join(", ")
            ),
        );
    }
    out.push_str("</ul>\n");
}

/// A value as it is re-keyed: days as 24/11/2026; a blank one says so.
fn value(text: &str) -> String {
    if text.is_empty() { "<span class=\"none\">Blank</span>".to_owned() } else { escape(&day(text)) }
}

/// A day as 24/11/2026; anything else as it is.
fn day(text: &str) -> String {
    let read = super::line::is_day(text).then(|| text.parse().ok()).flatten();
    read.map_or_else(|| text.to_owned(), when::long)
}

fn phone_shown(number: &str) -> String {
    // What is no whole number ("ext. 4417") stays as it was written.
    let shown = phone::display(number);
    if number.chars().any(char::is_alphabetic) || shown.is_empty() { number.to_owned() } else { shown }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::exchange::line::tests::example;
    use crate::exchange::manifest::tests::example as head;

    const HOSTILE: [&str; 8] = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</td></tr></table><form action=https://example.org>",
        "' onmouseover='alert(1)",
        "<!-- --><style>*{display:none}</style>",
        "&lt;b&gt;",
        "javascript:alert(1)",
        "`${7*7}`",
    ];

    /// The same update with `text` in every place a text can stand.
    fn everywhere(text: &str) -> Line {
        let mut json = serde_json::to_value(Line {
            intelligence: super::super::line::tests::intelligence().intelligence,
            ..example()
        })
        .unwrap();
        fn fill(value: &mut serde_json::Value, text: &str) {
            match value {
                serde_json::Value::String(s) => *s = text.to_owned(),
                serde_json::Value::Array(a) => a.iter_mut().for_each(|v| fill(v, text)),
                serde_json::Value::Object(o) => o.values_mut().for_each(|v| fill(v, text)),
                _ => {}
            }
        }
        fill(&mut json, text);
        serde_json::from_value(json).unwrap()
    }

    /// The names of all elements and attributes of a page.
    fn markup(page: &str) -> Vec<String> {
        page.split('<').skip(1).map(|t| t.split('>').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn hostile_text_stays_text_wherever_it_stands() {
        let plain = markup(&page(&head(), &[everywhere("x")]));
        for text in HOSTILE {
            let manifest = Manifest { classification: text.to_owned(), device_id: text.to_owned(), ..head() };
            let page = page(&manifest, &[everywhere(text)]);
            assert_eq!(markup(&page), plain, "{text}");
        }
    }

    #[test]
    fn the_page_fetches_nothing_runs_nothing_and_forbids_both() {
        let page = page(&head(), &[example()]);
        for part in ["<script", "http:", "https:", "src=", "href=", "url(", "@import", "<link", "style=\"", "onclick"] {
            assert!(!page.contains(part), "{part}");
        }
        let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        let hash = data_encoding::BASE64.encode(&Sha256::digest(style.as_bytes()));
        let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
        assert!(page.contains(&policy));
    }

    #[test]
    fn classification_and_radio_sentence_stand_first_last_on_every_printed_page_and_at_each_update() {
        let page = page(&head(), &[example(), example()]);
        let body = page.split("<body>").nth(1).unwrap();
        let head = body.split("<thead>").nth(1).unwrap().split("</thead>").next().unwrap();
        let foot = body.split("<tfoot>").nth(1).unwrap().split("</tfoot>").next().unwrap();
        // Header and footer groups of a table are repeated by browsers on every printed page.
        for place in [head, foot] {
            assert!(place.contains("OFFICIAL-SENSITIVE") && place.contains(radio::SENTENCE));
        }
        assert_eq!(body.matches(radio::SENTENCE).count(), 4);
        assert!(body.trim_start().starts_with("<table class=\"sheet\""));
    }

    #[test]
    fn facts_and_assessments_stand_apart_under_their_own_words() {
        let page = page(&head(), &[example()]);
        let facts = page.find("<h3>Facts</h3>").unwrap();
        let assessments = page.find("<h3>Assessments, not facts</h3>").unwrap();
        let fact = page.find("told the DLO herself</span> (fact, the person said so, 14/10/2025)").unwrap();
        let assessment =
            page.find("Pat at Harbour Project thinks so</span> (assessment, another agency, 02/11/2025)").unwrap();
        assert!(facts < fact && fact < assessments && assessments < assessment);
    }

    #[test]
    fn before_and_after_stand_beside_each_other_with_days_as_they_are_read() {
        let page = page(&head(), &[example()]);
        assert!(
            page.contains("<td class=\"text\" dir=\"auto\">Stefania</td><td class=\"text\" dir=\"auto\">Ștefania</td>")
        );
        assert!(page.contains("14/05/1999") && !page.contains("1999-05-14"));
        assert!(page.contains("Blank: take the value out"));
        assert!(page.contains("0191 498 0117"));
    }

    #[test]
    fn a_practice_page_says_so_above_and_below_and_a_real_one_does_not() {
        let practice = page(&head(), &[example()]);
        assert_eq!(practice.matches(PRACTICE_BANNER).count(), 2);
        let real = Manifest { practice: String::new(), ..head() };
        assert!(!page(&real, &[example()]).contains("PRACTICE"));
    }

    #[test]
    fn nothing_is_told_by_colour_alone() {
        let colours: Vec<&str> = STYLE.split('#').skip(1).map(|c| c.split([';', '}']).next().unwrap()).collect();
        assert!(colours.iter().all(|c| ["fff", "000"].contains(c)), "{colours:?}");
    }

    #[test]
    fn a_safeguarding_update_says_that_it_is_no_referral() {
        let line = Line { kind: update::kind::SAFEGUARDING.to_owned(), ..example() };
        assert!(page(&head(), &[line]).contains("This is not a referral. Telephone now"));
    }
}

//! A drawn frame as an SVG picture: text cells with their colours, nothing else.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

/// Width of a cell in pixels.
const WIDE: f32 = 8.4;
/// Height of a cell in pixels.
const TALL: f32 = 18.0;

fn colour(c: Color, otherwise: &str) -> String {
    match c {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => otherwise.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The picture of a frame.
pub fn of(buf: &Buffer) -> String {
    let area = buf.area;
    let (w, h) = (f32::from(area.width) * WIDE, f32::from(area.height) * TALL);
    let ground = buf.cell((0, area.bottom() - 1)).map_or_else(String::new, |c| colour(c.bg, "#12161b"));
    let mut svg = String::new();
    writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w:.0} {h:.0}\" width=\"{w:.0}\" height=\"{h:.0}\" \
         font-family=\"ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace\" font-size=\"14\">"
    )
    .unwrap();
    writeln!(svg, "<rect width=\"100%\" height=\"100%\" fill=\"{ground}\"/>").unwrap();
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let cell = &buf[(x, y)];
            let from = x;
            let mut text = String::new();
            let style = (cell.fg, cell.bg, cell.modifier);
            while x < area.width {
                let next = &buf[(x, y)];
                if (next.fg, next.bg, next.modifier) != style {
                    break;
                }
                text.push_str(next.symbol());
                x += u16::try_from(dlo_caseload::tui::widget::text::cells(next.symbol())).unwrap().max(1);
            }
            run(&mut svg, &text, (from, y, x - from), style, &ground);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn run(svg: &mut String, text: &str, place: (u16, u16, u16), style: (Color, Color, Modifier), ground: &str) {
    let (mut fg, mut bg) = (colour(style.0, "#d5dae0"), colour(style.1, ground));
    if style.2.contains(Modifier::REVERSED) {
        std::mem::swap(&mut fg, &mut bg);
    }
    let (x, y) = (f32::from(place.0) * WIDE, f32::from(place.1) * TALL);
    let wide = f32::from(place.2) * WIDE;
    if bg != ground {
        writeln!(svg, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{TALL}\" fill=\"{bg}\"/>").unwrap();
    }
    if text.trim().is_empty() {
        return;
    }
    let bold = if style.2.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{:.1}\" fill=\"{fg}\"{bold} textLength=\"{:.1}\" xml:space=\"preserve\">{}</text>",
        y + 13.5,
        f32::from(u16::try_from(dlo_caseload::tui::widget::text::width(text.trim_end())).unwrap()) * WIDE,
        escaped(text.trim_end())
    )
    .unwrap();
}

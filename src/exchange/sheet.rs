//! The frame of a page made for printing: its own style, nothing fetched, no script, a policy in the page that forbids
//! both; its marking stands first and last on every printed page.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// A page up to its first heading, which is its title. `marking` is written as it is; a title is escaped.
pub(super) fn begin(title: &str, style: &str, marking: &str) -> String {
    let mut out = String::with_capacity(8 * 1024);
    let hash = data_encoding::BASE64.encode(&Sha256::digest(style.as_bytes()));
    let title = escape(title);
    put(
        &mut out,
        format_args!(
            "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; \
             base-uri 'none'; form-action 'none'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
             <title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n\
             <table class=\"sheet\" role=\"presentation\">\n<thead><tr><td>{marking}</td></tr></thead>\n\
             <tbody><tr><td>\n<h1>{title}</h1>\n",
        ),
    );
    out
}

/// What closes a page whose last part is closed. `marking` is written as it is.
pub(super) fn end(out: &mut String, marking: &str) {
    put(out, format_args!("<tfoot><tr><td>{marking}</td></tr></tfoot>\n</table>\n</body>\n</html>\n"));
}

/// Text that stays text wherever it stands in the page.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '`' => out.push_str("&#96;"),
            '\0' => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// Writes into a page.
pub(super) fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = out.write_fmt(text);
}

//! The JSON Schemas (2020-12) of what is in a bundle, as files for importers: `assets/schema/`.
//!
//! The program itself checks with [`crate::exchange::line::Line::faults`] and the manifest's own rules; the schemas
//! say the same to others. Tests hold the names and closed lists of both together, and a stock validator accepts what
//! the program writes (`tests/interop_package.rs`).

/// Schema of one line of `updates.ndjson`.
pub const UPDATE: &str = include_str!("../../assets/schema/update.schema.json");
/// Schema of `manifest.json`.
pub const MANIFEST: &str = include_str!("../../assets/schema/manifest.schema.json");
/// Schema of one line of `sources.ndjson`.
pub const SOURCE: &str = include_str!("../../assets/schema/source.schema.json");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use strum::IntoEnumIterator;

    use super::*;
    use crate::domain::kind::Kind;
    use crate::domain::{lists, radio};
    use crate::exchange::line::{self, CLASSIFICATIONS, KINDS, NEVER_SENT, Override};
    use crate::exchange::refusal::Refusal;
    use crate::exchange::{bundle, manifest, signer, source};

    fn read(schema: &str) -> Value {
        serde_json::from_str(schema).unwrap()
    }

    /// Walks an object of the schema beside a value written by the program: the same names in the same order.
    fn hold(schema: &Value, value: &Value, at: &str, optional: &[&str]) {
        match value {
            Value::Object(fields) => {
                assert_eq!(schema["additionalProperties"], false, "{at}");
                let properties = schema["properties"].as_object().unwrap();
                let names = |o: &serde_json::Map<String, Value>| o.keys().cloned().collect::<BTreeSet<_>>();
                assert_eq!(names(properties), names(fields), "{at}");
                let required: BTreeSet<&str> =
                    schema["required"].as_array().unwrap().iter().map(|r| r.as_str().unwrap()).collect();
                let wanted: BTreeSet<&str> =
                    fields.keys().map(String::as_str).filter(|k| !optional.contains(k)).collect();
                assert_eq!(required, wanted, "{at}");
                for (name, value) in fields {
                    hold(&properties[name], value, &format!("{at}.{name}"), optional);
                }
            }
            Value::Array(items) if items[0].is_object() => hold(&schema["items"], &items[0], at, optional),
            _ => {}
        }
    }

    #[test]
    fn the_update_schema_has_the_fields_of_the_line_and_no_others() {
        let over = Some(Override { ground: "child".to_owned(), by: String::new() });
        let intelligence = line::tests::intelligence().intelligence;
        let full = line::Line { override_: over, intelligence, ..line::tests::example() };
        hold(&read(UPDATE), &serde_json::to_value(full).unwrap(), "line", &["consent", "override", "intelligence"]);
    }

    #[test]
    fn the_manifest_schema_has_the_fields_of_the_manifest_and_no_others() {
        let full = serde_json::to_value(manifest::tests::example()).unwrap();
        hold(&read(MANIFEST), &full, "manifest", &["last_receipt"]);
    }

    #[test]
    fn the_source_schema_has_the_fields_of_the_block_and_no_others() {
        hold(&read(SOURCE), &serde_json::to_value(source::tests::example()).unwrap(), "source", &[]);
    }

    #[test]
    fn the_closed_lists_of_schema_and_program_are_the_same() {
        let list = |v: &Value| v.as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let (update, manifest, source) = (read(UPDATE), read(MANIFEST), read(SOURCE));
        assert_eq!(list(&update["properties"]["kind"]["enum"]), KINDS);
        let name = &update["properties"]["fields"]["items"]["properties"]["name"];
        assert_eq!(list(&name["not"]["enum"]), NEVER_SENT);
        assert_eq!(list(&manifest["properties"]["kind"]["enum"]), manifest::kind::ALL);
        let names: Vec<&str> = manifest::kind::ALL.iter().flat_map(|k| bundle::names(k)).copied().collect();
        assert_eq!(list(&manifest["properties"]["payload"]["items"]["properties"]["name"]["enum"]), names);
        for schema in [&update, &manifest, &source] {
            assert_eq!(list(&schema["$defs"]["classification"]["enum"]), CLASSIFICATIONS);
            assert_eq!(schema["$defs"]["radio"]["const"], radio::SENTENCE);
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        }
        assert_eq!(update["properties"]["statements"]["maxItems"], line::MOST_STATEMENTS);
        assert_eq!(update["properties"]["fields"]["maxItems"], line::MOST_FIELDS);
        let items = &update["properties"]["intelligence"]["properties"]["items"];
        assert_eq!(items["maxItems"], line::MOST_ITEMS);
        assert_eq!(manifest["properties"]["recipients"]["maxItems"], manifest::MOST_RECIPIENTS);
        let length = &manifest["properties"]["payload"]["items"]["properties"]["length"]["maximum"];
        assert_eq!(*length, bundle::MOST_PAYLOAD);
    }
    #[test]
    fn the_page_for_importers_names_every_field_code_and_refusal() {
        let page = include_str!("../../docs/BUNDLE.md");
        let named = |what: &str| assert!(page.contains(&format!("`{what}`")), "{what}");
        fn names(schema: &Value, out: &mut Vec<String>) {
            for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
                out.push(name.clone());
                names(inner, out);
                names(&inner["items"], out);
            }
        }
        let mut all = Vec::new();
        for schema in [UPDATE, MANIFEST, SOURCE] {
            names(&read(schema), &mut all);
        }
        assert!(all.len() > 60);
        all.iter().for_each(|n| named(n));
        for list in [
            "update_kinds",
            "priorities",
            "source_grades",
            "assessments",
            "handlings",
            "action_codes",
            "sanitisations",
            "fact_or_assessment",
            "grounds_how_known",
            "lawful_purposes",
            "schedule_8",
            "consent_purposes",
            "consent_states",
            "override_grounds",
            "areas",
        ] {
            named(list);
            lists::get(list).unwrap().items.iter().for_each(|i| named(&i.code));
        }
        Refusal::iter().for_each(|r| named(r.code()));
        manifest::kind::ALL.iter().for_each(|k| named(k));
        for field in Kind::all().flat_map(|k| k.fields()).map(|f| f.pole).filter(|p| !p.is_empty()) {
            named(field);
        }
        for number in [bundle::MOST_PAYLOAD, bundle::MOST_SEALED] {
            let digits = number.to_string();
            let (millions, rest) = digits.split_at(digits.len() - 6);
            let (thousands, ones) = rest.split_at(3);
            assert!(page.contains(&format!("{millions},{thousands},{ones} bytes")), "{number}");
        }
        assert!(page.contains(radio::SENTENCE) && page.contains(signer::NAMESPACE));
    }
}

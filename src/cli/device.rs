//! `caseload device`: this laptop as the centre knows it, for enrolment; its fingerprints are compared by telephone.

use serde_json::json;

use crate::cli::out::Done;
use crate::cli::shell::{Shell, mode_words};

/// Arguments of `device`.
#[derive(clap::Args)]
pub(crate) struct Device {
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

/// Prints the public keys. Nothing secret is among them.
pub(crate) fn run(it: &Device, shell: &mut Shell) -> Done {
    shell.with_desk(|desk, shell| {
        let device = desk.device()?;
        let out = &mut shell.out;
        if it.json {
            return out.json(&json!({
                "ref": device.code,
                "state": "device",
                "id": device.id,
                "epoch": device.epoch,
                "signing_key": device.public_line,
                "fingerprint": device.fingerprint,
                "fingerprint_spoken": device.spoken,
                "recipient": device.recipient,
                "recipient_spoken": device.recipient_spoken,
            }));
        }
        out.line(&format!("caseload device.{}", mode_words(desk.mode())))?;
        out.line(&format!("Device: {}", device.id))?;
        out.line(&format!("Code of its references: {}", device.code))?;
        out.line(&format!("Epoch: {}", device.epoch))?;
        out.line("Signing key:")?;
        out.line(&device.public_line)?;
        out.line(&format!("Fingerprint: {}", device.fingerprint))?;
        out.line(&format!("Read aloud: {}", device.spoken))?;
        out.line("Receipts are sealed to:")?;
        out.line(&device.recipient)?;
        out.line(&format!("Read aloud: {}", device.recipient_spoken))
    })
}

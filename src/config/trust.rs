//! The settings that decide who is trusted: which of them need another one.
//!
//! Knows the keys of one group, wherever they stand. Must not know what is in the files.

use std::path::PathBuf;

use super::error::{Complaint, Origin};
use super::layer::Layer;
use super::settings::ClientCertificate;

/// Complains of a key whose other half is nowhere.
pub(super) fn check(layer: &Layer, complaints: &mut Vec<Complaint>) {
    let mut complain = |origin: &Origin, what: &str| {
        complaints.push(Complaint {
            origin: origin.clone(),
            what: what.to_owned(),
        });
    };
    if let (Some((true, origin)), None) = (&layer.ca_only, &layer.ca_file) {
        complain(origin, "trusts only what is in ca_file; set it too");
    }
    match (&layer.client_cert, &layer.client_key) {
        (Some((_, origin)), None) => complain(origin, "needs client_key_file too"),
        (None, Some((_, origin))) => complain(origin, "needs client_cert_file too"),
        (Some(_), Some(_)) | (None, None) => {}
    }
}

/// The two files together.
pub(super) fn client_certificate(
    certificate: Option<(PathBuf, Origin)>,
    key: Option<(PathBuf, Origin)>,
) -> Option<ClientCertificate> {
    let ((certificate, _), (key, _)) = certificate.zip(key)?;
    Some(ClientCertificate { certificate, key })
}

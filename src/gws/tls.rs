//! The one TLS configuration, for REST and for the websocket: the platform's roots plus an
//! optional file, one provider (ring), HTTP/1.1 only.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::faults::not_sent;
use crate::domain::Fault;

/// Builds it. Without TLS (`plain`) a platform without roots is no obstacle.
///
/// # Errors
/// Says which file cannot be read, or that the platform has no roots.
pub(super) fn config(ca_file: Option<&Path>, plain: bool) -> Result<ClientConfig, Fault> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let extra = ca_file.map_or(Ok(Vec::new()), certificates)?;
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|e| not_sent(&format!("TLS cannot be set up: {e}")))?;
    let mut config = match Verifier::new_with_extra_roots(extra, provider) {
        Ok(verifier) => {
            let verifier: Arc<dyn ServerCertVerifier> = Arc::new(verifier);
            builder
                .dangerous()
                .with_custom_certificate_verifier(verifier)
                .with_no_client_auth()
        }
        Err(_) if plain => builder
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth(),
        Err(e) => {
            return Err(not_sent(&format!(
                "no certificates to trust ({e}): install the system's CA certificates, \
                 or name a file in ca_file"
            )));
        }
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let failed = |why: String| not_sent(&format!("ca_file {}: {why}", file.display()));
    let pem = std::fs::read(file).map_err(|e| failed(e.to_string()))?;
    let certificates = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| failed(e.to_string()))?;
    if certificates.is_empty() {
        return Err(failed(
            "there is no certificate in it (PEM is needed)".to_owned(),
        ));
    }
    Ok(certificates)
}

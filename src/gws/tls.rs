//! The one TLS configuration, for REST and for the websocket: whom to trust and who we are, one
//! provider (ring), TLS 1.2 or newer, the host's name always checked, HTTP/1.1 only.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::faults::not_sent;
use super::route::{Authorities, Identity};
use crate::domain::Fault;

/// The files, and what they are for. They are read each time a configuration is made.
#[derive(Debug)]
pub(super) struct Trust {
    pub(super) ca_file: Option<PathBuf>,
    pub(super) authorities: Authorities,
    pub(super) identity: Option<Identity>,
    pub(super) need: Need,
}

/// Whether any address is `https`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Need {
    Secured,
    /// No certificate is ever judged: the platform's need not be read, which costs time and
    /// memory, nor be there.
    Plain,
}

impl Trust {
    /// Reads the files and builds the configuration.
    ///
    /// # Errors
    /// Says which file cannot be read or used, or that the platform has no roots.
    pub(super) fn config(&self) -> Result<ClientConfig, Fault> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = self.verifier(&provider)?;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(|e| not_sent(&format!("TLS cannot be set up: {e}")))?;
        let builder = match verifier {
            Some(verifier) => builder
                .dangerous()
                .with_custom_certificate_verifier(verifier),
            None => builder.with_root_certificates(RootCertStore::empty()),
        };
        let mut config = match &self.identity {
            None => builder.with_no_client_auth(),
            Some(Identity { certificate, key }) => {
                let chain = certificates("client_cert_file", certificate)?;
                builder
                    .with_client_auth_cert(chain, private_key(key)?)
                    .map_err(|e| {
                        not_sent(&format!(
                            "client_cert_file {} and client_key_file {} do not go together ({e})",
                            certificate.display(),
                            key.display()
                        ))
                    })?
            }
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    /// What judges a server's certificate; `None` trusts nobody, which only plain addresses allow.
    fn verifier(
        &self,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Option<Arc<dyn ServerCertVerifier>>, Fault> {
        let given = match &self.ca_file {
            None => Vec::new(),
            Some(file) => certificates("ca_file", file)?,
        };
        match self.authorities {
            Authorities::FileOnly => only(given, self.ca_file.as_deref(), provider).map(Some),
            Authorities::Platform => match self.need {
                Need::Plain => Ok(None),
                Need::Secured => {
                    match Verifier::new_with_extra_roots(given, Arc::clone(provider)) {
                        Ok(verifier) => Ok(Some(Arc::new(verifier))),
                        Err(e) => Err(not_sent(&format!(
                            "no certificates to trust ({e}): install the system's CA \
                             certificates, or name a file in ca_file"
                        ))),
                    }
                }
            },
        }
    }
}

fn only(
    given: Vec<CertificateDer<'static>>,
    file: Option<&Path>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Fault> {
    let Some(file) = file else {
        return Err(not_sent("ca_only trusts only what is in ca_file: set it"));
    };
    let unusable = |why: String| not_sent(&format!("ca_file {}: {why}", file.display()));
    let mut roots = RootCertStore::empty();
    for certificate in given {
        roots
            .add(certificate)
            .map_err(|e| unusable(format!("a certificate in it cannot be used ({e})")))?;
    }
    let verifier =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build();
    match verifier {
        Ok(verifier) => Ok(verifier),
        Err(e) => Err(unusable(e.to_string())),
    }
}

fn certificates(setting: &str, file: &Path) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let failed = |why: String| not_sent(&format!("{setting} {}: {why}", file.display()));
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

fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>, Fault> {
    let failed = |why: String| not_sent(&format!("client_key_file {}: {why}", file.display()));
    let pem = std::fs::read(file).map_err(|e| failed(e.to_string()))?;
    PrivateKeyDer::from_pem_slice(&pem).map_err(|e| {
        failed(format!(
            "no private key can be read from it ({e}): PEM that is not encrypted is needed"
        ))
    })
}

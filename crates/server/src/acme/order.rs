//! One order: account, proof, certificate (RFC 8555 section 7).

use instant_acme::{
    Account, AuthorizationStatus, ChallengeType, Error, Identifier, NewAccount, NewOrder, Order,
    OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, DistinguishedName, KeyPair};

use super::client::Https;
use super::storage::Issued;
use super::{Acme, AcmeError};
use crate::tls::{self, TlsError};

/// How it is shown that the name is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prove {
    /// HTTP-01: a page on port 80.
    OverHttp,
    /// TLS-ALPN-01 (RFC 8737): a certificate on port 443.
    OverTls,
}

/// Gets a certificate with a key of its own.
pub(super) async fn order(acme: &Acme, way: Prove) -> Result<Issued, AcmeError> {
    let account = account(acme).await?;
    let identifiers = [match acme.host.parse() {
        Ok(address) => Identifier::Ip(address),
        Err(_) => Identifier::Dns(acme.host.clone()),
    }];
    let mut order = account.new_order(&NewOrder::new(&identifiers)).await?;
    let proven = prove(acme, way, &mut order).await;
    acme.answers.clear();
    proven?;

    let failed = |error: rcgen::Error| TlsError::Make(error.to_string());
    let key = KeyPair::generate().map_err(failed)?;
    let mut params = CertificateParams::new(vec![acme.host.clone()]).map_err(failed)?;
    params.distinguished_name = DistinguishedName::new();
    let request = params.serialize_request(&key).map_err(failed)?;
    order.finalize_csr(request.der()).await?;
    let chain = order.poll_certificate(&RetryPolicy::default()).await?;
    Ok(Issued {
        chain,
        key: key.serialize_pem(),
    })
}

/// The account that is kept, or a new one.
async fn account(acme: &Acme) -> Result<Account, AcmeError> {
    let client = || {
        let https = Https::new(acme.root.as_deref()).map_err(Error::Other)?;
        Ok::<_, Error>(Account::builder_with_http(Box::new(https)))
    };
    if let Some(kept) = acme.storage.account(&acme.directory) {
        return Ok(client()?.from_credentials(kept).await?);
    }
    let contact = acme.contact.as_ref().map(|email| format!("mailto:{email}"));
    let contact: Vec<&str> = contact.as_deref().into_iter().collect();
    let new = NewAccount {
        contact: &contact,
        terms_of_service_agreed: true,
        only_return_existing: false,
    };
    let directory = acme.directory.clone();
    let (account, credentials) = client()?.create(&new, directory, None).await?;
    acme.storage.keep_account(&acme.directory, &credentials)?;
    Ok(account)
}

async fn prove(acme: &Acme, way: Prove, order: &mut Order) -> Result<(), AcmeError> {
    let kind = match way {
        Prove::OverHttp => ChallengeType::Http01,
        Prove::OverTls => ChallengeType::TlsAlpn01,
    };
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        if authorization.status == AuthorizationStatus::Valid {
            continue;
        }
        let mut challenge = authorization
            .challenge(kind.clone())
            .ok_or(AcmeError::NoWay)?;
        let proof = challenge.key_authorization();
        match way {
            Prove::OverHttp => acme.answers.set_http(&challenge.token, proof.as_str()),
            Prove::OverTls => {
                let certificate = proof_certificate(&acme.host, proof.digest().as_ref())?;
                acme.answers.set_tls(certificate);
            }
        }
        challenge.set_ready().await?;
    }
    match order.poll_ready(&RetryPolicy::default()).await {
        Ok(OrderStatus::Ready | OrderStatus::Valid) => Ok(()),
        Ok(OrderStatus::Invalid | OrderStatus::Pending | OrderStatus::Processing) => {
            Err(AcmeError::Unproven(why(order).await))
        }
        // The order itself says why it came to nothing (RFC 8555 section 7.1.3).
        Err(Error::Api(problem)) => Err(AcmeError::Unproven(problem.to_string())),
        Err(error) => Err(error.into()),
    }
}

/// What the authority says it saw.
async fn why(order: &mut Order) -> String {
    let mut said = Vec::new();
    let mut authorizations = order.authorizations();
    while let Some(Ok(mut authorization)) = authorizations.next().await {
        let Ok(state) = authorization.refresh().await else {
            continue;
        };
        let problems = state.challenges.iter().filter_map(|one| one.error.as_ref());
        said.extend(problems.map(ToString::to_string));
    }
    match said.is_empty() {
        true => "it does not say why".to_owned(),
        false => said.join("; "),
    }
}

fn proof_certificate(
    host: &str,
    digest: &[u8],
) -> Result<std::sync::Arc<tokio_rustls::rustls::sign::CertifiedKey>, TlsError> {
    let failed = |error: rcgen::Error| TlsError::Make(error.to_string());
    let mut params = CertificateParams::new(vec![host.to_owned()]).map_err(failed)?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let key = KeyPair::generate().map_err(failed)?;
    let certificate = params.self_signed(&key).map_err(failed)?;
    tls::certified(vec![certificate.der().clone()], &key)
}

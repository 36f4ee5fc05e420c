//! Certificates, good and bad.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, Issuer, KeyPair};

/// A root, and one in the middle that has signed all others.
pub(crate) struct Authority {
    root: CertifiedIssuer<'static, KeyPair>,
    middle: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let ca = |name: &str| {
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.distinguished_name.push(DnType::CommonName, name);
            params
        };
        let root = CertifiedIssuer::self_signed(ca("root"), KeyPair::generate().unwrap()).unwrap();
        let middle =
            CertifiedIssuer::signed_by(ca("middle"), KeyPair::generate().unwrap(), &root).unwrap();
        Self { root, middle }
    }

    pub(crate) fn root_pem(&self) -> String {
        self.root.pem()
    }

    /// Chain and key (PEM) for a name, good for so many days from now; `whole` with the middle.
    pub(crate) fn sign(&self, name: &str, days: i64, whole: bool) -> (String, String) {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let now = time::OffsetDateTime::now_utc();
        params.not_before = now - time::Duration::days(100);
        params.not_after = now + time::Duration::days(days) + time::Duration::hours(1);
        let key = KeyPair::generate().unwrap();
        let issuer: &Issuer<'_, KeyPair> = &self.middle;
        let mut chain = params.signed_by(&key, issuer).unwrap().pem();
        if whole {
            chain.push_str(&self.middle.pem());
        }
        (chain, key.serialize_pem())
    }
}

//! Taking a person's name out of what is kept.

use std::sync::Arc;

use callkit_call::Record;
use callkit_protocol::{FactKind, UnixMs, UserId};
use callkit_store::{Erasure, Rename, Renamer};
use rand::RngExt as _;

/// Puts another name into the details of records and into facts.
pub(crate) struct Renaming {
    from: UserId,
    to: UserId,
}

/// What is to be done to forget a user. The name that he gets instead says nothing about him.
pub fn erasure(app: callkit_protocol::SdkAppId, user: UserId, at: UnixMs) -> Erasure {
    let number: u64 = rand::rng().random();
    let replaced_by = format!("deleted-{number:016x}")
        .parse()
        .expect("letters, digits and a dash are a user ID");
    Erasure {
        app,
        user,
        replaced_by,
        at,
    }
}

/// What puts the new name into what the store does not look into.
pub fn renamer(erasure: &Erasure) -> Renamer {
    Renaming::of(erasure)
}

impl Renaming {
    pub(crate) fn of(erasure: &Erasure) -> Renamer {
        Renamer(Arc::new(Self {
            from: erasure.user.clone(),
            to: erasure.replaced_by.clone(),
        }))
    }

    fn rename(&self, user: &mut UserId) {
        if *user == self.from {
            *user = self.to.clone();
        }
    }
}

impl Rename for Renaming {
    fn details(&self, json: &str) -> Result<String, String> {
        let mut record: Record = serde_json::from_str(json).map_err(|error| error.to_string())?;
        self.rename(&mut record.caller);
        for member in &mut record.members {
            self.rename(&mut member.user);
        }
        serde_json::to_string(&record).map_err(|error| error.to_string())
    }

    fn fact(&self, json: &str) -> Result<String, String> {
        let mut fact: FactKind = serde_json::from_str(json).map_err(|error| error.to_string())?;
        match &mut fact {
            FactKind::Accepted { user, .. }
            | FactKind::Camera { user, .. }
            | FactKind::Connected { user }
            | FactKind::Joined { user, .. }
            | FactKind::Left { user, .. }
            | FactKind::Microphone { user, .. }
            | FactKind::Rang { user }
            | FactKind::Reconnected { user }
            | FactKind::Reconnecting { user }
            | FactKind::Started { user, .. } => self.rename(user),
            FactKind::Ended { by, .. } => {
                if let Some(by) = by {
                    self.rename(by);
                }
            }
            FactKind::Invited { user, by, .. } => {
                self.rename(user);
                self.rename(by);
            }
            FactKind::MediaSwitched { by, .. } => self.rename(by),
        }
        serde_json::to_string(&fact).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_changes_and_not_what_is_called_the_same() {
        // A user whose ID is the word for a fact, or a device's.
        let renaming = Renaming {
            from: "camera".parse().expect("a user"),
            to: "deleted-1".parse().expect("a user"),
        };
        let fact = renaming.fact(r#"{"fact":"camera","user":"camera","on":true}"#);
        assert_eq!(
            fact.as_deref(),
            Ok(r#"{"fact":"camera","user":"deleted-1","on":true}"#)
        );
        let fact = renaming.fact(r#"{"fact":"accepted","user":"bob","device":"camera"}"#);
        assert_eq!(
            fact.as_deref(),
            Ok(r#"{"fact":"accepted","user":"bob","device":"camera"}"#)
        );
        assert!(renaming.fact("rubbish").is_err());
    }
}

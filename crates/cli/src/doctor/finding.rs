//! What a check found.

use callkit_server::advice::{Advice, Weight};
use serde::Serialize;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    /// As it should be.
    Ok,
    /// Worth a look.
    Warning,
    /// Somebody cannot call, or somebody can do what he should not.
    Fault,
}

/// One sentence about one thing, and one on how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// The check that found it.
    pub(crate) check: &'static str,
    pub(crate) level: Level,
    /// What is the matter.
    pub(crate) says: String,
    /// What to do; nothing where all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mend: Option<String>,
}

impl Finding {
    pub(crate) fn ok(check: &'static str, says: impl Into<String>) -> Self {
        Self {
            check,
            level: Level::Ok,
            says: says.into(),
            mend: None,
        }
    }

    pub(crate) fn warning(
        check: &'static str,
        says: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            level: Level::Warning,
            mend: Some(mend.into()),
            ..Self::ok(check, says)
        }
    }

    pub(crate) fn fault(
        check: &'static str,
        says: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            level: Level::Fault,
            ..Self::warning(check, says, mend)
        }
    }

    pub(crate) fn of_advice(check: &'static str, advice: Advice) -> Self {
        match advice.weight {
            Weight::Fault => Self::fault(check, advice.says, advice.mend),
            Weight::Warning => Self::warning(check, advice.says, advice.mend),
        }
    }
}

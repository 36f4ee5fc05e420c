//! What the console's pages and the server say to each other. docs/console-api.md is made of this;
//! the TypeScript in `packages/console/src/api.ts` is generated from it.

mod apps;
mod error;
mod installation;
mod live;
mod people;
mod records;
mod session;
mod tickets;
pub mod typescript;

pub use apps::*;
pub use error::{ApiError, ApiErrorName, ApiFailure};
pub use installation::*;
pub use live::*;
pub use people::*;
pub use records::*;
pub use session::*;
pub use tickets::*;

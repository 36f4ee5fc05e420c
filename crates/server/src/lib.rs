//! The edges of callkit: everything that touches a socket, a file or a clock.
//!
//! Devices come in through the gateway (WebSocket), pages and machines through HTTP. What a call is
//! and what becomes of it is decided elsewhere (`callkit-call`, `callkit-switchboard`); the exchange
//! runs those rules here, on one task that owns presence and calls.
//!
//! ```no_run
//! use callkit_server::Server;
//! use callkit_server::config::Config;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let config = Config { listen: "127.0.0.1:0".parse()?, ..Config::default() };
//! let server = Server::start(config).await?;
//! println!("{}", server.links.local);
//! server.stop().await;
//! # Ok(())
//! # }
//! ```

mod acme;
pub mod advice;
pub mod apps;
pub mod config;
pub mod console;
pub mod exchange;
#[doc(hidden)]
pub mod fuzz;
pub mod lan;
pub mod media;
pub mod ports;
pub mod tls;

mod clock;
mod egress;
mod first_start;
mod gateway;
mod http;
mod limits;
mod links;
mod listener;
mod live;
mod metrics;
mod peer;
pub mod people;
pub mod quality;
mod rest;
pub mod retention;
mod server;

pub use clock::Clock;
pub use first_start::{FirstPassword, FirstStart, new_app, random_key};
pub use links::{LanLink, Links};
pub use peer::is_private;
pub use server::{RunningServer, Server, StartError};

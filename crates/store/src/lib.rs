//! What must outlive the process: one trait, SQLite behind it.

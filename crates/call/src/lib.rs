//! The rules of a call: who rings, who is in it, what ends it and why.

//! The rules of a call, one file a behaviour. What stands here is what a user notices: what each
//! device sees, and how it ended for whom.

mod accepting;
mod deadlines;
mod ending;
mod facts;
mod groups;
mod link;
mod plan;
mod restart;
mod ringing;
mod scene;
mod subsets;
mod switching;

//! Who is online on which device, in which call a user is, and what everybody is told.

//! What a device and the server say to each other: ids, units, end reasons, error codes, messages.

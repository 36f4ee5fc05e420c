//! Devices, a server and a bad network in one thread under virtual time, for tests.

//! RTMP as a server speaks it.

//! Pictures: H.264 between AVCC and RTP.

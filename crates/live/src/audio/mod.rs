//! Voices: AAC to Opus and back.

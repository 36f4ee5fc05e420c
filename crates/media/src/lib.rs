//! Rooms, seats and legs: forwarding WebRTC media without a socket or a clock.

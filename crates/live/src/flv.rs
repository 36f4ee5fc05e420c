//! FLV: the same tags as in RTMP, in a file or an HTTP answer without end.

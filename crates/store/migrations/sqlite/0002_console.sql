-- The console's one password: a PHC string.
create table console_password (
    only_one   integer primary key check (only_one = 1),
    hash       text    not null,
    changed_at integer not null
) strict;

-- Sessions of the console. What the browser holds is not here, only its SHA-256.
create table console_sessions (
    session_id  integer primary key autoincrement,
    secret_hash blob    not null unique,
    created_at  integer not null,
    seen_at     integer not null,
    expires_at  integer not null,
    address     text    not null,
    user_agent  text    not null
) strict;

-- For how long a call was connected, so that lists can be sorted by it.
alter table records add column duration integer
    as (case when accepted_at is null then 0 else ended_at - accepted_at end) virtual;

-- These hold everything that records are counted by, so that a list of a hundred thousand is
-- counted and skipped through without reading the records themselves.
drop index records_by_start;
create index records_by_start on records (app, started_at, call_id, reason, media, is_group);
create index records_by_time on records (started_at, call_id, app, reason, media, is_group);
create index records_by_duration
    on records (duration, started_at, call_id, app, reason, media, is_group);

-- How the media of one device fared in one call, a stretch of time a row. What is in `samples` is
-- the caller's own.
create table quality (
    app       integer not null,
    call_id   text    not null,
    user_id   text    not null,
    device_id text    not null,
    from_at   integer not null,
    samples   blob    not null,
    primary key (app, call_id, user_id, device_id, from_at)
) strict, without rowid;

create index quality_by_age on quality (from_at);

-- What the media of one device met with. Kept as long as the quality.
create table media_notes (
    app       integer not null,
    call_id   text    not null,
    at        integer not null,
    user_id   text    not null,
    device_id text    not null,
    kind      text    not null,
    detail    text,
    primary key (app, call_id, at, user_id, device_id, kind)
) strict, without rowid;

create index media_notes_by_age on media_notes (at);

-- Users who were deleted a short while ago: a call that was still running then brings its record
-- later.
create table erasures (
    app         integer not null,
    user_id     text    not null,
    replaced_by text    not null,
    at          integer not null,
    primary key (app, user_id)
) strict, without rowid;

-- Who remembers whom the other way round, for "what is kept about a person".
create index blocks_by_blocked on blocks (app, blocked);

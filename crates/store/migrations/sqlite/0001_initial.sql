-- Times are milliseconds since the Unix epoch. Columns that end in _json, and the state of a call,
-- are the caller's own and are never looked into here.

-- "call", so that file(1) and friends can tell whose database this is.
pragma application_id = 0x63616c6c;

create table meta (
    name  text primary key,
    value text not null
) strict, without rowid;

insert into meta values
    ('installation_id', lower(hex(randomblob(8)))),
    ('created_at', cast(unixepoch('subsec') * 1000 as integer));

-- Written to see whether there is room, and read by nobody.
create table ballast (
    id     integer primary key,
    weight blob not null
) strict;

create table apps (
    app           integer primary key,
    name          text    not null,
    disabled      integer not null default 0 check (disabled in (0, 1)),
    settings_json text    not null,
    created_at    integer not null
) strict;

-- Several keys at once, so that a key can be replaced without a moment in which none is good.
create table app_keys (
    app         integer not null references apps,
    key_id      integer not null,
    secret      text    not null,
    valid_from  integer not null,
    valid_until integer,
    primary key (app, key_id)
) strict, without rowid;

create table users (
    app            integer not null,
    user_id        text    not null,
    nick           text    not null default '',
    avatar         text    not null default '',
    do_not_disturb integer not null default 0 check (do_not_disturb in (0, 1)),
    updated_at     integer not null,
    primary key (app, user_id)
) strict, without rowid;

create table blocks (
    app     integer not null,
    user_id text    not null,
    blocked text    not null,
    primary key (app, user_id, blocked)
) strict, without rowid;

-- Calls that are running, and ended ones that some device has not acknowledged yet.
create table calls (
    app        integer not null,
    call_id    text    not null,
    owner      text    not null,
    epoch      integer not null check (epoch > 0),
    version    integer not null check (version > 0),
    state_json text    not null,
    ended_at   integer,
    expires_at integer,
    primary key (app, call_id),
    check ((ended_at is null) = (expires_at is null))
) strict;

create index calls_by_owner on calls (owner);
create index calls_by_expiry on calls (expires_at) where expires_at is not null;

-- In which call a user is. The primary key is what makes it one call per user.
create table busy (
    app     integer not null,
    user_id text    not null,
    call_id text    not null,
    primary key (app, user_id),
    foreign key (app, call_id) references calls on delete cascade
) strict, without rowid;

create index busy_by_call on busy (app, call_id);

-- Facts outlive their call: they go with its record.
create table facts (
    app       integer not null,
    call_id   text    not null,
    seq       integer not null check (seq > 0),
    version   integer not null check (version > 0),
    at        integer not null,
    kind      text    not null,
    body_json text    not null,
    primary key (app, call_id, seq)
) strict, without rowid;

create table records (
    app          integer not null,
    call_id      text    not null,
    caller       text    not null,
    media        text    not null,
    is_group     integer not null check (is_group in (0, 1)),
    room_id      integer not null,
    started_at   integer not null,
    accepted_at  integer,
    ended_at     integer not null,
    reason       text    not null,
    members_json text    not null,
    details_json text    not null,
    primary key (app, call_id)
) strict;

create index records_by_start on records (app, started_at, call_id);

-- The same start as in the record, so that one user's records come in order from the index.
create table record_members (
    app        integer not null,
    user_id    text    not null,
    started_at integer not null,
    call_id    text    not null,
    primary key (app, user_id, started_at, call_id),
    foreign key (app, call_id) references records on delete cascade
) strict, without rowid;

create index record_members_by_call on record_members (app, call_id);

-- What was answered to a command, so that a repeated one is answered and not carried out twice.
create table command_keys (
    app         integer not null,
    user_id     text    not null,
    key         text    not null,
    call_id     text    not null,
    answer_json text    not null,
    created_at  integer not null,
    primary key (app, user_id, key)
) strict, without rowid;

create index command_keys_by_age on command_keys (created_at);

-- Messages to be delivered to the app's own servers, written in the commit that they tell of.
create table outbox (
    id         integer primary key autoincrement,
    app        integer not null,
    call_id    text    not null,
    seq        integer not null,
    kind       text    not null,
    body_json  text    not null,
    created_at integer not null,
    attempts   integer not null default 0,
    next_at    integer not null
) strict;

create index outbox_by_turn on outbox (next_at);

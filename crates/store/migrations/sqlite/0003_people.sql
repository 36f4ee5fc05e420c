-- One user's records, with everything that they are counted, filtered and sorted by: a hundred
-- thousand of them are gone through without reading the records themselves.
alter table record_members rename to old_members;
create table record_members (
    app        integer not null,
    user_id    text    not null,
    started_at integer not null,
    call_id    text    not null,
    reason     text    not null,
    media      text    not null,
    is_group   integer not null check (is_group in (0, 1)),
    duration   integer not null,
    primary key (app, user_id, started_at, call_id),
    foreign key (app, call_id) references records on delete cascade
) strict, without rowid;
insert into record_members
    select m.app, m.user_id, m.started_at, m.call_id, r.reason, r.media, r.is_group, r.duration
    from old_members m join records r using (app, call_id);
drop table old_members;
create index record_members_by_call on record_members (app, call_id);

-- Everybody who is named in a record, so that a list of them need not go through all records.
create table people (
    app       integer not null,
    user_id   text    not null,
    records   integer not null check (records > 0),
    newest_at integer not null,
    primary key (app, user_id)
) strict, without rowid;
insert into people
    select app, user_id, count(*), max(started_at) from record_members group by app, user_id;

-- Records come and go in several ways, by their call's end as well; this sees all of them.
create trigger people_named after insert on record_members begin
    insert into people values (new.app, new.user_id, 1, new.started_at)
        on conflict do update set
            records = records + 1, newest_at = max(newest_at, excluded.newest_at);
end;
create trigger people_gone after delete on record_members begin
    delete from people where app = old.app and user_id = old.user_id and records = 1;
    update people set records = records - 1 where app = old.app and user_id = old.user_id;
end;

-- Of which calls figures of a user's media are kept.
create index quality_by_user on quality (app, user_id, call_id);

-- Messages of ours that can still be taken back. Kept for two days.
create table shown (
    person   integer not null references person (id) on delete cascade,
    platform text not null,
    room     text not null,
    message  text not null,
    prompt   text not null,
    at       integer not null,
    primary key (person, platform, room, message)
) strict, without rowid;

-- Whoever is silent for long is erased (coach/retention.py). Those who are here already are looked at like all others.
insert into wake (person, key, at) select person, 'silent', max(heard) + 45 * 86400000 from account where true group by person
on conflict do nothing;

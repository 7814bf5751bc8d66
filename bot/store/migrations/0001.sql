-- Instants are UTC epoch milliseconds, days are local dates as ISO text. `body` is what the vault made of a JSON text.

create table person (
    id      integer primary key autoincrement,  -- a number is never used again, so that no mark of an old one fits a new one
    tag     text not null,
    body    blob not null
) strict;

-- Where a person is reached. Platform ids are text: Discord's do not fit every integer type, and nobody counts with them.
create table account (
    platform  text not null,
    account   text not null,
    person    integer not null references person (id) on delete cascade,
    room      text not null,
    reachable integer not null default 1,
    primary key (platform, account)
) strict, without rowid;
create index account_person on account (person);

create table session (
    person  integer primary key references person (id) on delete cascade,
    body    blob not null
) strict;

-- Append-only: what happened, in the order in which it was told.
create table entry (
    person  integer not null references person (id) on delete cascade,
    n       integer not null,
    at      integer not null,
    body    blob not null,
    primary key (person, n)
) strict, without rowid;

create table wake (
    person  integer not null references person (id) on delete cascade,
    key     text not null,
    at      integer not null,
    primary key (person, key)
) strict, without rowid;
create index wake_at on wake (at);

-- What must be sent. state: pending, leased (in hand, not sent), sending (a push on its way: after a crash nobody knows),
-- then sent, unknown, dead, expired or unreachable, with the body gone.
create table outbox (
    id          integer primary key autoincrement,
    dedup       text unique,
    person      integer,
    platform    text not null,
    account     text not null,
    room        text not null,
    kind        text not null,
    lane        integer not null,
    op          text not null,
    prompt      text not null default '',
    silent      integer not null default 0,
    body        blob,
    created     integer not null,
    not_before  integer not null,
    expires     integer,
    state       text not null default 'pending',
    lease_until integer not null default 0,
    tries       integer not null default 0,
    code        text not null default ''
) strict;
create index outbox_waiting on outbox (lane, id) where state in ('pending', 'leased');
create index outbox_room on outbox (platform, room, lane, id) where state in ('pending', 'leased');
create index outbox_person on outbox (person);

create table receipt (
    person  integer not null references person (id) on delete cascade,
    prompt  text not null,
    message text not null,
    room    text not null,
    at      integer not null,
    primary key (person, prompt)
) strict, without rowid;

-- Events that were handled, so that one delivered again changes nothing.
create table seen (
    id  text primary key,
    at  integer not null
) strict, without rowid;
create index seen_at on seen (at);

-- Small things about this installation.
create table fact (
    key   text primary key,
    value text not null
) strict, without rowid;

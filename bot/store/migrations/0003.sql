-- Some platforms answer by a short way that lasts minutes, apart from the person's own room, which may not be known yet.
alter table account add column heard integer not null default 0;  -- when something of theirs was last committed
alter table outbox add column by_way integer not null default 0;  -- it does not need the room
drop index outbox_room;
drop index outbox_waiting;
create index outbox_waiting on outbox (platform, lane, id) where state in ('pending', 'leased');
create index outbox_account on outbox (platform, account, lane, id) where state in ('pending', 'leased');

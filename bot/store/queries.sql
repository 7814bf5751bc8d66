-- Every statement there is. `-- name: x` begins one; bot/store/queries.py reads them.

-- name: mark_seen
insert into seen (id, at) select value, :now from json_each(:ids) where true
on conflict (id) do nothing returning id;

-- name: load_people
select a.platform, a.account, a.person, a.room, a.reachable, p.tag, p.body, s.body
from json_each(:accounts) j
join account a on a.platform = json_extract(j.value, '$[0]') and a.account = json_extract(j.value, '$[1]')
join person p on p.id = a.person
left join session s on s.person = a.person;

-- name: load_entries
select e.person, e.body from json_each(:people) j join entry e on e.person = j.value order by e.person, e.n;

-- name: new_person
insert into person (tag, body) values (?, ?) returning id;

-- name: new_account
insert into account (platform, account, person, room) values (?, ?, ?, ?);

-- name: reach
update account set room = ?, reachable = ?, heard = max(heard, ?) where platform = ? and account = ?;

-- name: open_room
update account set room = ?, reachable = 1 where platform = ? and account = ?;

-- name: recent_rooms
select account, room, heard from account where platform = ? and room != '' and heard > ? order by heard desc limit ?;

-- name: save_person
update person set body = ? where id = ?;

-- name: save_session
insert into session (person, body) values (?, ?) on conflict (person) do update set body = excluded.body;

-- name: add_entry
insert into entry (person, n, at, body)
values (:person, (select coalesce(max(n), 0) + 1 from entry where person = :person), :at, :body);

-- name: entries_at
select n, body from entry where person = ? and at = ?;

-- name: strike_entry
delete from entry where person = ? and n = ?;

-- name: set_wake
insert into wake (person, key, at) values (?, ?, ?) on conflict (person, key) do update set at = excluded.at;

-- name: drop_wake
delete from wake where person = ? and key = ?;

-- A wake is taken with its row: of two who raise the same one, the second finds nothing.
-- name: take_wakes
delete from wake where (person, key, at) in (
    select json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') from json_each(:due))
returning person, key, at;

-- Set by a clock that was ahead: due since yesterday, too late to say anything, and the next is set as always.
-- name: heal_wakes
update wake set at = ? where at > ?;

-- name: postpone_wake
update wake set at = ? where key = ? and at = ?
  and person = (select person from account where platform = ? and account = ?);

-- name: add_outbox
insert into outbox (dedup, person, platform, account, room, kind, lane, op, by_way, prompt, closes, silent, body, created, not_before, expires)
values (:dedup, :person, :platform, :account, :room, :kind, :lane, :op, :by_way, :prompt, :closes, :silent, :body, :created, :created, :expires)
on conflict (dedup) do nothing;

-- name: forget_outbox
delete from outbox where person = ?;

-- name: forget_person
delete from person where id = ?;

-- The wakes first, by their index (a cross join is taken as it stands): those not due must cost nothing. Whoever is
-- silent for long is erased in silence where their platform is served no more.
-- name: due_wakes
select w.person, w.key, w.at, a.platform, a.account, a.room
from wake w cross join account a on a.person = w.person
     and (w.key in ('silent', 'erase') or a.platform in (select value from json_each(:platforms)))
where w.at <= :now group by w.at, w.person, w.key order by w.at limit :most;

-- name: next_wake
select min(w.at) from wake w
where w.at > :now and exists (select 1 from account a where a.person = w.person
                              and a.platform in (select value from json_each(:platforms)));

-- Of each account and lane the first that waits, so that nothing overtakes, and nobody takes all hands. But what goes by
-- a way of its own does not wait for what was put back until its room takes it.
-- A reply whose lease ran out unnoticed may have been sent, and no note of it taken; a push would be `sending`.
-- name: claim
update outbox set state = 'leased', lease_until = :until, doubts = doubts + (state = 'leased' and kind != 'push')
where id in (
    select o.id from outbox o
    where o.state in ('pending', 'leased') and o.platform = :platform and o.lane = :lane
      and o.due <= :now
      and o.id not in (select value from json_each(:in_hand))
      and not exists (
          select 1 from outbox e
          where e.state in ('pending', 'leased')
            and e.platform = o.platform and e.account = o.account and e.lane = o.lane and e.id < o.id
            and not (o.by_way and not e.by_way and e.state = 'pending' and e.not_before > :now))
    order by o.due, o.id limit :most)
returning id, person, platform, account, room, kind, lane, op, prompt, closes, silent, body, created, expires, doubts,
          (select message from receipt r where r.person = outbox.person and r.prompt = outbox.prompt) as receipt,
          (select message from receipt r where r.person = outbox.person and r.prompt = outbox.closes) as closing;

-- What is next of an account when one has gone.
-- name: claim_next
update outbox set state = 'leased', lease_until = :until
where id = (
    select o.id from outbox o
    where o.state in ('pending', 'leased') and o.platform = :platform and o.account = :account and o.lane = :lane
      and o.id != :gone order by o.id limit 1)
  and state = 'pending' and not_before <= :now
returning id, person, platform, account, room, kind, lane, op, prompt, closes, silent, body, created, expires, doubts,
          (select message from receipt r where r.person = outbox.person and r.prompt = outbox.prompt) as receipt,
          (select message from receipt r where r.person = outbox.person and r.prompt = outbox.closes) as closing;

-- What is due already and cannot be claimed waits behind another row of its account.
-- name: next_send
select min((
    select o.due from outbox o
    where o.state in ('pending', 'leased') and o.platform = p.value and o.lane = l.value and o.due > :now
    order by o.due limit 1)) as at
from json_each(:platforms) p cross join json_each('[0, 1]') l;

-- Nothing where it has ended while it was in hand: they were erased, or have blocked us.
-- name: in_hand
select id, person, platform, account, room, kind, op, dedup, body from outbox where id = ? and state in ('leased', 'sending');

-- name: begin_push
update outbox set state = 'sending' where id = ? and state = 'leased';

-- name: put_back
update outbox set state = 'pending', not_before = ?, doubts = ?, code = ? where id = ? and state in ('leased', 'sending');

-- name: sent
delete from outbox where id = ?;

-- A push's key bars a second one that day; any other key only while its row waits.
-- name: finished
update outbox set state = ?, code = ?, body = null, dedup = iif(kind = 'push', dedup, null) where id = ?;

-- A receipt of an erasure, an answer in a group: once it has ended, nothing may be left of whom it was for.
-- name: drop_nobodys
delete from outbox where person is null and state not in ('pending', 'leased', 'sending');

-- name: add_receipt
insert into receipt (person, prompt, message, room, at) select ?, ?, ?, ?, ? where exists (select 1 from person where id = ?)
on conflict (person, prompt) do update set message = excluded.message, room = excluded.room, at = excluded.at;

-- name: find_receipt
select message, room from receipt where person = ? and prompt = ?;

-- name: add_shown
insert into shown (person, platform, room, message, prompt, at)
select ?, ?, ?, ?, ?, ? where exists (select 1 from person where id = ?) on conflict do nothing;

-- Of one prompt, or of any. A receipt is kept for longer than it is known here.
-- name: find_shown
select platform, room, message from shown where person = :person and :prompt in ('', prompt)
union select :platform, room, message from receipt where person = :person and prompt = :prompt
order by platform, room, message;

-- name: drop_shown
delete from shown where person = :person and :prompt in ('', prompt);

-- name: purge_shown
delete from shown where at < ?;

-- name: drop_receipt
delete from receipt where person = ? and prompt = ?;

-- name: unreachable
update account set reachable = 0 where platform = ? and account = ?;

-- Not by a clock that was ahead then.
-- name: heard_between
select 1 from account where platform = ? and account = ? and heard > ? and heard <= ?;

-- name: drop_waiting
update outbox set state = 'unreachable', body = null, dedup = iif(kind = 'push', dedup, null)
where platform = ? and account = ? and not by_way and state in ('pending', 'leased');

-- What an earlier process left in hand. Pushes that were on their way are never sent again, but where the platform
-- itself would notice the second one.
-- name: recover_pushes
update outbox set state = iif(lost, 'unknown', 'pending'), body = iif(lost, null, body), lease_until = 0
from (select id as held, state = 'sending' and not exists (
          select 1 from json_each(:remembering) p where p.key = o.platform and o.created > p.value) as lost
      from outbox o where kind = 'push' and state in ('leased', 'sending'))
where id = held;

-- name: old_replies
select id, person, platform, account, room, kind, op, dedup, body,
       iif(state = 'pending' and doubts = 0, 'dead', 'unknown') as ending
from outbox
where kind = 'reply'
  and ((state in ('leased', 'sending') and created < :uncertain) or (state = 'pending' and created < :late));

-- Whatever the process before has doubted, this one has not sent it yet: once more is once in its life.
-- name: recover_rest
update outbox set state = 'pending', lease_until = 0, doubts = 1 where state in ('leased', 'sending');

-- name: expire_pushes
update outbox set state = 'expired', body = null where state = 'pending' and expires <= ?;

-- name: purge_seen
delete from seen where at < ?;

-- name: purge_outbox
delete from outbox where created < ? and state not in ('pending', 'leased', 'sending');

-- name: purge_receipts
delete from receipt where at < ?;

-- name: get_fact
select value from fact where key = ?;

-- name: set_fact
insert into fact (key, value) values (?, ?) on conflict (key) do update set value = excluded.value;

-- What is kept about somebody, but for themselves and their entries: for their own copy.
-- name: kept_addresses
select platform, account, room, reachable, heard from account where person = ?;

-- name: kept_planned
select key, at from wake where person = ? order by at;

-- name: kept_waiting
select id, person, platform, account, room, kind, lane, op, prompt, closes, silent, body, created, expires, doubts, state,
       null as receipt, null as closing
from outbox where person = ? and op != 'export' order by id;

-- name: kept_messages
select room, message, at from shown where person = :person
union select room, message, at from receipt where person = :person order by at;

-- name: load_person
select p.tag, p.body, s.body as session, max(a.reachable) as reachable
from person p join account a on a.person = p.id left join session s on s.person = p.id
where p.id = ? group by p.id;

-- name: everybody
select id from person;

-- name: bodies_of
select body from entry where person = ? order by n;

-- name: lost_accounts
select count(*) from account a where not exists (select 1 from person p where p.id = a.person);

-- name: newest_people
select p.id, p.tag, p.body, s.body from person p left join session s on s.person = p.id order by p.id desc limit ?;

-- name: newest_entries
select person, body from entry order by person desc limit ?;

-- name: find_account
select a.person, p.tag, p.body from account a join person p on p.id = a.person where a.platform = ? and a.account = ?;

-- Values of before there was a vault, so many behind a key: that key, the person, the value.
-- name: plain_person
select id, id as person, body from person where id > ? and substr(body, 1, 1) = x'00' order by id limit ?;

-- name: plain_session
select person, person, body from session where person > ? and substr(body, 1, 1) = x'00' order by person limit ?;

-- name: plain_entry
select person, n, person, body from entry where (person, n) > (?, ?) and substr(body, 1, 1) = x'00' order by person, n limit ?;

-- name: plain_outbox
select id, person, body from outbox where id > ? and substr(body, 1, 1) = x'00' order by id limit ?;

-- name: seal_person
update person set body = ? where id = ?;

-- name: seal_session
update session set body = ? where person = ?;

-- name: seal_entry
update entry set body = ? where person = ? and n = ?;

-- name: seal_outbox
update outbox set body = ? where id = ?;

-- SQLite keeps the highest number that was given; it has no row for it before the first.
-- name: begin_numbers
insert into sqlite_sequence (name, seq) select 'person', 0 where not exists (select 1 from sqlite_sequence where name = 'person');

-- name: number_from
update sqlite_sequence set seq = max(seq, ?) where name = 'person';

-- name: last_number
select seq from sqlite_sequence where name = 'person';

-- name: is_anybody
select exists (select 1 from person) as found;

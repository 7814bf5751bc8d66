-- What may be sent now is found without a look at what has to wait: while a platform is away, that may be tens of thousands.
alter table outbox add column due integer generated always as
    (case state when 'pending' then not_before else lease_until end) virtual;
drop index outbox_waiting;
create index outbox_due on outbox (platform, lane, due, id) where state in ('pending', 'leased');

-- It never counted tries: it counts how often a message may have arrived without anybody knowing.
alter table outbox rename column tries to doubts;

-- The column is plain: it says how a message is sent, and not what somebody is going through.
update outbox set kind = 'urgent' where kind = 'crisis';

-- It never counted tries: it counts how often a message may have arrived without anybody knowing.
alter table outbox rename column tries to doubts;

-- These columns are plain: they say how a message is sent and when, and not what somebody is going through.
update outbox set kind = 'urgent' where kind = 'crisis';
update outbox set dedup = replace(dedup, ':safety:', ':later:') where dedup like 'nudge:%:safety:%';
update wake set key = 'later' where key = 'safety';

-- It never counted tries: it counts how often a message may have arrived without anybody knowing.
alter table outbox rename column tries to doubts;

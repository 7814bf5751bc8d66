-- The look of the question that was answered goes along with the message that follows it.
alter table outbox add column closes text not null default '';  -- the question's prompt

-- The numbers of those who were erased. A start destroys the keys of these, and of nobody else: who is merely not in this
-- copy of the store may be in another.
create table erased (person integer primary key) strict;
create trigger note_erased after delete on person begin
  insert or ignore into erased values (old.id);
end;

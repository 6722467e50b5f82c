-- A negative list names pictures that are known to be harmless: it suppresses matches and makes none.
alter table hash_list add column negative boolean not null default false;

-- What each matcher holds, written by it every few seconds: how far it is, and in how much memory.
create table matcher_state (
  instance uuid primary key,
  epoch bigint not null,
  entries bigint not null,
  bytes jsonb not null,
  at timestamptz not null default clock_timestamp()
);

-- Changes are read by epoch in pages: one import is one epoch, of millions of entries.
create index list_entry_change on list_entry (epoch, id);
drop index list_entry_epoch;
create index list_entry_revoked on list_entry (epoch) where status = 'revoked';
create index match_run_epoch on match_run (epoch);

-- What pictures were compared for since that epoch: another purpose or country is a reason to compare again.
alter table list_epoch add column compared_for text not null default '';

-- Other terms of a list are a change of what it matches, like other entries.
create function list_terms_changed() returns trigger language plpgsql as $$
begin
  update list_epoch set epoch = epoch + 1;
  perform pg_notify('lists_changed', '');
  return null;
end $$;
create trigger hash_list_terms after update on hash_list for each row
  when ((old.purpose, old.jurisdictions, old.max_distance, old.expires_at, old.negative)
    is distinct from (new.purpose, new.jurisdictions, new.max_distance, new.expires_at, new.negative))
  execute function list_terms_changed();

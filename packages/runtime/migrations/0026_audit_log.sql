-- Written by audit. The log of events as a Merkle tree (RFC 6962), so that nobody can rewrite it unseen.

-- Its place in the tree, and what the leaf holds beside the columns that are there already. All four are set once, by the
-- sequencer. `commitment` stands for what may be erased: HMAC-SHA-256 under `salt_ct` of the canonical {actor, detail}.
alter table audit_event
  add column leaf_index bigint check (leaf_index >= 0),
  add column actor_role text,
  add column commitment bytea check (length(commitment) = 32),
  add column salt_ct bytea,
  -- the event that says so, once actor, detail and salt are gone
  add column erased_by uuid references audit_event (id),
  add check ((leaf_index is null) = (actor_role is null) and (leaf_index is null) = (commitment is null)),
  add check ((salt_ct is null) = (leaf_index is null or erased_by is not null)),
  add check (erased_by is null or leaf_index is not null);
create unique index audit_event_leaf on audit_event (leaf_index) where leaf_index is not null;
create index audit_event_unsequenced on audit_event (at, id) where leaf_index is null;
create index audit_event_erased on audit_event (erased_by) where erased_by is not null;

-- Rows stay as they were written, but for two ways: a place in the tree, given once, and erasure. Columns of the event itself
-- are refused by the statement, whether or not it finds a row; the places by the row.
drop trigger audit_event_append_only on audit_event;
create or replace function audit_event_is_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('nightlight.audit_erasing', true) = 'on' then
    return null;
  end if;
  raise exception 'audit_event is append-only';
end $$;
create trigger audit_event_append_only
  before delete or truncate or update of id, at, actor, action, object_type, object_id, detail, erased_by on audit_event
  for each statement execute function audit_event_is_append_only();

create function audit_event_is_placed_once() returns trigger language plpgsql as $$
begin
  if (new.id, new.at, new.action, new.object_type, new.object_id)
    is distinct from (old.id, old.at, old.action, old.object_type, old.object_id) then
    raise exception 'audit_event is append-only';
  end if;
  if old.leaf_index is null and new.erased_by is null
    and (new.actor, new.detail) is not distinct from (old.actor, old.detail) then
    return new;
  end if;
  if old.leaf_index is not null and old.erased_by is null and new.erased_by is not null
    and new.actor = 'erased' and new.detail = '{}' and new.salt_ct is null
    and (new.leaf_index, new.actor_role, new.commitment)
      is not distinct from (old.leaf_index, old.actor_role, old.commitment) then
    return new;
  end if;
  raise exception 'audit_event is append-only';
end $$;
create trigger audit_event_placed_once before update on audit_event
  for each row execute function audit_event_is_placed_once();

-- Takes who did it and the detail out of events, for good: what is left is the commitment, which nobody can test without the salt.
-- Writes one event that says how many and, as a digest of their ids in order, which. Events without a place yet, those that are
-- erased already and those that tell of an erasure stay; returns how many went.
create function audit_erase(events uuid[], by_actor text, reason text) returns integer
  language plpgsql security definer set search_path = pg_catalog, public set nightlight.audit_erasing = 'on' as $$
declare
  chosen uuid[];
  told uuid := gen_random_uuid();
begin
  select array_agg(id order by id) into chosen from (
    select id from audit_event
     where id = any (events) and leaf_index is not null and erased_by is null and action <> 'audit.erased'
     for update) e;
  if chosen is null then
    return 0;
  end if;
  insert into audit_event (id, actor, action, object_type, object_id, detail)
  values (told, by_actor, 'audit.erased', 'audit', told::text, jsonb_build_object(
    'events', cardinality(chosen), 'reason', reason,
    'ids', encode(sha256(convert_to(array_to_string(chosen, ','), 'UTF8')), 'hex')));
  update audit_event set actor = 'erased', detail = '{}', salt_ct = null, erased_by = told where id = any (chosen);
  return cardinality(chosen);
end $$;
revoke all on function audit_erase(uuid[], text, text) from public;

-- Hashes of the tree as C2SP tlog-tiles lays them out: the n-th tile of a level has up to 256 hashes of 32 bytes. Only
-- the last one of a level is shorter, and grows.
create table audit_tile (
  level smallint not null check (level between 0 and 7),
  n bigint not null check (n >= 0),
  hashes bytea not null check (length(hashes) between 32 and 8192 and length(hashes) % 32 = 0),
  primary key (level, n)
);

-- Signed heads of the tree, as C2SP tlog-checkpoint writes them.
create table audit_checkpoint (
  size bigint primary key check (size >= 0),
  note text not null
);
-- What a witness signed after it had seen that nothing before was changed (C2SP tlog-cosignature): one line of the note.
create table audit_cosignature (
  size bigint not null references audit_checkpoint (size),
  line text not null,
  primary key (size, line)
);
-- An RFC 3161 token over the note of a checkpoint.
create table audit_timestamp (
  size bigint not null references audit_checkpoint (size),
  token bytea not null,
  at timestamptz not null,
  primary key (size, at)
);
-- How the sequencer is; one row.
create table audit_state (
  only_row boolean primary key default true check (only_row),
  heard_at timestamptz,
  -- why nothing is signed
  refused text,
  refused_since timestamptz,
  witnessed_size bigint not null default 0,
  witness_problem text,
  timestamped_size bigint not null default 0,
  timestamp_problem text,
  check ((refused is null) = (refused_since is null))
);
insert into audit_state default values;

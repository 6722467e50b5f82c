-- Written by runtime. Keys that sealed columns are sealed with, each sealed under the master key, which lies elsewhere.
create table data_key (
  -- 'root': what blind indexes, signatures and values of before are derived from; it has one generation
  purpose text not null check (purpose in ('root', 'url', 'hash', 'reporter', 'other')),
  generation integer not null check (generation between 1 and 65535),
  wrapped bytea not null check (length(wrapped) = 61),
  made_at timestamptz not null default clock_timestamp(),
  -- nobody seals with it before: by then every process has read it
  active_from timestamptz not null,
  -- since when nothing is sealed with an older one
  resealed_at timestamptz,
  primary key (purpose, generation),
  check (purpose <> 'root' or generation = 1)
);

-- What roles may do and the policies were last set by this list; one row.
create table access_plan (
  only_row boolean primary key default true check (only_row),
  digest text not null,
  applied_at timestamptz not null default clock_timestamp()
);

-- Values are sealed anew under a new key, which changes nothing that they say. Only the owner of a table can say so.
create function is_resealing(relation regclass) returns boolean language sql stable as $$
  select coalesce(current_setting('nightlight.resealing', true), '') = 'on'
    and current_user = (select pg_get_userbyid(relowner) from pg_class where oid = relation)
$$;

create or replace trigger list_feed_approval before insert or update on list_feed
  for each row when (not is_resealing('list_feed')) execute function list_feed_is_approved_by_another();
create or replace trigger opinion_source_approval before insert or update on opinion_source
  for each row when (not is_resealing('opinion_source')) execute function opinion_source_is_approved_by_another();
create or replace trigger provider_channel_approval before insert or update or delete on provider_channel
  for each row when (not is_resealing('provider_channel')) execute function provider_channel_is_approved_by_another();
create or replace trigger dispute_decision_change before insert or update or delete on dispute_decision
  for each row when (not is_resealing('dispute_decision')) execute function dispute_decision_stays();
create or replace trigger audit_event_placed_once before update on audit_event
  for each row when (not is_resealing('audit_event')) execute function audit_event_is_placed_once();

-- Parts are made, taken out and dropped by the crawler, who owns no table; nothing but parts of a month of these two tables.
create function must_be_month_part(parent text, part text) returns void language plpgsql as $$
begin
  if parent not in ('visit', 'removal_check') or part !~ ('^' || parent || '_\d{6}$') then
    raise exception 'partitions: % is not a part of a month', part using errcode = 'insufficient_privilege';
  end if;
end $$;
create function detach_month_partition(parent text, part text) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform must_be_month_part(parent, part);
  execute format('alter table %I detach partition %I', parent, part);
end $$;
create function drop_month_partition(parent text, part text) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform must_be_month_part(parent, part);
  if exists (select from pg_inherits where inhrelid = to_regclass(part)) then
    raise exception 'partitions: % belongs to its table still', part using errcode = 'object_in_use';
  end if;
  execute format('drop table %I', part);
end $$;
alter function make_month_partition(text, timestamptz) rename to make_month_partition_as_owner;
create function make_month_partition(parent text, month timestamptz) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  part constant text := parent || to_char(date_trunc('month', month, 'UTC') at time zone 'UTC', '_YYYYMM');
begin
  perform must_be_month_part(parent, part);
  if not make_month_partition_as_owner(parent, month) then
    return false;
  end if;
  if to_regrole('nightlight_crawler') is not null then
    execute format('grant select, delete on %I to nightlight_crawler', part);
  end if;
  return true;
end $$;
revoke all on function make_month_partition(text, timestamptz), make_month_partition_as_owner(text, timestamptz),
  detach_month_partition(text, text), drop_month_partition(text, text), must_be_month_part(text, text) from public;

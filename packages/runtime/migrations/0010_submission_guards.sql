-- Written by matcher. Whoever hands something in cannot have it count by writing rows: each begins by being received,
-- and what an exchange brings counts on the word of whoever approved that exchange.
create or replace function submission_is_activated_by_another() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'receiving' or new.activated_by is not null or new.activator is not null then
      raise exception 'submission: it begins by being received'
        using errcode = 'check_violation', constraint = 'submission_begins';
    end if;
    return new;
  end if;
  if (old.submitted_by, old.submitter, old.list_id, old.kind)
    is distinct from (new.submitted_by, new.submitter, new.list_id, new.kind) then
    raise exception 'submission: who handed it in, for which list and as what is not changed'
      using errcode = 'check_violation', constraint = 'submission_origin';
  end if;
  if (new.state = 'receiving' and old.state <> 'receiving')
    or (new.state = 'staged' and old.state not in ('receiving', 'staged')) then
    raise exception 'submission: it is received once, and only then becomes staged'
      using errcode = 'check_violation', constraint = 'submission_begins';
  end if;
  if new.state = 'active' and old.state <> 'active' then
    if new.activated_by is null or old.state <> 'staged' then
      raise exception 'submission: only a staged one is activated, by a second person'
        using errcode = 'check_violation', constraint = 'submission_four_eyes';
    end if;
    -- that they are two people is held by the row of the exchange
    if new.kind = 'feed' and not exists (select from list_feed f
      where f.list_id = new.list_id and f.approved_by = new.activated_by
        and coalesce(f.approver, '') = coalesce(new.activator, '')) then
      raise exception 'submission: what an exchange brings is activated by who approved the exchange'
        using errcode = 'check_violation', constraint = 'submission_feed_approved';
    end if;
  elsif (old.activated_by, old.activator) is distinct from (new.activated_by, new.activator) then
    raise exception 'submission: who activated it is said when it becomes active, and not changed'
      using errcode = 'check_violation', constraint = 'submission_origin';
  end if;
  return new;
end $$;

create function list_feed_is_approved_by_another() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.approved_by is not null or new.approver is not null then
      raise exception 'list_feed: it is asked for first, and approved by somebody else'
        using errcode = 'check_violation', constraint = 'list_feed_four_eyes';
    end if;
  elsif (old.list_id, old.requested_by, old.requester) is distinct from (new.list_id, new.requested_by, new.requester)
    or (old.approved_by is not null and (old.approved_by, old.approver, old.kind, old.config_ct)
      is distinct from (new.approved_by, new.approver, new.kind, new.config_ct)) then
    raise exception 'list_feed: who asked for it, who approved it, for which list and from where is not changed'
      using errcode = 'check_violation', constraint = 'list_feed_origin';
  end if;
  return new;
end $$;
create trigger list_feed_approval before insert or update on list_feed
  for each row execute function list_feed_is_approved_by_another();

alter table submission
  -- why the file could not be read, as a code; the last line that could, and how many bytes of it had come by then
  add column failure text,
  add column failure_line bigint,
  add column failure_byte bigint,
  -- rows that the categories leave out, and those of codes that they do not have
  add column skipped integer not null default 0,
  add column unmapped jsonb not null default '{}';

alter table list_entry
  -- what its home itself says, where another submission says worse of it; what that has raised is lowered by this
  add column home_class text check (home_class in ('csam', 'harmful')),
  add column home_category text;
create index list_entry_raised on list_entry (id) where home_class is not null;
-- what is handed in is compared with these, which are few
create index list_entry_flooded on list_entry (id)
  where status = 'suspended' and reason = 'matches-too-many-sites';

-- Of entries that were suspended when their source withdrew them: should it list them again, they are so again. Gone
-- once people have brought back what has the hash; without the reference once they have brought back what has that.
create table withdrawn_suspension (
  list_id uuid not null references hash_list (id),
  algorithm text not null check (algorithm in ('md5', 'sha1', 'sha256', 'pdq', 'blockhash')),
  value_key bytea not null,
  source_key bytea,
  reason text,
  changed_by text,
  changed_at timestamptz,
  primary key (list_id, algorithm, value_key)
);
create index withdrawn_suspension_source on withdrawn_suspension (list_id, source_key)
  where source_key is not null;

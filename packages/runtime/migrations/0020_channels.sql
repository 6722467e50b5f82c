-- Written by notices. By which way a provider wants to be told, other than by mail to its abuse mailbox. What it takes
-- to use the way, keys and tokens included, is sealed. One person adds it, another one approves it.
create table provider_channel (
  id uuid primary key,
  provider_id uuid not null references provider (id),
  kind text not null check (kind in ('smtp', 'aws', 'cloudflare', 'webhook', 'reply-page')),
  rank smallint not null default 0,
  configuration_ct bytea not null,
  state text not null check (state in ('proposed', 'active', 'disabled')),
  added_by text not null,
  adder text not null,
  added_at timestamptz not null default clock_timestamp(),
  approved_by text,
  approver text,
  approved_at timestamptz,
  disabled_because text,
  disabled_at timestamptz,
  check (state <> 'active' or approved_by is not null),
  constraint provider_channel_four_eyes check (approved_by is null or (approved_by <> added_by
    and (btrim(adder) = '' or person_name(approver) is distinct from person_name(adder))))
);
create index provider_channel_active on provider_channel (provider_id, rank) where state = 'active';

-- Exact addresses go where a channel says: what two people have seen is what is used, and only once.
create function provider_channel_is_approved_by_another() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'proposed' or new.approved_by is not null then
      raise exception 'provider_channel: it is proposed first, and approved by somebody else'
        using errcode = 'check_violation', constraint = 'provider_channel_four_eyes';
    end if;
    return new;
  end if;
  if tg_op = 'DELETE' or (old.id, old.provider_id, old.kind, old.configuration_ct, old.added_by, old.adder, old.added_at)
      is distinct from (new.id, new.provider_id, new.kind, new.configuration_ct, new.added_by, new.adder, new.added_at)
    or (old.approved_by is not null and (old.approved_by, old.approver, old.approved_at)
      is distinct from (new.approved_by, new.approver, new.approved_at)) then
    raise exception 'provider_channel: what it says, who proposed it and who approved it are not changed'
      using errcode = 'check_violation', constraint = 'provider_channel_origin';
  end if;
  if old.state <> new.state and (old.state = 'disabled' or new.state = 'proposed') then
    raise exception 'provider_channel: one that was disabled is proposed anew'
      using errcode = 'check_violation', constraint = 'provider_channel_origin';
  end if;
  return new;
end $$;
create trigger provider_channel_approval before insert or update or delete on provider_channel
  for each row execute function provider_channel_is_approved_by_another();

-- What was written before went by mail. A notice that its channel did not take goes on by mail.
alter table notice
  add column channel text not null default 'smtp'
    check (channel in ('smtp', 'aws', 'cloudflare', 'webhook', 'reply-page')),
  add column channel_id uuid references provider_channel (id),
  -- The turn that it has been given at the mail servers of its recipient; null when it has none.
  add column turn_at timestamptz;
alter table notice_attempt add column channel text not null default 'smtp';

-- A notice that a channel takes in several calls, one row for each address, written before the call and after its answer: what the
-- mail ledger is for mail. The name of a part tells nothing of what is in it.
create table notice_part (
  notice_id uuid not null references notice (id),
  part text not null,
  state text not null check (state in ('waiting', 'handing', 'taken')),
  remote_id text,
  remote_status text,
  -- What the provider made of it: a response class.
  answer text,
  at timestamptz not null default clock_timestamp(),
  ask_at timestamptz,
  primary key (notice_id, part)
);
create index notice_part_ask on notice_part (ask_at) where ask_at is not null;

-- When the next mail to the servers of a domain would be on time if none had gone ahead of its time.
create table mail_pace (
  domain text primary key,
  next_at timestamptz not null
);

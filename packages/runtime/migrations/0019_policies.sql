-- Written by notices. Who is told what in which order, and when again: documents that one person proposes and another
-- one activates, after it was run against past cases. What came into force stays as it was for ever.
create table routing_policy (
  id uuid primary key,
  document jsonb not null,
  -- over the document in canonical form (RFC 8785)
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null generated always as (document ->> 'id') stored,
  jurisdiction text generated always as (document ->> 'jurisdiction') stored,
  -- days of the calendar as ISO 8601 has them, both included
  valid_from text not null generated always as (document ->> 'validFrom') stored,
  valid_to text generated always as (document ->> 'validTo') stored,
  state text not null default 'draft' check (state in ('draft', 'active', 'ended')),
  proposed_by text not null,
  proposer text not null default '',
  proposed_at timestamptz not null default clock_timestamp(),
  simulated_at timestamptz,
  activated_by text,
  activator text,
  activated_at timestamptz,
  ended_by text,
  ended_at timestamptz,
  check ((activated_by is null) = (activated_at is null)),
  check ((state = 'ended') = (ended_at is not null)),
  constraint routing_policy_four_eyes check (
    case state when 'draft' then activated_by is null when 'active' then activated_by is not null else true end
    and (activated_by is null or (activated_by <> proposed_by
      and (btrim(proposer) = '' or person_name(activator) is distinct from person_name(proposer)))))
);
create unique index routing_policy_open on routing_policy (sha256) where state <> 'ended';
create index routing_policy_active on routing_policy (valid_from) where state = 'active';

create function routing_policy_is_activated_by_another() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'routing_policy: it is ended, not removed'
      using errcode = 'check_violation', constraint = 'routing_policy_origin';
  end if;
  if tg_op = 'INSERT' then
    -- an installation begins with what its configuration names
    if new.state = 'active' and new.activated_by = 'configuration' and new.proposed_by = 'nightlight'
      and not exists (select from routing_policy) then
      return new;
    end if;
    if new.state <> 'draft' or new.simulated_at is not null then
      raise exception 'routing_policy: it is proposed first, and activated by somebody else'
        using errcode = 'check_violation', constraint = 'routing_policy_four_eyes';
    end if;
    return new;
  end if;
  if (old.document, old.sha256, old.proposed_by, old.proposer, old.proposed_at)
    is distinct from (new.document, new.sha256, new.proposed_by, new.proposer, new.proposed_at)
    or (old.state <> 'draft' and (old.activated_by, old.activator, old.activated_at, old.simulated_at)
      is distinct from (new.activated_by, new.activator, new.activated_at, new.simulated_at))
    or (old.state = 'ended' and (old.state, old.ended_by, old.ended_at)
      is distinct from (new.state, new.ended_by, new.ended_at)) then
    raise exception 'routing_policy: what it says, who proposed it, who activated it and its end are not changed'
      using errcode = 'check_violation', constraint = 'routing_policy_origin';
  end if;
  if old.state = 'active' and new.state = 'draft'
    or old.state = 'draft' and new.state = 'ended' and new.activated_by is not null then
    raise exception 'routing_policy: a draft is activated or ended, and what is active is ended'
      using errcode = 'check_violation', constraint = 'routing_policy_origin';
  end if;
  if old.state = 'draft' and new.state = 'active'
    and (new.simulated_at is null or new.activated_by in ('configuration', 'nightlight')) then
    raise exception 'routing_policy: it is run against past cases first, and activated by a person'
      using errcode = 'check_violation', constraint = 'routing_policy_simulated';
  end if;
  return new;
end $$;
create trigger routing_policy_activation before insert or update or delete on routing_policy
  for each row execute function routing_policy_is_activated_by_another();

-- The one that a takedown was routed by, and goes on by; null for what was routed before there were any.
alter table takedown add column policy_id uuid references routing_policy (id);
create index takedown_policy on takedown (policy_id);

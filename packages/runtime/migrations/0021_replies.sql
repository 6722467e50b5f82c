-- Written by notices. What comes back to a notice, each message once: a mail by its digest, a webhook by its id, a form
-- by its number.
create table inbound_event (
  id uuid primary key,
  provider_id uuid not null references provider (id),
  event_id text not null check (length(event_id) between 1 and 200),
  kind text not null check (kind in ('link', 'api', 'csv', 'webhook', 'mail', 'person')),
  received_at timestamptz not null default clock_timestamp(),
  unique (provider_id, event_id)
);

-- What it says: of one takedown, or of the notice as a whole. Words of others are sealed.
create table reply (
  id uuid primary key,
  event_id uuid not null references inbound_event (id),
  notice_id uuid not null references notice (id),
  takedown_id uuid references takedown (id),
  class text not null check (class in ('auto-reply', 'acknowledged', 'actioned', 'already-gone', 'not-theirs',
    'forwarded', 'origin-disclosed', 'needs-information', 'disputed', 'refused', 'impossible', 'unsorted',
    'mailbox-dead', 'mailbox-full', 'spam-rejected', 'delayed')),
  said_by text not null check (said_by in ('link', 'api', 'csv', 'webhook', 'mail', 'person')),
  contact_id uuid references provider_contact (id),
  said_at timestamptz not null,
  detail_ct bytea,
  -- whether they keep it for the police; null when they did not say
  preserved boolean,
  -- somebody has to read it, until somebody has
  waits boolean not null,
  handled_by text,
  handled_at timestamptz,
  check ((handled_by is null) = (handled_at is null)),
  unique nulls not distinct (event_id, notice_id, takedown_id)
);
create index reply_notice on reply (notice_id, said_at);
create index reply_takedown on reply (takedown_id, said_at);
create index reply_waiting on reply (id) where waits and handled_at is null;

-- A link to the reply page of one notice, for whoever reads one mailbox. Only a digest of its secret is here.
create table reply_link (
  id uuid primary key,
  token_hash bytea not null unique,
  notice_id uuid not null references notice (id),
  contact_id uuid not null references provider_contact (id),
  in_letter boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  -- how many mails were asked for by it
  mails smallint not null default 0 check (mails <= 5)
);
-- The one that the letter itself has, in every copy.
create unique index reply_link_letter on reply_link (notice_id, contact_id) where in_letter;
create index reply_link_notice on reply_link (notice_id);

-- What a link was exchanged for: it opens one notice for as long as somebody needs to answer.
create table reply_session (
  token_hash bytea primary key,
  link_id uuid not null references reply_link (id),
  expires_at timestamptz not null,
  -- exact addresses may be shown from here on
  proven_at timestamptz,
  receipt_id uuid references inbound_event (id)
);

-- A mail that goes to the mailbox of a link and to no other: a code that shows the addresses, or the link itself.
create table reply_mail (
  id uuid primary key,
  link_id uuid not null references reply_link (id),
  kind text not null check (kind in ('code', 'link')),
  tries smallint not null default 0 check (tries <= 5),
  expires_at timestamptz not null,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  sent_at timestamptz,
  used_at timestamptz,
  problem text
);
create index reply_mail_due on reply_mail (due_at) where sent_at is null and problem is null;
create index reply_mail_link on reply_mail (link_id, asked_at);

-- Who says that a takedown is wrong gets the word of two people who agree: no notice goes out meanwhile.
create table dispute (
  id uuid primary key,
  takedown_id uuid not null references takedown (id),
  reply_id uuid not null references reply (id),
  opened_at timestamptz not null,
  outcome text check (outcome in ('uphold', 'reject')),
  ended_at timestamptz,
  check ((outcome is null) = (ended_at is null))
);
create unique index dispute_open on dispute (takedown_id) where ended_at is null;

create table dispute_decision (
  dispute_id uuid not null references dispute (id),
  actor text not null,
  person text not null,
  verdict text not null check (verdict in ('uphold', 'reject')),
  reason_ct bytea not null,
  at timestamptz not null,
  primary key (dispute_id, actor)
);
create unique index dispute_decision_person on dispute_decision (dispute_id, person_name(person))
  where btrim(person) <> '';

create function dispute_is_decided_by_two() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.ended_at is not null
    or (old.id, old.takedown_id, old.reply_id, old.opened_at)
      is distinct from (new.id, new.takedown_id, new.reply_id, new.opened_at) then
    raise exception 'dispute: what it is about and how it ended are not changed'
      using errcode = 'check_violation', constraint = 'dispute_origin';
  end if;
  if new.ended_at is not null and (select count(*) from dispute_decision d
      where d.dispute_id = new.id and d.verdict = new.outcome) < 2 then
    raise exception 'dispute: two different people decide it'
      using errcode = 'check_violation', constraint = 'dispute_two_people';
  end if;
  return new;
end $$;
create trigger dispute_end before update or delete on dispute
  for each row execute function dispute_is_decided_by_two();

create function dispute_opens_undecided() returns trigger language plpgsql as $$
begin
  if new.ended_at is not null then
    raise exception 'dispute: two different people decide it'
      using errcode = 'check_violation', constraint = 'dispute_two_people';
  end if;
  return new;
end $$;
create trigger dispute_begin before insert on dispute
  for each row execute function dispute_opens_undecided();

create function dispute_decision_stays() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' or exists (select from dispute where id = new.dispute_id and ended_at is not null) then
    raise exception 'dispute_decision: what somebody decided stays, and nothing follows an end'
      using errcode = 'check_violation', constraint = 'dispute_decision_stays';
  end if;
  return new;
end $$;
create trigger dispute_decision_change before insert or update or delete on dispute_decision
  for each row execute function dispute_decision_stays();

-- Secrets by which the events of a provider are signed; two at a time, so that one can be replaced.
create table provider_webhook_secret (
  id uuid primary key,
  provider_id uuid not null references provider (id),
  secret_ct bytea not null,
  added_by text not null,
  added_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);
create index provider_webhook_secret_active on provider_webhook_secret (provider_id) where ended_at is null;

-- Written by api. For which provider a key answers.
alter table api_key add column provider_id uuid references provider (id);

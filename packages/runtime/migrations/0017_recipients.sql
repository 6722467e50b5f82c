-- Written by notices. Who can be told of what a takedown is about, and how that was found out.

alter table provider
  drop constraint provider_kind_check,
  add constraint provider_kind_check
    check (kind in ('host', 'police', 'registrar', 'registry', 'upstream'));

-- Which of the mailboxes that one source names comes first, and how often a mailbox refused.
alter table provider_contact
  add column place smallint not null default 0,
  add column refusals integer not null default 0;
update provider_contact set refusals = 1 where refused_at is not null;

-- Each mail that a mailbox did not take, on the spot or by a mail that came back.
create table contact_refusal (
  contact_id uuid not null references provider_contact (id),
  at timestamptz not null,
  kind text not null check (kind in ('refused', 'bounced')),
  notice_id uuid references notice (id),
  primary key (contact_id, at)
);

-- A mail that was taken over and came back later told nobody.
alter table notice add column bounced_at timestamptz;

-- What the sources said when the host of a takedown was last looked for. Countries by source, so that what they
-- disagree on can be shown.
create table host_finding (
  takedown_id uuid primary key references takedown (id),
  address inet not null,
  asn bigint,
  provider_id uuid not null references provider (id),
  country text,
  country_by text,
  countries jsonb not null,
  disagree boolean not null,
  cdn text,
  found_at timestamptz not null
);

-- Who else than the host can be told of it.
create table host_recipient (
  takedown_id uuid not null references takedown (id),
  provider_id uuid not null references provider (id),
  role text not null check (role in ('registrar', 'registry', 'upstream')),
  found_at timestamptz not null,
  primary key (takedown_id, role)
);

-- What a person, or the answer of a delivery network, knows better than the sources.
create table host_correction (
  takedown_id uuid primary key references takedown (id),
  address inet,
  country text,
  actor text not null,
  at timestamptz not null,
  -- When the takedown was brought where the correction says.
  applied_at timestamptz,
  check (address is not null or country is not null)
);

-- The last good copy of each file that says which registry answers for what (RFC 9224).
create table registry_directory (
  kind text primary key check (kind in ('ipv4', 'ipv6', 'asn', 'dns')),
  body jsonb not null,
  fetched_at timestamptz not null
);

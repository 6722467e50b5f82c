-- Written by notices. What people know of providers and no source says.

-- Two networks of one company have one.
create table organisation (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200)
);
create unique index organisation_name on organisation (lower(name));

alter table provider
  add column organisation_id uuid references organisation (id),
  add column asns bigint[] not null default '{}',
  add column domains text[] not null default '{}',
  -- Who chose the language; null while it follows the country.
  add column language_by text,
  add column note_ct bytea;
create index provider_name on provider (lower(name), id);
create index provider_organisation on provider (organisation_id) where organisation_id is not null;

-- Nothing is sent there any more, whatever a source names.
alter table provider_contact add column retired_at timestamptz;

-- A mailbox that one person proposes counts once another one has approved it: exact addresses may go there.
create table contact_proposal (
  id uuid primary key,
  provider_id uuid not null references provider (id),
  mailbox text not null,
  state text not null check (state in ('proposed', 'approved', 'dropped')),
  proposed_by text not null,
  proposer text not null,
  proposed_at timestamptz not null,
  decided_by text,
  decider text,
  decided_at timestamptz,
  check ((state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  constraint contact_proposal_four_eyes check (state <> 'approved' or (decided_by <> proposed_by
    and (btrim(proposer) = '' or person_name(decider) is distinct from person_name(proposer))))
);
create unique index contact_proposal_open on contact_proposal (provider_id, mailbox) where state = 'proposed';

-- What one provider was told, for its response times.
create index notice_provider on notice (provider_id, sent_at) where state = 'sent';
-- Which networks a provider was found in.
create index host_finding_provider on host_finding (provider_id, asn);

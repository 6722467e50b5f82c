-- Written by api. Who may sign in, and with what.

-- An account: one name in one role. The name stands for one human being in every role, is never changed and never
-- given to another, since decisions and the audit log carry `role:name` and four eyes are told apart by the name.
create table person (
  id uuid primary key,
  role text not null,
  name text not null,
  authority_id uuid references authority (id),
  state text not null check (state in ('invited', 'active', 'deactivated')),
  -- Who asked for this account, or for the role that it has; whether another one has to agree before it opens.
  requested_by text not null,
  requester text not null,
  requested_at timestamptz not null,
  needs_approval boolean not null,
  approved_by text,
  approver text,
  approved_at timestamptz,
  activated_at timestamptz,
  deactivated_by text,
  deactivated_at timestamptz,
  last_sign_in_at timestamptz,
  last_level text,
  check ((approved_by is null) = (approved_at is null) and (approved_by is null) = (approver is null)),
  check ((state = 'deactivated') = (deactivated_at is not null)),
  constraint person_four_eyes check (approved_by is null or (approved_by <> requested_by
    and person_name(approver) <> person_name(requester) and person_name(approver) <> person_name(name)))
);
create unique index person_name_in_role on person (role, person_name(name));
create index person_by_name on person (person_name(name));

create function person_keeps_name() returns trigger language plpgsql as $$
begin
  raise exception 'the name of a person never changes';
end $$;
create trigger person_keeps_name before update of name on person
  for each row when (old.name is distinct from new.name) execute function person_keeps_name();

-- Sessions and links of before name no account; whoever had one is invited again.
delete from session;
delete from sign_in_link;

alter table sign_in_link
  drop column role,
  drop column name,
  drop column authority_id,
  add column person_id uuid not null references person (id);
create index sign_in_link_person on sign_in_link (person_id);

alter table session
  drop column role,
  drop column name,
  drop column authority_id,
  add column id uuid not null unique,
  add column person_id uuid not null references person (id),
  add column level text not null check (level in ('link', 'passkey', 'oidc', 'totp')),
  add column stepped_up_at timestamptz;
create index session_person on session (person_id);

create table credential (
  id uuid primary key,
  person_id uuid not null references person (id),
  -- As browsers write it, base64url.
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null check (counter >= 0),
  transports text[] not null,
  aaguid uuid not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  -- Its counter went back: there may be two of it, and neither signs in.
  suspect_at timestamptz
);
create index credential_person on credential (person_id);

-- What an authenticator is asked to sign, once; taken away by the first answer, good or bad.
create table challenge (
  challenge_hash bytea primary key,
  purpose text not null check (purpose in ('enrol', 'sign-in', 'step-up')),
  session_id uuid references session (id) on delete cascade,
  expires_at timestamptz not null,
  check ((purpose = 'sign-in') = (session_id is null))
);
create index challenge_expires_at on challenge (expires_at);

create table totp (
  person_id uuid primary key references person (id),
  secret_ct bytea not null,
  created_at timestamptz not null,
  -- Null until a first code has shown that the secret arrived.
  confirmed_at timestamptz,
  -- Steps of 30 s since 1970; a code of this one or an earlier one counts no more.
  last_step bigint not null default 0
);

create table oidc_identity (
  issuer text not null,
  subject_hash bytea not null,
  person_id uuid not null unique references person (id),
  bound_at timestamptz not null,
  primary key (issuer, subject_hash)
);

-- A sign-in that is under way at the identity provider.
create table oidc_flow (
  state_hash bytea primary key,
  secrets_ct bytea not null,
  purpose text not null check (purpose in ('bind', 'sign-in', 'step-up')),
  session_id uuid references session (id) on delete cascade,
  expires_at timestamptz not null,
  check ((purpose = 'sign-in') = (session_id is null))
);

-- Tries that failed; whose they were and from where is an HMAC.
create table sign_in_try (
  bucket bytea not null,
  at timestamptz not null
);
create index sign_in_try_bucket on sign_in_try (bucket, at);

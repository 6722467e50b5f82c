-- Written by api. Addresses of reports are ciphertext; url_key is an HMAC blind index for equality.
create table report (
  id uuid primary key,
  url_ct bytea not null,
  url_key bytea not null,
  source text not null,
  language text,
  note_ct bytea,
  reporter_ct bytea,
  received_by text not null,
  received_at timestamptz not null default clock_timestamp()
);
create index report_received_at on report (received_at);
create index report_url_key on report (url_key);

create table idempotency_key (
  actor text not null,
  key_hash bytea not null,
  request_hash bytea not null,
  status integer not null,
  body jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (actor, key_hash)
);

create table api_key (
  id uuid primary key,
  role text not null,
  name text not null,
  secret_hash bytea not null unique,
  created_at timestamptz not null default clock_timestamp(),
  last_used_at timestamptz,
  revoked_at timestamptz
);

create table sign_in_link (
  token_hash bytea primary key,
  role text not null,
  name text not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table session (
  token_hash bytea primary key,
  role text not null,
  name text not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);

-- Written by every package through runtime's audit writer, in the transaction of the change itself.
create table audit_event (
  id uuid primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  object_type text not null,
  object_id text not null,
  detail jsonb not null default '{}'
);
create index audit_event_object on audit_event (object_type, object_id);

create function audit_event_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit_event is append-only';
end $$;
create trigger audit_event_append_only before update or delete or truncate on audit_event
  for each statement execute function audit_event_is_append_only();

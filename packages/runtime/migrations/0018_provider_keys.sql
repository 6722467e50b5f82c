-- Written by notices. To whom mail is encrypted: public keys, each added by a person, kept after they end.
create table provider_key (
  id uuid primary key,
  provider_id uuid not null references provider (id),
  kind text not null check (kind in ('openpgp', 'smime')),
  material text not null check (length(material) <= 65536),
  fingerprint text not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  added_by text not null,
  added_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz,
  unique (provider_id, fingerprint)
);

-- Where the exact addresses of its notices stand; what the installation does when null.
alter table provider add column url_policy text
  check (url_policy in ('clear-text', 'machine-part', 'encrypted', 'reply-page'));

-- Which of these a hand-over followed, so that a mail in clear is an exception that its record says.
alter table notice_attempt add column urls text;

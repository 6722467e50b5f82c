-- Written by audit. Whole verifications of the log that a person asked for; the audit process runs them, one at a time.
create table audit_verification (
  id uuid primary key,
  asked_by text not null,
  asked_at timestamptz not null default clock_timestamp(),
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  heard_at timestamptz,
  ended_at timestamptz,
  total bigint not null check (total >= 0),
  events bigint not null default 0 check (events >= 0),
  checkpoints bigint not null default 0,
  signed_size bigint,
  signed_at timestamptz,
  compared text[] not null default '{}',
  finding text,
  bad_index bigint,
  bad_up_to bigint,
  check ((state in ('done', 'failed')) = (ended_at is not null)),
  check ((finding is null) = (bad_index is null) and (finding is null) = (bad_up_to is null))
);
create unique index audit_verification_one on audit_verification ((true)) where state in ('waiting', 'running');

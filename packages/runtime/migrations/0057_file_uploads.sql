-- Written by api. A file that comes in parts: they are kept sealed in a folder beside the database until all of them are there and were read.
create table file_upload (
  id uuid primary key,
  list_id uuid not null references hash_list (id),
  -- only who began it goes on with it
  actor text not null,
  person text not null,
  -- in which folder its parts lie: a process with another one does not have them
  spool uuid not null,
  -- its parts are sealed with a key of their own: they are gone with it
  key_ct bytea,
  -- what was said of the file, as in the query of one that comes whole
  facts_ct bytea not null,
  maps_later boolean not null,
  size bigint not null check (size > 0),
  received bigint not null default 0 check (received between 0 and size),
  -- of the first bytes, by which it is found again; of all, as whoever sent it says
  head_sha256 bytea check (octet_length(head_sha256) = 32),
  file_sha256 bytea check (octet_length(file_sha256) = 32),
  state text not null default 'receiving' check (state in ('receiving', 'reading', 'done', 'failed')),
  failure text,
  submission_id uuid references submission (id),
  begun_at timestamptz not null,
  changed_at timestamptz not null,
  check (state = 'receiving' or (received = size and submission_id is not null and file_sha256 is not null)),
  check ((state = 'failed') = (failure is not null))
);
create index file_upload_of on file_upload (list_id, actor, state);
create index file_upload_at_hand on file_upload (state, spool) where state in ('receiving', 'reading');
create index file_upload_submission on file_upload (submission_id) where submission_id is not null;
-- Written by matcher. Where examples of a code stand in their file, so that whoever made the file finds them there.
create table submission_sample (
  entry_id uuid primary key,
  submission_id uuid not null references submission (id) on delete cascade,
  line bigint not null,
  -- what the source calls it
  reference_ct bytea
);
create index submission_sample_submission on submission_sample (submission_id);

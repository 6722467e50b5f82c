-- Written by matcher. A submission is what somebody hands in for a list: received in pieces, staged, activated by
-- a second person, ended as a whole. An entry counts while it is active itself and its submission is: so that
-- millions of entries come and go with one row.

-- Whose person a key, a link or a session is: an officer acts for one authority.
alter table api_key add column authority_id uuid references authority (id);
alter table sign_in_link add column authority_id uuid references authority (id);
alter table session add column authority_id uuid references authority (id);

-- A name as it tells people apart, however it is written.
create function person_name(name text) returns text language sql immutable as
  $$ select lower(regexp_replace(btrim(name), '\s+', ' ', 'g')) $$;

alter table hash_list add column withdrawn_at timestamptz;

-- The epoch from which on every media must have been compared with everything: activated submissions do not raise
-- it, since all media are looked through for them alone.
alter table list_epoch add column compare_epoch bigint not null default 0;
update list_epoch set compare_epoch = epoch;

alter table submission drop constraint submission_state_check;
alter table submission
  add constraint submission_state_check check (state in
    ('receiving', 'staged', 'active', 'ending', 'ended', 'discarded', 'failed')),
  -- 'addition' adds to the list; 'edition' is the whole list and replaces what was handed in before; 'feed' grows
  -- for as long as an exchange with another organisation goes on
  add column kind text not null default 'addition' check (kind in ('addition', 'edition', 'feed')),
  add column submitter text not null default '',
  add column officer_ct bytea,
  add column legal_basis text not null default '',
  add column expires_at timestamptz,
  -- source code -> legal class, 'csam', 'harmful' or 'skip'; null where every row has the class of the list
  add column categories jsonb,
  add column activated_by text,
  add column activator text,
  add column end_reason text check (end_reason in ('revoked', 'superseded')),
  add column ended_by text,
  add column end_note text,
  add column ended_at timestamptz,
  -- of the last change that matchers must hear of
  add column epoch bigint not null default 0,
  -- how far the file is read, so that a broken import goes on: rows, and the digest of the bytes before them
  add column size bigint,
  add column head_sha256 bytea,
  -- how it is read: format, algorithm, columns; a broken import goes on only in the same way
  add column reading text not null default '',
  add column rows_read bigint not null default 0,
  add column bytes_read bigint not null default 0,
  add column prefix_sha256 bytea,
  add column set_aside jsonb not null default '{}',
  -- entries in force that an edition no longer has
  add column missing integer,
  -- comparison with everything that was ever fingerprinted
  add column look_back text not null default 'none'
    check (look_back in ('none', 'running', 'found', 'released')),
  add column look_back_from uuid,
  add column looked_at bigint not null default 0,
  add column look_back_found integer not null default 0,
  add column released_by text,
  add column released_at timestamptz,
  add constraint submission_four_eyes check (activated_by is null or
    (activated_by <> submitted_by
    and (btrim(submitter) = '' or person_name(activator) is distinct from person_name(submitter))));
update submission set activated_by = 'before-four-eyes', activator = 'before-four-eyes', look_back = 'released'
  where state = 'active';
create index submission_list on submission (list_id, id);
create index submission_epoch on submission (epoch) where epoch > 0;
create index submission_open on submission (id) where state in ('receiving', 'ending') or look_back = 'running';

-- Who handed something in stays who it was, and nothing becomes active but staged, by somebody else.
create or replace function list_terms_changed() returns trigger language plpgsql as $$
begin
  update list_epoch set epoch = epoch + 1, compare_epoch = epoch + 1;
  perform pg_notify('lists_changed', '');
  return null;
end $$;

create function submission_is_activated_by_another() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (old.submitted_by, old.submitter, old.list_id)
    is distinct from (new.submitted_by, new.submitter, new.list_id) then
    raise exception 'submission: who handed it in and for which list is not changed'
      using errcode = 'check_violation', constraint = 'submission_origin';
  end if;
  if new.state = 'active' and (tg_op = 'INSERT' or old.state <> 'active') then
    if new.activated_by is null or (tg_op = 'UPDATE' and old.state <> 'staged') then
      raise exception 'submission: only a staged one is activated, by a second person'
        using errcode = 'check_violation', constraint = 'submission_four_eyes';
    end if;
  end if;
  return new;
end $$;
create trigger submission_activation before insert or update on submission
  for each row execute function submission_is_activated_by_another();

drop index list_entry_change;
drop index list_entry_revoked;
drop index list_entry_submission;
alter table list_entry drop constraint list_entry_status_check;
update list_entry set status = 'active', epoch = 0 where status <> 'revoked';
alter table list_entry
  add constraint list_entry_status_check check (status in ('active', 'suspended', 'revoked')),
  alter column status set default 'active',
  alter column epoch set default 0,
  add column legal_class text not null default 'csam' check (legal_class in ('csam', 'harmful')),
  -- the code that the source gave it
  add column category text,
  -- blind index of what the source calls it, by which it is withdrawn
  add column source_key bytea,
  -- where its hashes are, unless in entry_hash as before
  add column page_id uuid,
  -- whether it now belongs to another submission than its page
  add column moved boolean not null default false,
  add column reason text,
  add column changed_by text,
  add column changed_at timestamptz;
update list_entry e set legal_class = l.legal_class from hash_list l
  where l.id = e.list_id and l.legal_class <> 'csam';
update submission s set epoch = (select epoch from list_epoch) where state = 'active';
create index list_entry_change on list_entry (epoch, id) where epoch > 0;
create index list_entry_submission on list_entry (submission_id, id);
create index list_entry_apart on list_entry (page_id) where moved or status <> 'active';
create index list_entry_moved on list_entry (submission_id, id) where moved;
create index list_entry_source on list_entry (list_id, source_key) where source_key is not null;

-- Hashes of some thousand entries in one ciphertext: they are written and read together.
create table entry_page (
  id uuid primary key,
  submission_id uuid not null references submission (id),
  hashes_ct bytea not null
);
create index entry_page_submission on entry_page (submission_id, id);
alter table entry_hash alter column value_ct drop not null;
-- that of the entry says as much, and a check of each costs more than the row
alter table entry_hash drop constraint entry_hash_list_id_fkey;
alter table list_entry drop constraint list_entry_list_id_fkey;

-- Whoever else handed in an entry that was there already, and with what class.
create table entry_source (
  submission_id uuid not null references submission (id),
  entry_id uuid not null references list_entry (id),
  legal_class text not null check (legal_class in ('csam', 'harmful')),
  category text,
  -- what this submission's source calls it, as in list_entry
  source_key bytea,
  primary key (submission_id, entry_id)
);
create index entry_source_entry on entry_source (entry_id);
create index entry_source_key on entry_source (source_key) where source_key is not null;

-- Which lines of a file were refused, up to a limit; never what stood in them.
create table refused_row (
  submission_id uuid not null references submission (id),
  line bigint not null,
  reason text not null,
  primary key (submission_id, line)
);

-- Entries that somebody stands by. One whose submission ends counts on while another active one has it too; an
-- expiry is no withdrawal: what was matched in time rests on it, and nothing new is matched.
create view entry_in_force as
  select e.id, e.list_id, e.submission_id, e.legal_class, e.category, greatest(e.epoch, s.epoch) as epoch
    from list_entry e
    join submission s on s.id = e.submission_id
   where e.status = 'active'
     and (s.state = 'active' or (s.state = 'ending' and exists (
       select from entry_source o join submission a on a.id = o.submission_id
        where o.entry_id = e.id and a.state = 'active')));

-- What people say of an entry: a rejection takes it out at once, two confirmations bring a suspended one back.
create table entry_vote (
  id uuid primary key,
  entry_id uuid not null references list_entry (id),
  match_id uuid references match (id),
  verdict text not null check (verdict in ('confirm', 'reject')),
  actor text not null,
  voter text not null default '',
  reason text not null,
  at timestamptz not null default clock_timestamp(),
  -- when the source of the entry was told, where it takes feedback
  told_at timestamptz
);
create index entry_vote_entry on entry_vote (entry_id, at);
create index entry_vote_untold on entry_vote (at) where told_at is null;

-- Found when everything seen before was compared with this submission: acts only when a supervisor has released it.
alter table match add column look_back uuid references submission (id);
create index match_entry on match (entry_id);
create index match_list on match (list_id);
create index match_look_back on match (look_back) where look_back is not null;

-- Media whose matches rest on something that has gone: what became of them is to be looked at again.
create table match_review (
  media_id uuid primary key references media (id),
  since timestamptz not null default clock_timestamp()
);

drop trigger hash_list_terms on hash_list;
create trigger hash_list_terms after update on hash_list for each row
  when ((old.purpose, old.jurisdictions, old.max_distance, old.expires_at, old.negative, old.withdrawn_at)
    is distinct from
    (new.purpose, new.jurisdictions, new.max_distance, new.expires_at, new.negative, new.withdrawn_at))
  execute function list_terms_changed();

-- Hashes of some thousand media as they are searched by, in one ciphertext: looking back reads all of them, and to
-- open every fingerprint would take a hundred times as long.
create table media_page (
  id uuid primary key,
  media integer not null,
  hashes_ct bytea not null
);
alter table match_run add column paged boolean not null default false;
create index match_run_at on match_run (at);
create index match_run_unpaged on match_run (media_id) where not paged;

-- Entries that match too many unrelated sites are looked for among what was seen lately.
create index sighting_first_seen on sighting (first_seen_at);

-- A list that is kept up to date by an exchange with another organisation. Asked for by one person and approved by
-- another, who thereby activates what it brings.
create table list_feed (
  id uuid primary key,
  list_id uuid not null unique references hash_list (id),
  kind text not null check (kind in ('ncmec', 'stopncii')),
  config_ct bytea not null,
  every_minutes integer not null check (every_minutes between 1 and 10080),
  requested_by text not null,
  requester text not null default '',
  requested_at timestamptz not null default clock_timestamp(),
  approved_by text,
  approver text,
  approved_at timestamptz,
  -- how far it is read; moves forward only, with the rows that came before it
  checkpoint jsonb,
  submission_id uuid references submission (id),
  next_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  problem text,
  failures integer not null default 0,
  constraint list_feed_four_eyes check (approved_by is null or
    (approved_by <> requested_by
    and (btrim(requester) = '' or person_name(approver) is distinct from person_name(requester))))
);

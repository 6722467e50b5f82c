-- Written by notices. A retraction is a notice of its own, in the thread of the one that it takes back.
alter table notice
  add column retracts uuid references notice (id),
  add constraint notice_retracts check ((kind = 'retraction') = (retracts is not null));
create index notice_retracts on notice (retracts) where retracts is not null;

-- What each mail listed, under which number: what is taken back later is named as it was told.
-- Attempts that may both have reached the recipient keep their lines apart.
create table notice_line (
  notice_id uuid not null references notice (id),
  attempt integer not null,
  n integer not null,
  takedown_id uuid not null references takedown (id),
  location_id uuid not null references location (id),
  primary key (notice_id, attempt, n)
);

-- What is to be taken back: of one notice one takedown, once for ever. The row is written when the ground goes, the
-- letter that says so comes after it.
create table retraction (
  notice_id uuid not null,
  takedown_id uuid not null,
  letter_id uuid references notice (id),
  since timestamptz not null default clock_timestamp(),
  primary key (notice_id, takedown_id),
  foreign key (notice_id, takedown_id) references notice_item (notice_id, takedown_id)
);
create index retraction_waiting on retraction (notice_id) where letter_id is null;
create index retraction_letter on retraction (letter_id) where letter_id is not null;

create index takedown_media on takedown (media_id);

-- Written by api: what analysts tell each other of a report; the text goes with what the reporter wrote.
create table report_note (
  id uuid primary key,
  report_id uuid not null references report (id),
  text_ct bytea,
  actor text not null,
  at timestamptz not null default clock_timestamp()
);
create index report_note_report on report_note (report_id, at);

-- Written by api: a report that is worked on as another one. What others are merged into is merged into none, so nothing goes in circles.
create table report_merge (
  report_id uuid primary key references report (id),
  into_id uuid not null references report (id),
  actor text not null,
  at timestamptz not null default clock_timestamp(),
  check (into_id <> report_id)
);
create index report_merge_into on report_merge (into_id);

-- Written by notices. A takedown that cannot be brought up to the present gives its place in the sweep to others for a while.
alter table takedown
  -- Times in a row that it failed.
  add column failures integer not null default 0,
  add column retry_at timestamptz;

-- Written by notices. Mails that came to our sender's mailbox and are about no notice that can be told for certain, by day and by
-- what they are: a person looks into the mailbox. Nothing of the mails themselves is kept, so however many come, a day has few rows.
create table unmatched_mail (
  day date not null default (clock_timestamp() at time zone 'utc')::date,
  kind text not null check (kind in ('hard', 'soft', 'quota', 'spam-rejected', 'delayed', 'delivered', 'auto-reply', 'human')),
  mails integer not null default 1 check (mails > 0),
  primary key (day, kind)
);

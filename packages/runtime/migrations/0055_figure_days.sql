-- Written by the functions below alone: what became of letters, and what was taken back, by day (UTC). Each row could be made anew from
-- notices, replies, decisions and disputes; days that something happened to since are named in `figure_day_stale`.
create table letter_day (
  day date not null,
  channel text not null,
  written integer not null,
  waiting integer not null,
  accepted integer not null,
  bounced integer not null,
  refused integer not null,
  answered integer not null,
  unanswered integer not null,
  primary key (day, channel)
);
create table reversal_day (
  day date primary key,
  -- that say the opposite of one that had counted by then
  decisions integer not null,
  undone integer not null,
  decided integer not null,
  disputes integer not null,
  disputes_decided integer not null,
  retractions integer not null
);
-- A row for each change, never shared: whoever writes waits for nobody. Counted anew where it is read until it is folded in.
create table figure_day_stale (
  kind text not null check (kind in ('letter', 'reversal')),
  day date not null
);

create function day_of(moment timestamptz) returns date language sql immutable as $$
  select (moment at time zone 'UTC')::date
$$;
create function day_begins(asked date) returns timestamptz language sql immutable as $$
  select asked::timestamp at time zone 'UTC'
$$;

create index dispute_ended on dispute (ended_at) where ended_at is not null;

create function letters_of_day(asked date) returns setof letter_day language sql stable as $$
  select asked, n.channel, count(*)::int,
         count(*) filter (where n.state in ('due', 'handover'))::int,
         count(*) filter (where n.state = 'sent')::int,
         count(*) filter (where n.bounced_at is not null)::int,
         count(*) filter (where n.state = 'refused')::int,
         count(*) filter (where n.state = 'sent' and n.bounced_at is null and a.is_answered)::int,
         count(*) filter (where n.state = 'sent' and n.bounced_at is null and not a.is_answered)::int
    from notice n
    cross join lateral (select exists (select from reply r where r.notice_id = n.id
      and r.class not in ('auto-reply', 'mailbox-dead', 'mailbox-full', 'spam-rejected', 'delayed')) as is_answered) a
   where n.kind <> 'retraction' and n.composed_at >= day_begins(asked) and n.composed_at < day_begins(asked + 1)
   group by n.channel
$$;

create index decision_undone_at on decision_undone (undone_at);

create function reversals_of_day(asked date) returns setof reversal_day language sql stable as $$
  select asked, d.turned, (
      select count(*)::int from decision_undone
       where undone_at >= day_begins(asked) and undone_at < day_begins(asked + 1)), d.decided, p.upheld, p.decided, (
      select count(*)::int from notice where kind = 'retraction' and state = 'sent'
         and sent_at >= day_begins(asked) and sent_at < day_begins(asked + 1))
    from (select count(*)::int as decided, count(*) filter (where b.verdict <> d.verdict
              and coalesce(b.effect_at, b.at) <= d.at and coalesce(d.effect_at, d.at) <= clock_timestamp())::int as turned
            from decision d
            left join lateral (select verdict, at, effect_at from decision b where b.match_id = d.match_id
              and (b.at, b.id) < (d.at, d.id) order by b.at desc, b.id desc limit 1) b on true
           where d.at >= day_begins(asked) and d.at < day_begins(asked + 1)) d,
         (select count(*)::int as decided, count(*) filter (where outcome = 'uphold')::int as upheld
            from dispute where ended_at >= day_begins(asked) and ended_at < day_begins(asked + 1)) p
$$;

-- Days whose changes were seen are counted anew; what is changed meanwhile has a row that stays.
create function fold_figure_days() returns void language plpgsql
  security definer set search_path = public, pg_temp as $$
declare
  letters date[];
  reversals date[];
begin
  if not pg_try_advisory_xact_lock(hashtextextended('figure_day_stale', 0)) then
    return;
  end if;
  with gone as (delete from figure_day_stale returning kind, day)
  select array_agg(distinct day) filter (where kind = 'letter'), array_agg(distinct day) filter (where kind = 'reversal')
    into letters, reversals from gone;
  if letters is not null then
    delete from letter_day where day = any (letters);
    insert into letter_day select f.* from unnest(letters) d (day), letters_of_day(d.day) f;
  end if;
  if reversals is not null then
    delete from reversal_day where day = any (reversals);
    insert into reversal_day select f.* from unnest(reversals) d (day), reversals_of_day(d.day) f;
    -- what could still be undone when this began counts a little later, and nothing happens then
    insert into figure_day_stale
    select distinct 'reversal', day_of(at) from decision
     where effect_at > now() and day_of(at) = any (reversals);
  end if;
end $$;
revoke all on function fold_figure_days() from public;

create function notice_changes_day() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into figure_day_stale
  select distinct case new.kind when 'retraction' then 'reversal' else 'letter' end, day_of(moment)
    from unnest(case new.kind when 'retraction' then array[old.sent_at, new.sent_at]
      else array[old.composed_at, new.composed_at] end) moment
   where moment is not null;
  return null;
end $$;
create trigger notice_adds_to_day after insert on notice for each row execute function notice_changes_day();
create trigger notice_changes_day after update on notice for each row
  when ((old.kind, old.state, old.channel, old.composed_at, old.sent_at, old.bounced_at)
    is distinct from (new.kind, new.state, new.channel, new.composed_at, new.sent_at, new.bounced_at))
  execute function notice_changes_day();

create function reply_changes_day() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into figure_day_stale select 'letter', day_of(composed_at) from notice where id = new.notice_id;
  return null;
end $$;
create trigger reply_changes_day after insert on reply for each row
  when (new.class not in ('auto-reply', 'mailbox-dead', 'mailbox-full', 'spam-rejected', 'delayed'))
  execute function reply_changes_day();

-- What one decision says changes what the next one of the same match turns round.
create function decision_changes_day() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into figure_day_stale
  select distinct 'reversal', f.day from changed c
    cross join lateral (
      select day_of(c.at) as day union
      select day_of(d.at) from decision d where d.match_id = c.match_id and d.at >= c.at) f;
  return null;
end $$;
create trigger decision_adds_to_day after insert on decision referencing new table as changed
  for each statement execute function decision_changes_day();
create trigger decision_takes_effect after update on decision referencing new table as changed
  for each statement execute function decision_changes_day();
create trigger decision_leaves_day after delete on decision referencing old table as changed
  for each statement execute function decision_changes_day();

create function undone_changes_day() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into figure_day_stale values ('reversal', day_of(new.undone_at));
  return null;
end $$;
create trigger undone_changes_day after insert on decision_undone for each row execute function undone_changes_day();

create function dispute_changes_day() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into figure_day_stale values ('reversal', day_of(new.ended_at));
  return null;
end $$;
create trigger dispute_changes_day after insert or update on dispute for each row
  when (new.ended_at is not null) execute function dispute_changes_day();

insert into figure_day_stale
select distinct 'letter', day_of(composed_at) from notice where kind <> 'retraction'
union select distinct 'reversal', day_of(sent_at) from notice where kind = 'retraction' and sent_at is not null
union select distinct 'reversal', day_of(at) from decision
union select distinct 'reversal', day_of(undone_at) from decision_undone
union select distinct 'reversal', day_of(ended_at) from dispute where ended_at is not null;
select fold_figure_days();

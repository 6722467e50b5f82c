-- Written by api. What is erased is said by the schedules of infra/retention; what stops it, by legal holds.

-- Nothing that it covers is erased, whoever asks. It is ended by another person than who placed it, and by nothing else: a day
-- on which it is looked at again reminds people and releases nothing.
create table legal_hold (
  id uuid primary key,
  report_id uuid references report (id),
  takedown_id uuid references takedown (id),
  -- a case: a page, with all its reports and takedowns
  page_location_id uuid references location (id),
  reason_code text not null check (reason_code in ('investigation', 'court-order', 'litigation', 'complaint', 'audit')),
  authority text not null check (length(authority) between 1 and 200),
  placed_by text not null,
  placer text not null,
  placed_at timestamptz not null,
  review_at timestamptz not null,
  released_by text,
  releaser text,
  released_at timestamptz,
  check (num_nonnulls(report_id, takedown_id, page_location_id) = 1),
  check ((released_by is null) = (released_at is null) and (released_by is null) = (releaser is null)),
  constraint legal_hold_four_eyes check (released_by is null or (released_by <> placed_by
    and person_name(releaser) is distinct from person_name(placer)))
);
create index legal_hold_open on legal_hold (review_at) where released_at is null;

create function legal_hold_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.released_by is not null then
      raise exception 'legal_hold: it begins by being placed'
        using errcode = 'check_violation', constraint = 'legal_hold_begins';
    end if;
    -- after every batch that is under way, before every later one
    perform pg_advisory_xact_lock(hashtext('nightlight.retention'));
    return new;
  end if;
  if tg_op = 'DELETE' or old.released_by is not null
    or (old.id, old.report_id, old.takedown_id, old.page_location_id, old.reason_code, old.authority, old.placed_by, old.placer,
        old.placed_at, old.review_at)
      is distinct from (new.id, new.report_id, new.takedown_id, new.page_location_id, new.reason_code, new.authority,
        new.placed_by, new.placer, new.placed_at, new.review_at) then
    raise exception 'legal_hold: it is released once, and not changed'
      using errcode = 'check_violation', constraint = 'legal_hold_stays';
  end if;
  return new;
end $$;
create trigger legal_hold_stays before insert or update or delete on legal_hold
  for each row execute function legal_hold_stays();

-- Written by runtime, in the process that erases: what was due and held when it last looked, and what has gone in all.
create table retention_state (
  task text primary key,
  due bigint not null default 0,
  held bigint not null default 0,
  looked_at timestamptz,
  erased bigint not null default 0,
  erased_at timestamptz
);

create index report_reporter_kept on report (id) where reporter_ct is not null or note_ct is not null;

-- Overwritten rows lie in the files of their table until it is vacuumed: here soon, and not only once a fifth of a table has changed.
alter table report set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 200);

-- When each takedown ended, null while it has not or is about to be taken back; where what it is about was hosted.
create view takedown_end with (security_invoker = true) as
  select t.id, t.page_location_id, t.media_id, f.country,
         case when t.status = 'closed' and not exists (
             select from retraction r left join notice n on n.id = r.letter_id
              where r.takedown_id = t.id and (n.id is null or n.state in ('due', 'handover')))
           then greatest((t.state ->> 'closedAt')::timestamptz, (t.state ->> 'withdrawnAt')::timestamptz) end as ended_at
    from takedown t left join host_finding f on f.takedown_id = t.id;

-- The pages of each report: its own, and those that it led to.
create view report_page with (security_invoker = true) as
  select report_id, location_id from report_location where location_id is not null
  union
  select r.report_id, p.location_id from report_location r join crawl_page p on p.root_location_id = r.location_id;

-- When each report came to its end, null while it has not: it was taken in, no crawl of its page is due, no match waits for a
-- person, and every takedown on its pages has ended.
create view report_end with (security_invoker = true) as
  select r.id, case
      when l.report_id is null then null
      when l.location_id is null then l.accepted_at
      when p.crawl_due_at is not null then null
      when exists (select from report_page g join takedown_end t on t.page_location_id = g.location_id
                    where g.report_id = r.id and t.ended_at is null) then null
      when exists (select from report_page g join sighting s on s.page_location_id = g.location_id
                     join match m on m.media_id = s.media_id join entry_in_force e on e.id = m.entry_id
                    where g.report_id = r.id
                      and not exists (select from decision d where d.match_id = m.id)
                      and not exists (select from takedown t
                        where t.page_location_id = s.page_location_id and t.media_id = m.media_id)) then null
      -- a crawl for a later report of the same page does not prolong an earlier one
      else greatest(l.accepted_at, least(p.crawled_at, l.accepted_at + interval '7 days'),
        (select max(t.ended_at) from report_page g join takedown_end t on t.page_location_id = g.location_id
          where g.report_id = r.id))
    end as ended_at
    from report r
    left join report_location l on l.report_id = r.id
    left join location p on p.id = l.location_id;

-- What legal holds cover.
create view held_page with (security_invoker = true) as
  select page_location_id as id from legal_hold where released_at is null and page_location_id is not null
  union
  select g.location_id from legal_hold h join report_page g on g.report_id = h.report_id where h.released_at is null
  union
  select c.location_id from legal_hold h join crawl_page c on c.root_location_id = h.page_location_id
   where h.released_at is null;
create view held_takedown with (security_invoker = true) as
  select takedown_id as id from legal_hold where released_at is null and takedown_id is not null
  union
  select t.id from takedown t join held_page p on p.id = t.page_location_id;
create view held_location with (security_invoker = true) as
  select id from held_page
  union
  select t.page_location_id from takedown t join held_takedown h on h.id = t.id
  union
  select l.location_id from takedown_location l join held_takedown h on h.id = l.takedown_id
  union
  select s.location_id from sighting s join (
    select id from held_page union
    select t.page_location_id from takedown t join held_takedown h on h.id = t.id) p on p.id = s.page_location_id;
create view held_report with (security_invoker = true) as
  select report_id as id from legal_hold where released_at is null and report_id is not null
  union
  select r.report_id from report_location r join held_location l on l.id = r.location_id;

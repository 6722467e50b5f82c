-- Letters are counted by their kind, out of the index alone. Before what is of receipts: whoever receives has read the letter by then.
drop index notice_composed;
create index notice_composed on notice (composed_at)
  include (id, kind, state, channel, bounced_at) where kind <> 'retraction';

-- Letters by which cases were handed to the police are counted by themselves, as if by a channel `police-hand-over`: they are answered by
-- marking them as received, or by a reply, where anybody answers at all.
create or replace function letters_of_day(asked date) returns setof letter_day language sql stable as $$
  select asked, case when n.kind = 'police-hand-over' then n.kind else n.channel end as line, count(*)::int,
         count(*) filter (where n.state in ('due', 'handover'))::int,
         count(*) filter (where n.state = 'sent')::int,
         count(*) filter (where n.bounced_at is not null)::int,
         count(*) filter (where n.state = 'refused')::int,
         count(*) filter (where n.state = 'sent' and n.bounced_at is null and a.is_answered)::int,
         count(*) filter (where n.state = 'sent' and n.bounced_at is null and not a.is_answered)::int
    from notice n
    cross join lateral (select exists (select from reply r where r.notice_id = n.id
        and r.class not in ('auto-reply', 'mailbox-dead', 'mailbox-full', 'spam-rejected', 'delayed'))
      or n.kind = 'police-hand-over' and exists (select from hand_over_receipt h where h.notice_id = n.id) as is_answered) a
   -- what was written and stopped before it was out went to nobody, and no server refused it
   where not (n.state = 'refused' and exists (select from notice_attempt x where x.notice_id = n.id and x.outcome = 'withdrawn'))
     and n.kind <> 'retraction' and n.composed_at >= day_begins(asked) and n.composed_at < day_begins(asked + 1)
   group by line
$$;

create function receipt_changes_day() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  insert into figure_day_stale select 'letter', day_of(composed_at) from notice where id = new.notice_id;
  return null;
end $$;
revoke all on function receipt_changes_day() from public;
create trigger receipt_changes_day after insert on hand_over_receipt
  for each row execute function receipt_changes_day();

insert into figure_day_stale
select distinct 'letter', day_of(composed_at) from notice where kind = 'police-hand-over' or state = 'refused';
select fold_figure_days();

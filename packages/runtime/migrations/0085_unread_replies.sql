-- A mail in somebody's own words waits to be read, whatever becomes of the takedown: who answers a closed one, or a letter that takes a
-- notice back, is read too. All else that a reply asks for is settled by the closing, as before.
create or replace function takedown_asks() returns trigger language plpgsql as $$
declare
  of_replies constant text[] := array['disputed', 'reply-not-theirs', 'reply-needs-information', 'reply-refused',
    'reply-impossible', 'reply-unread'];
begin
  if tg_op = 'UPDATE' and old.attention is distinct from new.attention and old.attention is not null
     and old.attention <> all (of_replies) then
    update task set done_at = clock_timestamp(), done_by = 'nightlight', done_with = coalesce(new.attention, 'settled')
     where takedown_id = new.id and code = old.attention and done_at is null;
  end if;
  if tg_op = 'UPDATE' and old.status <> new.status and new.status in ('removed', 'watching', 'closed') then
    update task set done_at = clock_timestamp(), done_by = 'nightlight', done_with = new.status
     where takedown_id = new.id and code is distinct from new.attention and done_at is null
       and (new.status = 'closed' or code <> all (of_replies))
       and not (code = 'reply-unread' and exists (
         select from reply r where r.class = 'unsorted' and r.waits and r.handled_at is null
            and (r.takedown_id = new.id or (r.takedown_id is null and exists (
              select from notice_item i where i.notice_id = r.notice_id and i.takedown_id = new.id)))));
  end if;
  if new.attention is not null and (tg_op = 'INSERT' or old.attention is distinct from new.attention) then
    insert into task (takedown_id, code) values (new.id, new.attention)
    on conflict (takedown_id, code) where done_at is null do nothing;
  end if;
  return null;
end $$;

-- What was closed with a mail unread, or answered after that.
insert into task (takedown_id, code, since)
select t.id, 'reply-unread', min(r.said_at)
  from reply r join notice_item i on i.notice_id = r.notice_id and i.takedown_id = coalesce(r.takedown_id, i.takedown_id)
  join takedown t on t.id = i.takedown_id and t.status = 'closed'
 where r.class = 'unsorted' and r.waits and r.handled_at is null
 group by t.id
on conflict (takedown_id, code) where done_at is null do nothing;

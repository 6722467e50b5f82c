-- What a reply asks for waits until somebody has seen to the reply, or its dispute is decided: neither another question of the
-- takedown in its place nor content that goes settles it. The closing of the takedown does.
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
       and (new.status = 'closed' or code <> all (of_replies));
  end if;
  if new.attention is not null and (tg_op = 'INSERT' or old.attention is distinct from new.attention) then
    insert into task (takedown_id, code) values (new.id, new.attention)
    on conflict (takedown_id, code) where done_at is null do nothing;
  end if;
  return null;
end $$;

-- What waits since before: replies that nobody has seen to and disputes that are open, without a task.
insert into task (takedown_id, code, since)
select takedown_id, code, min(since) from (
  select i.takedown_id, r.said_at as since, case r.class
           when 'not-theirs' then 'reply-not-theirs' when 'origin-disclosed' then 'reply-not-theirs'
           when 'needs-information' then 'reply-needs-information' when 'refused' then 'reply-refused'
           when 'impossible' then 'reply-impossible' when 'unsorted' then 'reply-unread' end as code
    from reply r join notice_item i on i.notice_id = r.notice_id and i.takedown_id = coalesce(r.takedown_id, i.takedown_id)
   where r.waits and r.handled_at is null
  union all
  select takedown_id, opened_at, 'disputed' from dispute where ended_at is null
) waiting join takedown t on t.id = waiting.takedown_id and t.status <> 'closed'
where code is not null group by takedown_id, code
on conflict (takedown_id, code) where done_at is null do nothing;

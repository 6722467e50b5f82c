-- What belongs to the takedowns of a notice ends with the last of them. Read by the processes that erase.

-- The takedowns that each notice is about, letters that take one back included.
create view notice_takedown with (security_invoker = true) as
  select notice_id, takedown_id from notice_item
  union
  select letter_id, takedown_id from retraction where letter_id is not null;

-- When each notice came to its end, null while it waits to be handed over or a takedown of it has not ended.
create view notice_end with (security_invoker = true) as
  select n.id, case
      when n.state in ('due', 'handover') then null
      when exists (select from notice_takedown i join takedown_end t on t.id = i.takedown_id
                    where i.notice_id = n.id and t.ended_at is null) then null
      else greatest(n.composed_at, n.sent_at, (select max(t.ended_at) from notice_takedown i
        join takedown_end t on t.id = i.takedown_id where i.notice_id = n.id))
    end as ended_at
    from notice n;

create view held_notice with (security_invoker = true) as
  select i.notice_id as id from notice_takedown i join held_takedown h on h.id = i.takedown_id;

-- Why somebody decided a dispute so may be erased once the dispute has ended, and by that alone is it changed.
create or replace function dispute_decision_stays() returns trigger language plpgsql as $$
declare
  ended constant boolean := exists (select from dispute where id = new.dispute_id and ended_at is not null);
begin
  if tg_op = 'UPDATE' and ended and length(new.reason_ct) = 0
    and (old.dispute_id, old.actor, old.person, old.verdict, old.at)
      is not distinct from (new.dispute_id, new.actor, new.person, new.verdict, new.at) then
    return new;
  end if;
  if tg_op <> 'INSERT' or ended then
    raise exception 'dispute_decision: what somebody decided stays, and nothing follows an end'
      using errcode = 'check_violation', constraint = 'dispute_decision_stays';
  end if;
  return new;
end $$;

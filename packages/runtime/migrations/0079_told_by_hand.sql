-- Written by notices: what was told by hand and does not hold any more, of which nobody was asked to say so.
insert into task (takedown_id, code)
select t.id, 'retract-by-hand' from takedown t
where t.status = 'closed'
  and (t.state ->> 'reason' in ('match-rejected', 'ground-withdrawn') or t.state ->> 'withdrawnAt' is not null)
  and jsonb_array_length(coalesce(t.state -> 'entered', '[]'::jsonb)) > 0
on conflict (takedown_id, code) where done_at is null do nothing;

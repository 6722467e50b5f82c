-- Written by api. Whom somebody of a provider answers for; it never changes.
alter table person
  add column provider_id uuid references provider (id),
  add constraint person_provider check (provider_id is null or role = 'provider'),
  -- They may see exact addresses: nobody lets them in alone, as nobody adds a mailbox alone.
  add constraint person_provider_needs_another
    check (provider_id is null or needs_approval or requested_by = 'operator');
create index person_of_provider on person (provider_id) where provider_id is not null;

create function person_keeps_provider() returns trigger language plpgsql as $$
begin
  raise exception 'person: whom somebody answers for never changes'
    using errcode = 'check_violation', constraint = 'person_keeps_provider';
end $$;
create trigger person_keeps_provider before update of provider_id on person
  for each row when (old.provider_id is distinct from new.provider_id) execute function person_keeps_provider();

alter table inbound_event drop constraint inbound_event_kind_check,
  add constraint inbound_event_kind_check
    check (kind in ('link', 'api', 'csv', 'webhook', 'mail', 'person', 'portal'));
alter table reply drop constraint reply_said_by_check,
  add constraint reply_said_by_check
    check (said_by in ('link', 'api', 'csv', 'webhook', 'mail', 'person', 'portal'));

-- Written by the triggers below alone. What each provider was told of, a narrow row for each takedown: made of notices, replies
-- and takedowns, and could be made anew from them.
create table told_item (
  provider_id uuid not null references provider (id),
  takedown_id uuid not null references takedown (id),
  -- open until it is answered, and again when a later notice asks
  state text not null check (state in ('open', 'answered', 'removed', 'closed')),
  legal_class text not null,
  -- by the first and by the newest notice about it that went out and did not come back
  told_at timestamptz not null,
  asked_at timestamptz not null,
  notice_id uuid not null references notice (id),
  answer text,
  answered_at timestamptz,
  primary key (provider_id, takedown_id)
);
create index told_item_state on told_item (provider_id, state, told_at, takedown_id);
create index told_item_age on told_item (provider_id, told_at, takedown_id);
create index told_item_class on told_item (provider_id, legal_class, told_at, takedown_id);
create index told_item_takedown on told_item (takedown_id);

create function keep_told_item(whose uuid, about uuid) returns void language plpgsql as $$
declare
  first timestamptz;
  newest record;
  said record;
  t record;
begin
  select min(n.sent_at) into first from notice_item i join notice n on n.id = i.notice_id
   where i.takedown_id = about and n.provider_id = whose and n.state = 'sent' and n.kind <> 'retraction'
     and n.bounced_at is null;
  if first is null then
    delete from told_item where provider_id = whose and takedown_id = about;
    return;
  end if;
  select n.id, n.kind, n.sent_at into newest from notice_item i join notice n on n.id = i.notice_id
   where i.takedown_id = about and n.provider_id = whose and n.state = 'sent' and n.kind <> 'retraction'
     and n.bounced_at is null
   order by n.sent_at desc, n.id desc limit 1;
  select r.class, r.said_at into said from (
      select r.id, r.notice_id, r.class, r.said_at from reply r where r.takedown_id = about
      union all
      select r.id, r.notice_id, r.class, r.said_at from notice_item i
        join reply r on r.notice_id = i.notice_id and r.takedown_id is null where i.takedown_id = about) r
    join notice n on n.id = r.notice_id and n.provider_id = whose
   where r.class not in ('auto-reply', 'mailbox-dead', 'mailbox-full', 'spam-rejected', 'delayed')
   order by r.said_at desc, r.id desc limit 1;
  select d.status, d.provider_id, coalesce(d.state ->> 'legalClass', f.legal_class, 'unknown') as legal_class into t
    from takedown d left join takedown_fact f on f.takedown_id = d.id where d.id = about;
  insert into told_item as i
    (provider_id, takedown_id, state, legal_class, told_at, asked_at, notice_id, answer, answered_at)
  values (whose, about, case
      -- a host is asked no more once the content is at another one
      when newest.kind in ('provider-notice', 'provider-reminder') and t.provider_id <> whose then 'closed'
      when t.status in ('removed', 'watching') then 'removed'
      when t.status = 'closed' then 'closed'
      when said.said_at >= newest.sent_at then 'answered'
      else 'open' end, t.legal_class, first, newest.sent_at, newest.id, said.class, said.said_at)
  on conflict (provider_id, takedown_id) do update set
    state = excluded.state, legal_class = excluded.legal_class, told_at = excluded.told_at,
    asked_at = excluded.asked_at, notice_id = excluded.notice_id, answer = excluded.answer,
    answered_at = excluded.answered_at
  where (i.state, i.legal_class, i.told_at, i.asked_at, i.notice_id, i.answer, i.answered_at) is distinct from
    (excluded.state, excluded.legal_class, excluded.told_at, excluded.asked_at, excluded.notice_id, excluded.answer,
     excluded.answered_at);
end $$;
revoke all on function keep_told_item(uuid, uuid) from public;

create function keep_told_of_notice() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  perform keep_told_item(p, i.takedown_id)
    from notice_item i, unnest(array[old.provider_id, new.provider_id]) p
   where i.notice_id = new.id group by p, i.takedown_id order by i.takedown_id, p;
  return null;
end $$;
revoke all on function keep_told_of_notice() from public;
create trigger keep_told_of_notice after update on notice for each row
  when ((new.state = 'sent' or old.state = 'sent') and (old.state, old.sent_at, old.bounced_at, old.provider_id)
    is distinct from (new.state, new.sent_at, new.bounced_at, new.provider_id))
  execute function keep_told_of_notice();

create function keep_told_of_item() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  perform keep_told_item(n.provider_id, new.takedown_id) from notice n
   where n.id = new.notice_id and n.state = 'sent';
  return null;
end $$;
revoke all on function keep_told_of_item() from public;
create trigger keep_told_of_item after insert on notice_item
  for each row execute function keep_told_of_item();

create function keep_told_of_takedown() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  perform keep_told_item(i.provider_id, new.id) from told_item i where i.takedown_id = new.id;
  return null;
end $$;
revoke all on function keep_told_of_takedown() from public;
create trigger keep_told_of_takedown after update on takedown for each row
  when (old.status is distinct from new.status or old.provider_id is distinct from new.provider_id
    or old.state -> 'legalClass' is distinct from new.state -> 'legalClass')
  execute function keep_told_of_takedown();

create function keep_told_of_reply() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  perform keep_told_item(n.provider_id, i.takedown_id)
    from notice n join notice_item i on i.notice_id = n.id
   where n.id = new.notice_id and (new.takedown_id is null or i.takedown_id = new.takedown_id)
   order by i.takedown_id;
  return null;
end $$;
revoke all on function keep_told_of_reply() from public;
create trigger keep_told_of_reply after insert on reply
  for each row execute function keep_told_of_reply();

select keep_told_item(told.provider_id, told.takedown_id) from (
  select distinct n.provider_id, i.takedown_id from notice n join notice_item i on i.notice_id = n.id
   where n.state = 'sent') told;

-- Written by api (asked) and notices (done). Tries of a way by which a provider is told, with a message that is about no case.
create table channel_test (
  id uuid primary key,
  provider_id uuid not null references provider (id),
  -- null for a mail to the mailbox
  channel_id uuid references provider_channel (id),
  asked_by text not null,
  asked_at timestamptz not null,
  done_at timestamptz,
  outcome text check (outcome in ('accepted', 'deferred', 'turned-away', 'in-doubt', 'refused', 'unsendable')),
  code integer,
  check ((done_at is null) = (outcome is null))
);
create index channel_test_newest on channel_test (provider_id, asked_at desc);
create index channel_test_due on channel_test (asked_at) where done_at is null;

-- Written by matcher. What is handed in says for what and where it may be used, as its list does. Pictures are compared
-- by the terms of the list, so a list is never wider than anything handed in to it that counts or may come to count.
alter table submission add column purpose text, add column jurisdictions text[];
update submission s set purpose = l.purpose, jurisdictions = l.jurisdictions
  from hash_list l where l.id = s.list_id;
alter table submission alter column purpose set not null, alter column jurisdictions set not null;

-- Whether all countries are among those allowed; where none is named, it is everywhere.
create function countries_within(countries text[], allowed text[]) returns boolean language sql immutable as $$
  select cardinality(allowed) = 0 or (cardinality(countries) > 0 and not exists (
    select from unnest(countries) country
     where (upper(country) = any (select upper(code) from unnest(allowed) code)) is not true))
$$;

-- Has the terms of a list stay as they are until the transaction ends. Whoever hands in does not wait for others who do,
-- as they would for the row: a dry run takes long, and a list is withdrawn at once.
create function hold_list_terms(list uuid) returns void language sql as
  $$ select pg_advisory_xact_lock_shared(hashtextextended(list::text, 7)) $$;

create function submission_has_terms() returns trigger language plpgsql as $$
declare
  open constant text[] := array['receiving', 'staged', 'active', 'ending'];
  list record;
begin
  if tg_op = 'UPDATE' then
    if (old.purpose, old.jurisdictions) is distinct from (new.purpose, new.jurisdictions) then
      raise exception 'submission: for what and where it may be used is not changed; hand it in again'
        using errcode = 'check_violation', constraint = 'submission_terms';
    end if;
    if old.state = any (open) then
      return new;
    end if;
  end if;
  perform hold_list_terms(new.list_id);
  select purpose, jurisdictions into list from hash_list where id = new.list_id;
  -- where nobody has said, as its list
  new.purpose := coalesce(new.purpose, list.purpose);
  new.jurisdictions := coalesce(new.jurisdictions, list.jurisdictions);
  if new.state = any (open) and (new.purpose <> list.purpose
    or not countries_within(list.jurisdictions, new.jurisdictions)) then
    raise exception 'submission: its list is for another purpose or for more countries'
      using errcode = 'check_violation', constraint = 'submission_terms';
  end if;
  return new;
end $$;
create trigger submission_terms before insert or update of state, purpose, jurisdictions on submission
  for each row execute function submission_has_terms();

create function list_stays_within_submissions() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(new.id::text, 7));
  if exists (select from submission s
    where s.list_id = new.id and s.state in ('receiving', 'staged', 'active', 'ending')
      and (s.purpose <> new.purpose or not countries_within(new.jurisdictions, s.jurisdictions))) then
    raise exception 'hash_list: something handed in to it is for another purpose or for fewer countries; open another list'
      using errcode = 'check_violation', constraint = 'hash_list_within_submissions';
  end if;
  return new;
end $$;
create trigger hash_list_within_submissions before update of purpose, jurisdictions on hash_list for each row
  when ((old.purpose, old.jurisdictions) is distinct from (new.purpose, new.jurisdictions))
  execute function list_stays_within_submissions();

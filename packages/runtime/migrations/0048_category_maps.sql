-- Written by api and matcher. What the codes of a source mean, said after its file was read and before it counts.
create table category_map (
  authority_id uuid primary key references authority (id),
  classes jsonb not null,
  -- who said it, by code: names by actor
  said_by jsonb not null,
  changed_at timestamptz not null default clock_timestamp()
);

alter table submission
  -- whether a code that nobody has mapped waits for somebody to say what it means; its rows are refused otherwise
  add column maps_later boolean not null default false,
  -- what each code was read as
  add column read_as jsonb not null default '{}',
  -- rows by code
  add column codes jsonb not null default '{}',
  -- ids of some new entries by code
  add column samples jsonb not null default '{}',
  -- everybody who said what each of them means, in this file or for later ones: names by actor, by code
  add column mapped_by jsonb not null default '{}',
  -- codes whose meaning is that of later files too once it is active, and who said so, as in category_map
  add column as_default jsonb not null default '{}';

-- Nothing counts whose codes nobody has said the meaning of, nor on the word of any of them alone.
create function submission_is_mapped() returns trigger language plpgsql as $$
begin
  if exists (select from jsonb_object_keys(new.codes) as code
      where coalesce(new.categories ->> code, '') not in ('csam', 'harmful', 'skip')
        or (coalesce(new.read_as ->> code, '') = 'skip') <> (new.categories ->> code = 'skip')) then
    raise exception 'submission: nobody has said what each of its codes means'
      using errcode = 'check_violation', constraint = 'submission_mapped';
  end if;
  -- what is counted as another code may be any that was mapped
  if exists (select from jsonb_each(new.mapped_by) as of_code (code, people), jsonb_each_text(people) as said (actor, name)
      where (new.codes ? code or new.codes ? 'other') and (actor = new.activated_by
         or (btrim(name) <> '' and lower(regexp_replace(btrim(name), '\s+', ' ', 'g'))
              = lower(regexp_replace(btrim(coalesce(new.activator, '')), '\s+', ' ', 'g'))))) then
    raise exception 'submission: who said what its codes mean does not activate it'
      using errcode = 'check_violation', constraint = 'submission_mapped_four_eyes';
  end if;
  return new;
end $$;
create trigger submission_mapped before update of state on submission for each row
  when (new.state = 'active' and old.state <> 'active' and new.maps_later)
  execute function submission_is_mapped();

-- Written by api and matcher. What the codes of a source mean, said after its file was read and before it counts.
create table category_map (
  authority_id uuid primary key references authority (id),
  classes jsonb not null,
  changed_by text not null,
  changer text not null,
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
  -- who said last what they mean
  add column mapped_by text,
  add column mapper text;

-- Nothing counts whose codes nobody has said the meaning of, nor on the word of that person alone.
create function submission_is_mapped() returns trigger language plpgsql as $$
begin
  if exists (select from jsonb_object_keys(new.codes) as code
      where coalesce(new.categories ->> code, '') not in ('csam', 'harmful', 'skip')
        or (coalesce(new.read_as ->> code, '') = 'skip') <> (new.categories ->> code = 'skip')) then
    raise exception 'submission: nobody has said what each of its codes means'
      using errcode = 'check_violation', constraint = 'submission_mapped';
  end if;
  if new.mapped_by is not null and (new.mapped_by = new.activated_by
      or lower(btrim(new.mapper)) = lower(btrim(coalesce(new.activator, '')))) then
    raise exception 'submission: who said what its codes mean does not activate it'
      using errcode = 'check_violation', constraint = 'submission_mapped_four_eyes';
  end if;
  return new;
end $$;
create trigger submission_mapped before update of state on submission for each row
  when (new.state = 'active' and old.state <> 'active' and new.maps_later)
  execute function submission_is_mapped();

-- Read by api. Lists of takedowns by status, and those that are open, the newest first.
create index takedown_status on takedown (status, id);
create index takedown_open on takedown (id desc) where status not in ('removed', 'watching', 'closed');

-- How often a page was asked for itself, and whether it answered: one of the visits of a page that may have hundreds.
create index visit_of_page_itself on visit (page_location_id, outcome)
  where location_id = page_location_id and takedown_id is null;
-- The few visits that may leave open what is there.
create index visit_not_plain on visit (page_location_id, location_id)
  where takedown_id is null and not (outcome = 'picture' and code is not distinct from 'fingerprinted')
    and not (outcome = 'page' and code is null);

-- Which pages were read, without their rows.
create index location_crawled on location (id) where crawled_at is not null;

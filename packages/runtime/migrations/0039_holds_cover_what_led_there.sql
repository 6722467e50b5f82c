-- A hold of a page, or of a takedown on it, covers the reports whose crawl led to that page, and their addresses, as well.
create or replace view held_location with (security_invoker = true) as
  select id from held_page
  union
  select t.page_location_id from takedown t join held_takedown h on h.id = t.id
  union
  select l.location_id from takedown_location l join held_takedown h on h.id = l.takedown_id
  union
  select s.location_id from sighting s join (
    select id from held_page union
    select t.page_location_id from takedown t join held_takedown h on h.id = t.id) p on p.id = s.page_location_id
  union
  select c.root_location_id from crawl_page c join (
    select id from held_page union
    select t.page_location_id from takedown t join held_takedown h on h.id = t.id) p on p.id = c.location_id;

-- What a fetch saw beside the columns: names, addresses of servers, digests, versions, times. Never an address of
-- a page, an entity tag or anything of what was fetched.
alter table visit add column observation jsonb;

-- Written by api. How much further than usual a report asks to look: depth, pages, archives, videos, render; null: not at all.
alter table report add column crawl jsonb;

-- Written by crawler. How far a reported page is followed, the widest of what its reports ask, and what is left of its
-- budget: every crawler process takes from this row before it spends. A crawl that begins anew is the next round.
create table crawl_order (
  location_id uuid primary key references location (id) on delete cascade,
  depth smallint not null,
  pages integer not null,
  archives boolean not null,
  videos boolean not null,
  render boolean not null,
  round integer not null default 1,
  pages_left integer not null,
  images_left integer not null,
  wire_left bigint not null,
  decoded_left bigint not null,
  -- set when the round's first crawl begins
  ends_at timestamptz,
  -- the first budget that ended, or left something out
  truncated text check (truncated in ('pages', 'images', 'bytes', 'time'))
);

-- Written by crawler. Pages that a reported page leads to, each a location with crawls and checks of its own.
create table crawl_page (
  root_location_id uuid not null references crawl_order (location_id) on delete cascade,
  location_id uuid not null references location (id) on delete cascade,
  via_location_id uuid references location (id) on delete set null,
  depth smallint not null,
  reason text not null check (reason in ('gallery', 'next', 'image')),
  round integer not null,
  state text not null default 'waiting' check (state in ('waiting', 'read', 'skipped')),
  primary key (root_location_id, location_id)
);
create index crawl_page_location on crawl_page (location_id);
create index crawl_page_via on crawl_page (via_location_id);

-- Written by crawler. Title and visible text of a page as it was last read, sealed; nothing of its pictures or addresses.
create table page_text (
  location_id uuid primary key references location (id),
  text_ct bytea not null,
  language text,
  truncated boolean not null,
  seen_at timestamptz not null
);
create index page_text_seen on page_text (seen_at);

-- Written by crawler. What a server called the version of a takedown's picture that a check saw last, by vantage point;
-- sealed, since an entity tag is often a digest of the content.
create table picture_version (
  location_id uuid not null references location (id) on delete cascade,
  egress text not null,
  media_id uuid not null references media (id) on delete cascade,
  validators_ct bytea not null,
  seen_at timestamptz not null,
  primary key (location_id, egress)
);
create index picture_version_media on picture_version (media_id);

-- Written by crawler. Hosts that asked to be left alone for a while, for every crawler process. Nothing is lost with it.
create unlogged table host_pause (
  host text primary key,
  until timestamptz not null,
  -- in a row, each doubling the pause where the host names none
  strikes integer not null
);

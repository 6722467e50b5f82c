-- Written by crawler.
create table location (
  id uuid primary key,
  url_ct bytea not null,
  url_key bytea not null unique,
  host text not null,
  registrable_domain text not null,
  first_seen_at timestamptz not null default clock_timestamp(),
  crawl_due_at timestamptz,
  crawl_attempts integer not null default 0,
  crawl_lease_until timestamptz,
  crawled_at timestamptz
);
create index location_crawl_due on location (crawl_due_at) where crawl_due_at is not null;

create table report_location (
  report_id uuid primary key references report (id),
  location_id uuid references location (id),
  refused_code text,
  accepted_at timestamptz not null default clock_timestamp(),
  check ((location_id is null) <> (refused_code is null))
);
create index report_location_location on report_location (location_id);

create table media (
  id uuid primary key,
  sha256_key bytea not null unique,
  fingerprint_ct bytea not null,
  size integer not null,
  mime text not null,
  width integer not null,
  height integer not null,
  frames integer not null,
  pdq_quality integer not null,
  pipeline_version text not null,
  first_seen_at timestamptz not null default clock_timestamp()
);

create table visit (
  id uuid primary key,
  location_id uuid not null references location (id),
  page_location_id uuid not null references location (id),
  takedown_id uuid,
  media_id uuid references media (id),
  outcome text not null check (outcome in ('page', 'picture', 'refused', 'failed', 'other')),
  code text,
  http_status integer,
  address inet,
  content_type text,
  server text,
  certificate_sha256 text,
  redirects integer not null default 0,
  wire_bytes bigint not null default 0,
  body_bytes bigint not null default 0,
  egress text not null,
  started_at timestamptz not null,
  finished_at timestamptz not null
);
create index visit_location on visit (location_id, started_at);
create index visit_page on visit (page_location_id, started_at);

create table sighting (
  media_id uuid not null references media (id),
  location_id uuid not null references location (id),
  page_location_id uuid not null references location (id),
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  gone_at timestamptz,
  primary key (media_id, location_id, page_location_id)
);
create index sighting_page on sighting (page_location_id);
create index sighting_location on sighting (location_id);

-- One look whether the content of a takedown is still there. `found` and `detail` hold ids and codes only.
create table removal_check (
  id uuid primary key,
  takedown_id uuid not null,
  due_at timestamptz not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  verdict text check (verdict in ('present', 'gone', 'unknown')),
  detail jsonb not null default '[]',
  egress text not null,
  unique (takedown_id, due_at),
  check ((finished_at is null) = (verdict is null))
);
create index removal_check_takedown on removal_check (takedown_id, finished_at);

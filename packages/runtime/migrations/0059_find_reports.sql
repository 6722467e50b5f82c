-- By what its source calls a report: sealed, and found by its key alone.
alter table report add column reference_ct bytea, add column reference_key bytea;
create index report_reference on report (reference_key) where reference_key is not null;

-- Pages show the end of a number, and people read it out to each other.
create index report_number_end on report (right(id::text, 6));
create index takedown_number_end on takedown (right(id::text, 6));

-- What the list of reports is narrowed by.
create index report_source on report (source, id desc);
create index report_language on report (language, id desc) where language is not null;
create index location_host on location (host);

-- Written by matcher. The codes that one file gives an entry, where it gives several: its class is that of the worst of
-- them once they are mapped. Null beside the category '*' in rows from before they were kept.
alter table entry_source add column codes text[];

-- Written by crawler. Scripts of this page have run: what it showed then, a look without scripts cannot call gone.
alter table location add column rendered boolean not null default false;

-- In which view of the media the entry was found: the picture as it is, or its first frame seen in
-- another way. `frame` says which frame of an animation, counted from 0.
alter table match add column variant text not null default 'picture'
  check (variant in ('picture', 'trimmed', 'over-white', 'over-black', 'with-profile'));

-- Mails of a link are counted apart: those of codes and those of links in its place; and so are the uses that were turned away, as
-- far as each is told of in the log. What was counted together so far says nothing of either.
alter table reply_link
  add column codes smallint not null default 0 check (codes <= 5),
  add column refused smallint not null default 0 check (refused <= 20);
update reply_link set mails = 0 where mails > 0;

-- Read by notices. A takedown without a route goes before every reminder, however many of those are due.
create index takedown_opened on takedown (due_at) where status = 'opened';

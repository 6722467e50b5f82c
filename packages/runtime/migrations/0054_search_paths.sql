-- Tables of a session are looked for first where a path does not name them last: whoever runs this could bring their own.
alter function audit_erase(uuid[], text, text) set search_path = public, pg_temp;

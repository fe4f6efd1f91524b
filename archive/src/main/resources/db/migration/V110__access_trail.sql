-- Who signed in, searched and opened what: the auditor's trail, newest first. The kinds are few beside those of messages.
create index record_of_access on archive.record (id)
  where kind in ('signed-in', 'searched', 'viewed', 'exported', 'reviewed');

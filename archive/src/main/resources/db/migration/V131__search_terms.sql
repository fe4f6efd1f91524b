-- One word or phrase of a search, in any form of either language. A word that says nothing in one of them ("el", "the")
-- narrows nothing. Each for itself, so that what is excluded is excluded in every form, and words of two languages go
-- together; archive.search_query, of the version before, takes a search as a whole.
create function archive_index.term(t text) returns tsquery
  language sql immutable strict parallel safe
  return case
    when numnode(phraseto_tsquery('pg_catalog.spanish', archive.fold(t))) = 0
      or numnode(phraseto_tsquery('pg_catalog.english', archive.fold(t))) = 0 then ''::tsquery
    else phraseto_tsquery('pg_catalog.spanish', archive.fold(t))
      || phraseto_tsquery('pg_catalog.english', archive.fold(t))
      || phraseto_tsquery('pg_catalog.simple', archive.fold(t))
  end;

-- Words that begin so; letters and digits only.
create function archive_index.beginning(t text) returns tsquery
  language sql immutable strict parallel safe
  return to_tsquery('pg_catalog.simple', '''' || replace(archive.fold(t), '''', '') || ''':*');

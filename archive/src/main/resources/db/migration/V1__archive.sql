-- The retention archive. What each table means, and how every byte in it is derived, is in
-- docs/archive-format.md; the verifier (package org.recado.archive.verify) checks each column.
--
-- The migration runs as the owner. The running gateway takes the role recado_gateway, which may
-- add to the archive and read it, and can neither change nor remove anything in it.

do $$
begin
  if not exists (select from pg_roles where rolname = 'recado_gateway') then
    create role recado_gateway nologin;
  end if;
  -- from PostgreSQL 16 on whoever makes a role is its member, but may not yet take it
  if not pg_has_role(current_user, 'recado_gateway',
      case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)
  then
    execute format('grant recado_gateway to %I', current_user);
  end if;
end
$$;

create schema if not exists archive;
grant usage on schema archive to recado_gateway;

-- One thing that happened. metadata is the leaf exactly as it is hashed; the other columns repeat
-- parts of it for look-up.
create table archive.record (
  id          uuid        primary key,
  message_id  uuid,
  recorded_at timestamptz not null,
  kind        text        not null,
  metadata    text        not null
);
create index record_by_message on archive.record (message_id, id);
-- the few kinds that are read as a whole
create index record_of_holds on archive.record (id) where kind = 'held';

-- What it said, sealed. Goes when the record is disposed of. No foreign key to record: both are
-- written by one statement, and the verifier looks for orphans; the check would cost a look-up a
-- row at the busiest place there is.
create table archive.content (
  record_id   uuid  primary key,
  sealed      bytea not null,
  wrapped_key bytea not null
);
-- ciphertext does not compress
alter table archive.content alter column sealed set storage external;

-- Records that are not in the tree yet. Written with the record, so that the tree misses none.
create table archive.ledger_pending (
  record_id uuid primary key
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

-- The leaves of the Merkle tree, in order, without gaps.
create table archive.ledger_leaf (
  leaf_index bigint primary key check (leaf_index >= 0),
  record_id  uuid   not null unique,
  leaf_hash  bytea  not null
);

-- Signed tree heads (C2SP tlog-checkpoint), with the roots of the complete subtrees, from which the
-- next batch goes on.
create table archive.checkpoint (
  tree_size bigint      primary key check (tree_size > 0),
  note      text        not null,
  frontier  bytea       not null,
  signed_at timestamptz not null
);

grant select, insert on archive.record, archive.content, archive.ledger_leaf, archive.checkpoint
  to recado_gateway;
grant select, insert, delete on archive.ledger_pending to recado_gateway;

-- Search. All of it is derived from the records, and can be built again from them.

-- Lower case, without accents: "Acción" and "accion" are one word to whoever searches.
create function archive.fold(t text) returns text
  language sql immutable strict parallel safe
  return regexp_replace(normalize(lower(t), nfkd), '[\u0300-\u036f]+', '', 'g');

-- Spanish and English stems, and the words as they are.
create function archive.search_vector(t text) returns tsvector
  language sql immutable strict parallel safe
  return to_tsvector('pg_catalog.spanish', archive.fold(t))
      || to_tsvector('pg_catalog.english', archive.fold(t))
      || to_tsvector('pg_catalog.simple', archive.fold(t));

-- Quotes make a phrase, a hyphen in front excludes a word, "or" is or.
create function archive.search_query(t text) returns tsquery
  language sql immutable strict parallel safe
  return websearch_to_tsquery('pg_catalog.spanish', archive.fold(t))
      || websearch_to_tsquery('pg_catalog.english', archive.fold(t))
      || websearch_to_tsquery('pg_catalog.simple', archive.fold(t));

-- Every ending of a number, so that any part of it is the beginning of one of them.
create function archive.number_parts(number text) returns tsvector
  language sql immutable strict parallel safe
  return array_to_tsvector(array(
    select substr(d.digits, s.start)
    from (select regexp_replace(number, '[^0-9]', '', 'g') as digits) d,
         generate_series(1, length(d.digits)) s(start)));

create table archive.search_entry (
  message_id    uuid        primary key,
  record_id     uuid        not null,
  at            timestamptz not null,
  direction     text        not null,
  client        text,
  number        text,
  person        text,
  mailbox       text,
  team          text,
  category      text,
  status        text,
  status_record uuid,
  reference     text,
  conversation  text,
  submission    text,
  text          text        not null,
  words         tsvector    not null generated always as (archive.search_vector(text)) stored,
  client_parts  tsvector    generated always as (archive.number_parts(client)) stored
) with (fillfactor = 85);
create index search_entry_newest on archive.search_entry (at desc, message_id desc);
create index search_entry_words on archive.search_entry using gin (words);
create index search_entry_client on archive.search_entry using gin (client_parts);
create index search_entry_mailbox on archive.search_entry (lower(mailbox), at desc);
create index search_entry_conversation on archive.search_entry (conversation, at)
  where conversation is not null;
create index search_entry_reference on archive.search_entry (reference)
  where reference is not null;

-- How far the index has read the tree.
create table archive.search_cursor (
  only_row  boolean primary key default true check (only_row),
  next_leaf bigint  not null check (next_leaf >= 0)
);
insert into archive.search_cursor (next_leaf) values (0);

grant select, insert, update, delete, truncate on archive.search_entry to recado_gateway;
grant select, update on archive.search_cursor to recado_gateway;

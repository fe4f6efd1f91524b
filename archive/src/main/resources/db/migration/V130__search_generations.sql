-- The search index in monthly partitions, and in generations: a new one is built beside the one that is searched, and
-- takes its place when it has caught up. All of it is derived from the records. docs/archive-format.md, section 6.
--
-- The table of the version before, archive.search_entry with archive.search_cursor, is generation 0. Nodes of that
-- version go on with it while they are replaced; a later version drops it.

create schema archive_index;
grant usage on schema archive_index to recado_gateway, recado_disposition;

create table archive_index.generation (
  number     int         primary key check (number >= 0),
  state      text        not null check (state in ('building', 'current', 'retired')),
  -- how far it has read the tree; of generation 0 archive.search_cursor tells
  next_leaf  bigint      not null default 0 check (next_leaf >= 0),
  retired_at timestamptz check ((state = 'retired') = (retired_at is not null))
);
create unique index generation_alone on archive_index.generation (state) where state <> 'retired';
grant select, update on archive_index.generation to recado_gateway;
grant select on archive_index.generation to recado_disposition;

-- The digits of a number in threes: any part of three digits or more is found by the threes in it. There are only a
-- thousand of them, so that their lists are short to store.
create function archive_index.threes(digits text) returns text[]
  language sql immutable strict parallel safe
  return array(
    select distinct 'n' || substr(d.digits, s.start, 3)
    from (select regexp_replace(digits, '[^0-9]', '', 'g') as digits) d,
         generate_series(1, length(d.digits) - 2) s(start));

-- What else a message is found by, in one index with its words: a word of a team is one look into it.
create function archive_index.keys(
  client text, mailbox text, person text, team text, reference text, submission text) returns text[]
  language sql immutable parallel safe
  return array_remove(
    array['m' || lower(mailbox), 'p' || person, 't' || lower(team), 'r' || reference, 's' || submission]
      || archive_index.threes(client),
    null);

-- A new, empty generation to be built, or the one that is being built.
create function archive_index.begin() returns int
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  n int;
  name text;
begin
  lock table archive_index.generation in share row exclusive mode;
  select number into n from archive_index.generation where state = 'building';
  if n is not null then
    return n;
  end if;
  select coalesce(max(number), 0) + 1 into n from archive_index.generation;
  name := 'g' || n;
  execute format($ddl$
    create table archive_index.%1$I (
      message_id    uuid        not null,
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
      primary key (message_id, at)
    ) partition by range (at)$ddl$, name);
  execute format('create index %2$I on archive_index.%1$I (at, message_id)', name, name || '_newest');
  execute format('create index %2$I on archive_index.%1$I (conversation, at) where conversation is not null',
    name, name || '_conversation');
  execute format(
    'create index %2$I on archive_index.%1$I using gin'
    ' (words, archive_index.keys(client, mailbox, person, team, reference, submission)) with (gin_pending_list_limit = 1024)',
    name, name || '_words');
  execute format('grant select, insert, update, delete on archive_index.%I to recado_gateway', name);
  execute format('grant select on archive_index.%I to recado_disposition', name);
  insert into archive_index.generation (number, state) values (n, 'building');
  return n;
end $$;

-- The partition for a month. It is made by itself and attached then: that waits for no search and no export. There is
-- no default partition, for attaching beside one would; only the indexer writes, and makes what it is missing.
create function archive_index.open_month(p_generation int, p_month date) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  parent text := 'g' || p_generation;
  first timestamptz := date_trunc('month', p_month::timestamp) at time zone 'UTC';
  next timestamptz := (date_trunc('month', p_month::timestamp) + interval '1 month') at time zone 'UTC';
  name text := parent || to_char(p_month, '"_"YYYY"_"MM');
begin
  if not exists (select from archive_index.generation where number = p_generation and number > 0) then
    raise exception 'there is no generation % of the search index', p_generation using errcode = 'P0002';
  end if;
  if to_regclass(format('archive_index.%I', name)) is not null then
    return name;
  end if;
  execute format(
    'create table archive_index.%I (like archive_index.%I including generated including indexes) with (fillfactor = 85)',
    name, parent);
  execute format('alter table archive_index.%I add constraint month check (at >= %L and at < %L)', name, first, next);
  execute format('alter table archive_index.%I attach partition archive_index.%I for values from (%L) to (%L)',
    parent, name, first, next);
  execute format('alter table archive_index.%I drop constraint month', name);
  execute format('grant select, insert, update, delete on archive_index.%I to recado_gateway', name);
  execute format('grant select on archive_index.%I to recado_disposition', name);
  return name;
end $$;

-- Drops generations that were retired that long ago and that nobody reads any more. Never waits for who does.
create function archive_index.drop_retired(p_age interval) returns int
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  n int;
  dropped int := 0;
begin
  for n in
    select number from archive_index.generation
    where state = 'retired' and number > 0 and retired_at <= now() - p_age
    order by number
  loop
    continue when exists (
      select from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace s on s.oid = c.relnamespace
      where s.nspname = 'archive_index' and l.pid <> pg_backend_pid()
        and l.database = (select oid from pg_database where datname = current_database())
        and (c.relname = 'g' || n or c.relname like 'g' || n || '\_%'));
    execute format('drop table archive_index.%I', 'g' || n);
    delete from archive_index.generation where number = n;
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

revoke execute on function archive_index.begin(), archive_index.open_month(int, date),
  archive_index.drop_retired(interval) from public;
grant execute on function archive_index.begin(), archive_index.open_month(int, date),
  archive_index.drop_retired(interval) to recado_gateway;

-- An archive that has no index yet begins with the first generation; any other is searched as before until it is built.
insert into archive_index.generation (number, state) values (0, 'current');
select archive_index.begin();
update archive_index.generation set state = 'retired', retired_at = now()
  where number = 0 and not exists (select from archive.search_cursor where next_leaf > 0);
update archive_index.generation set state = 'current'
  where number = 1 and not exists (select from archive.search_cursor where next_leaf > 0);

-- What is destroyed or blocked goes from every generation.
create function disposition.forget_index(p_messages uuid[]) returns void
  language plpgsql set search_path = pg_catalog as $$
declare n int;
begin
  delete from archive.search_entry where message_id = any (p_messages);
  for n in select number from archive_index.generation where number > 0 loop
    execute format('delete from archive_index.%I where message_id = any ($1)', 'g' || n) using p_messages;
  end loop;
end $$;
revoke execute on function disposition.forget_index(uuid[]) from public;

create or replace function disposition.erase(p_messages uuid[]) returns void
  language plpgsql set search_path = pg_catalog as $$
begin
  -- the indexer's lock: it shall not put back what it has read a moment before
  perform pg_advisory_xact_lock(('x726364696e646578')::bit(64)::bigint);
  delete from archive.content where record_id in (
    select id from archive.record where message_id = any (p_messages) and disposition.goes(kind)
    union all
    select id from archive.record where id = any (p_messages) and message_id is null
      and disposition.goes(kind));
  perform disposition.forget_index(p_messages);
  perform disposition.forget_elsewhere(p_messages);
end $$;

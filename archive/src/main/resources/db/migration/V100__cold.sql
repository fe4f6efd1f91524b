-- The cold tier: sealed contents of closed months leave the database for objects that are locked
-- (docs/archive-format.md section 9). Leaves, keys and the index stay here; so what is destroyed is still
-- the key, and what is searched is still here.

create schema cold;
grant usage on schema cold to recado_gateway, recado_disposition;

-- One object. "writing" until it was read back and its rows have left; "given-up" if it cannot be used;
-- "expired" once nothing in it can be read any more and it was removed.
create table cold.segment (
  id           uuid        primary key,
  object_key   text        not null unique,
  state        text        not null default 'writing'
                           check (state in ('writing', 'sealed', 'given-up', 'expired')),
  version      text        check ((state in ('sealed', 'expired')) <= (version is not null)),
  month        date        not null,
  -- whether the index knows the messages in it
  indexed      boolean     not null,
  records      int,
  size         bigint,
  sha256       bytea,
  locked_until timestamptz not null,
  held         boolean     not null default false,
  begun_at     timestamptz not null default now(),
  sealed_at    timestamptz,
  removed_at   timestamptz
);

-- Months all of whose contents have left: nothing comes into them any more.
create table cold.month_done (
  month date primary key
);

-- Where in which object a record's sealed content is. Stays when the record is destroyed or blocked.
create table cold.place (
  record_id  uuid   primary key,
  segment_id uuid   not null,
  place      bigint not null check (place >= 0),
  size       int    not null check (size > 0)
);
create index place_in_segment on cold.place (segment_id);

grant select on cold.segment, cold.place, cold.month_done to recado_gateway, recado_disposition;

-- null once it is in a segment
alter table archive.content alter column sealed drop not null;
alter table disposition.blocked alter column sealed drop not null;

create or replace view disposition.blocked_content as
  select b.record_id, b.message_id, sha256(b.sealed) as digest,
    coalesce(length(b.sealed), (select p.size from cold.place p where p.record_id = b.record_id)) as size,
    b.keep_until
  from disposition.blocked b;

create function cold.begin_segment(
  p_id uuid, p_key text, p_month date, p_indexed boolean, p_locked_until timestamptz)
  returns void language sql security definer set search_path = pg_catalog as $$
  insert into cold.segment (id, object_key, month, indexed, locked_until)
  values (p_id, p_key, p_month, p_indexed, p_locked_until)
$$;

-- The only way by which a content leaves the database and is not destroyed. Whoever calls has read the object
-- back: for each record it gives the digest of what it read, which has to be that of the row and that of the
-- leaf. Records whose content is not in archive.content any more (destroyed, blocked) are passed over.
create function cold.seal(
  p_id uuid, p_version text, p_size bigint, p_sha256 bytea,
  p_records uuid[], p_places bigint[], p_digests bytea[])
  returns void language plpgsql security definer set search_path = pg_catalog as $$
declare
  s cold.segment;
  bad uuid;
begin
  select * into s from cold.segment where id = p_id for update;
  if s.id is null or s.state <> 'writing' then
    raise exception 'segment % is not being written', p_id using errcode = 'P0001';
  end if;
  if s.locked_until <= now() then
    raise exception 'segment % is not locked', p_id using errcode = 'P0001';
  end if;
  perform from archive.content where record_id = any (p_records) order by record_id for update;
  select c.record_id into bad
    from unnest(p_records, p_places, p_digests) as t (id, place, digest)
      join archive.content c on c.record_id = t.id and c.sealed is not null
      left join archive.record r on r.id = t.id
      left join archive.ledger_leaf l on l.record_id = t.id
    where r.id is null or l.record_id is null
      or sha256(c.sealed) is distinct from t.digest
      or (r.metadata::jsonb ->> 'content') is distinct from encode(t.digest, 'hex')
      or t.place + length(c.sealed) > p_size
      or r.recorded_at >= date_trunc('month', now(), 'UTC')
      or not disposition.goes(r.kind)
      or disposition.earliest_end(coalesce(r.message_id, r.id)) > s.locked_until
    limit 1;
  if bad is not null then
    raise exception 'record % may not leave the database: what was read back is not its content, its month is not over, or the segment is not locked for as long as it is kept', bad
      using errcode = 'P0001';
  end if;
  with gone as (
    update archive.content c set sealed = null
      from unnest(p_records, p_places, p_digests) as t (id, place, digest),
        (select x.record_id, length(x.sealed) as size from archive.content x
         where x.record_id = any (p_records)) o
      where c.record_id = t.id and o.record_id = t.id and c.sealed is not null
      returning t.id, t.place, o.size
  )
  insert into cold.place (record_id, segment_id, place, size)
    select id, p_id, place, size from gone;
  update cold.segment
    set state = 'sealed', version = p_version, size = p_size, sha256 = p_sha256,
      records = cardinality(p_records), sealed_at = now()
    where id = p_id;
end $$;

-- What was begun and cannot be used: no record is in it.
create function cold.give_up(p_id uuid, p_version text) returns void
  language sql security definer set search_path = pg_catalog as $$
  update cold.segment set state = 'given-up', version = p_version where id = p_id and state = 'writing'
$$;

-- The store was told to lock it for longer, or to hold it.
create function cold.locked(p_id uuid, p_until timestamptz, p_held boolean) returns void
  language sql security definer set search_path = pg_catalog as $$
  update cold.segment set locked_until = greatest(locked_until, p_until), held = p_held where id = p_id
$$;

-- Whether any of its records still has a key.
create function cold.is_readable(p_id uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog as $$
  select exists (
    select from cold.place p
    where p.segment_id = p_id
      and (exists (select from archive.content c where c.record_id = p.record_id)
        or exists (select from disposition.blocked b where b.record_id = p.record_id)))
$$;

create function cold.expire(p_id uuid) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  if cold.is_readable(p_id) then
    raise exception 'records of segment % can still be read', p_id using errcode = 'P0001';
  end if;
  update cold.segment set state = 'expired'
    where id = p_id and state = 'sealed' and locked_until <= now() and not held;
  if not found then
    raise exception 'segment % is still locked or held', p_id using errcode = 'P0001';
  end if;
end $$;

create function cold.removed(p_id uuid) returns void
  language sql security definer set search_path = pg_catalog as $$
  update cold.segment set removed_at = now() where id = p_id and state = 'expired'
$$;

create function cold.month_done(p_month date) returns void
  language sql security definer set search_path = pg_catalog as $$
  insert into cold.month_done (month) values (p_month) on conflict do nothing
$$;

revoke execute on all functions in schema cold from public;
grant execute on function cold.is_readable(uuid), cold.locked(uuid, timestamptz, boolean)
  to recado_gateway, recado_disposition;
grant execute on function cold.begin_segment(uuid, text, date, boolean, timestamptz),
  cold.seal(uuid, text, bigint, bytea, uuid[], bigint[], bytea[]), cold.give_up(uuid, text), cold.expire(uuid),
  cold.removed(uuid), cold.month_done(date)
  to recado_disposition;

-- The signing key was replaced: a note signed by both keys. Checkpoints above that size are signed by the new one.
create table archive.handover (
  from_size bigint primary key check (from_size >= 0),
  note      text   not null
);
grant select, insert on archive.handover to recado_gateway;
grant select on archive.handover to recado_disposition;

-- A new archive key: the secrets of records are wrapped under it anew. Records, leaves and sealed contents stay as they are.
create function disposition.blocked_keys() returns table (record_id uuid, wrapped_key bytea)
  language sql stable security definer set search_path = pg_catalog as $$
  select b.record_id, b.wrapped_key from disposition.blocked b
$$;

create function disposition.rewrap(p_records uuid[], p_wrapped bytea[]) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  if exists (select from unnest(p_wrapped) w where length(w) <> 68) then
    raise exception 'a wrapped key has 68 octets' using errcode = 'P0001';
  end if;
  update archive.content c set wrapped_key = t.wrapped
    from unnest(p_records, p_wrapped) as t (id, wrapped) where c.record_id = t.id;
  update disposition.blocked b set wrapped_key = t.wrapped
    from unnest(p_records, p_wrapped) as t (id, wrapped) where b.record_id = t.id;
end $$;

revoke execute on function disposition.blocked_keys(), disposition.rewrap(uuid[], bytea[]) from public;
grant execute on function disposition.blocked_keys(), disposition.rewrap(uuid[], bytea[]) to recado_disposition;

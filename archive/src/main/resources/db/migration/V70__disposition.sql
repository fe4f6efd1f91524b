-- Destroying and blocking what the archive holds. Nobody has DELETE on it: content goes only through the
-- functions below, which look for two approvals by two people and for the end of the time promised in the
-- leaf, whoever calls them. They may be called by the role recado_disposition alone.

do $$
begin
  if not exists (select from pg_roles where rolname = 'recado_disposition') then
    create role recado_disposition nologin;
  end if;
  if not pg_has_role(current_user, 'recado_disposition',
      case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)
  then
    execute format('grant recado_disposition to %I', current_user);
  end if;
end
$$;

create schema disposition;
grant usage on schema disposition to recado_gateway, recado_disposition;

-- A run says what it does on the record, so it appends like the gateway.
grant usage on schema archive to recado_disposition;
grant select on archive.record, archive.content, archive.ledger_leaf, archive.checkpoint,
  archive.ledger_pending, archive.search_entry, archive.search_cursor to recado_disposition;
grant insert on archive.record, archive.content, archive.ledger_pending to recado_disposition;

-- the few kinds that are read as a whole
create index record_of_retention on archive.record (id) where kind = 'retained';

create index search_entry_submission on archive.search_entry (submission) where submission is not null;

create table disposition.proposal (
  id          uuid        primary key,
  purpose     text        not null check (purpose in ('destroy', 'release')),
  proposed_by text        not null check (proposed_by <> ''),
  proposed_at timestamptz not null default now(),
  reason      text        not null check (reason <> ''),
  authority   text        check ((purpose = 'release') = (authority is not null)),
  messages    bigint      not null check (messages > 0),
  closed      text        check (closed in ('rejected', 'done')),
  closed_at   timestamptz,
  closed_by   text
);

create table disposition.item (
  proposal_id uuid not null references disposition.proposal,
  message_id  uuid not null,
  -- 'destroyed', or why it was kept
  outcome     text,
  done_at     timestamptz,
  primary key (proposal_id, message_id)
);
create index item_to_do on disposition.item (proposal_id, message_id) where outcome is null;

create table disposition.approval (
  proposal_id uuid        not null references disposition.proposal,
  approver    text        not null check (approver <> ''),
  approved_at timestamptz not null default now()
);
create unique index approval_once on disposition.approval (proposal_id, lower(approver));

-- What is kept for courts and authorities only. The gateway's role cannot read it.
create table disposition.blocked (
  record_id    uuid        primary key,
  message_id   uuid        not null,
  sealed       bytea       not null,
  wrapped_key  bytea       not null,
  blocked_at   timestamptz not null default now(),
  -- when limitation ends
  keep_until   timestamptz not null
);
alter table disposition.blocked alter column sealed set storage external;
create index blocked_by_message on disposition.blocked (message_id);

-- What the verifier needs of it: that it is there, and unchanged.
create view disposition.blocked_content as
  select record_id, message_id, sha256(sealed) as digest, length(sealed) as size, keep_until
  from disposition.blocked;

grant select on disposition.proposal, disposition.item, disposition.approval, disposition.blocked_content
  to recado_gateway, recado_disposition;

create function disposition.propose(
  p_id uuid, p_purpose text, p_by text, p_reason text, p_authority text, p_messages uuid[])
  returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into disposition.proposal (id, purpose, proposed_by, reason, authority, messages)
  values (p_id, p_purpose, p_by, p_reason, p_authority, cardinality(p_messages));
  insert into disposition.item (proposal_id, message_id) select p_id, m from unnest(p_messages) m;
end $$;

create function disposition.open_proposal(p_id uuid) returns disposition.proposal
  language plpgsql set search_path = pg_catalog as $$
declare p disposition.proposal;
begin
  select * into p from disposition.proposal where id = p_id for update;
  if p.id is null then
    raise exception 'there is no proposal %', p_id using errcode = 'P0002';
  end if;
  if p.closed is not null then
    raise exception 'proposal % is %', p_id, p.closed using errcode = 'P0001';
  end if;
  return p;
end $$;

create function disposition.approve(p_id uuid, p_by text) returns int
  language plpgsql security definer set search_path = pg_catalog as $$
declare p disposition.proposal;
begin
  p := disposition.open_proposal(p_id);
  if lower(p.proposed_by) = lower(p_by) then
    raise exception 'who proposed it cannot approve it' using errcode = 'P0001';
  end if;
  if exists (select from disposition.approval where proposal_id = p_id and lower(approver) = lower(p_by)) then
    raise exception '% has approved it already; the second approval is somebody else''s', p_by
      using errcode = 'P0001';
  end if;
  insert into disposition.approval (proposal_id, approver) values (p_id, p_by);
  return (select count(*) from disposition.approval where proposal_id = p_id);
end $$;

create function disposition.reject(p_id uuid, p_by text) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform disposition.open_proposal(p_id);
  if exists (select from disposition.item where proposal_id = p_id and outcome is not null) then
    raise exception 'its run has begun' using errcode = 'P0001';
  end if;
  update disposition.proposal set closed = 'rejected', closed_at = now(), closed_by = p_by where id = p_id;
end $$;

create function disposition.demand_two(p_id uuid, p_purpose text) returns void
  language plpgsql set search_path = pg_catalog as $$
declare p disposition.proposal;
begin
  p := disposition.open_proposal(p_id);
  if p.purpose <> p_purpose then
    raise exception 'proposal % is one to %', p_id, p.purpose using errcode = 'P0001';
  end if;
  if (select count(distinct lower(approver)) from disposition.approval
      where proposal_id = p_id and lower(approver) <> lower(p.proposed_by)) < 2 then
    raise exception 'proposal % needs the approval of two different people', p_id using errcode = 'P0001';
  end if;
end $$;

create function disposition.promise(p_at timestamptz, p_metadata text) returns timestamptz
  language sql stable strict set search_path = pg_catalog as $$
  select p_at + make_interval(years => (p_metadata::jsonb -> 'retention' ->> 'years')::int)
$$;

-- When the content may go by the leaves alone: the longest promise of the records that made the
-- message, which those that tell what became of it follow, and the end of limitation for what is
-- blocked. A record about no message stands for itself. Holds and what lengthens a class are sealed,
-- and looked at by who calls.
create function disposition.earliest_end(p_message uuid) returns timestamptz
  language sql stable security definer set search_path = pg_catalog as $$
  select greatest(
    coalesce(
      (select max(disposition.promise(recorded_at, metadata)) from archive.record
       where message_id = p_message and kind in ('received', 'accepted', 'reply')),
      (select max(disposition.promise(recorded_at, metadata)) from archive.record
       where message_id = p_message and kind not in ('disposed', 'blocked', 'viewed')),
      (select disposition.promise(recorded_at, metadata) from archive.record
       where id = p_message and message_id is null),
      'infinity'),
    (select max(keep_until) from disposition.blocked where message_id = p_message))
$$;

-- Whose content goes with the message of that id, or with the record of that id about no message.
-- Who did what to the archive stays.
create function disposition.goes(p_kind text) returns boolean
  language sql immutable set search_path = pg_catalog as $$
  select p_kind in ('received', 'accepted', 'decided', 'submitted', 'answered', 'receipt', 'reply', 'mailed',
    'consent', 'signed-in', 'searched', 'synced')
$$;

-- Where else a message is kept: other modules replace it.
create function disposition.forget_elsewhere(p_messages uuid[]) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
end $$;

-- Content, its key and its salts (both in wrapped_key), and the row of the index. The leaf stays.
create function disposition.erase(p_messages uuid[]) returns void
  language plpgsql set search_path = pg_catalog as $$
begin
  -- the indexer's lock: it shall not put back what it has read a moment before
  perform pg_advisory_xact_lock(('x726364696e646578')::bit(64)::bigint);
  delete from archive.content where record_id in (
    select id from archive.record where message_id = any (p_messages) and disposition.goes(kind)
    union all
    select id from archive.record where id = any (p_messages) and message_id is null
      and disposition.goes(kind));
  delete from archive.search_entry where message_id = any (p_messages);
  perform disposition.forget_elsewhere(p_messages);
end $$;

create function disposition.destroy(p_id uuid, p_messages uuid[]) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare m uuid;
begin
  perform disposition.demand_two(p_id, 'destroy');
  foreach m in array p_messages loop
    if not exists (select from disposition.item
                   where proposal_id = p_id and message_id = m and outcome is null) then
      raise exception 'message % is not to be destroyed under proposal %', m, p_id using errcode = 'P0001';
    end if;
    if disposition.earliest_end(m) > now() then
      raise exception 'message % is to be kept until %', m, disposition.earliest_end(m)
        using errcode = 'P0001';
    end if;
    if not exists (select from archive.record where message_id = m and kind = 'disposed') then
      raise exception 'the destruction of message % is not on the record', m using errcode = 'P0001';
    end if;
  end loop;
  perform disposition.erase(p_messages);
  delete from disposition.blocked where message_id = any (p_messages);
  update disposition.item set outcome = 'destroyed', done_at = now()
    where proposal_id = p_id and message_id = any (p_messages);
end $$;

create function disposition.keep(p_id uuid, p_message uuid, p_why text) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform disposition.demand_two(p_id, 'destroy');
  update disposition.item set outcome = p_why, done_at = now()
    where proposal_id = p_id and message_id = p_message and outcome is null;
end $$;

create function disposition.finish(p_id uuid, p_by text) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform disposition.open_proposal(p_id);
  if exists (select from disposition.proposal p join disposition.item i on i.proposal_id = p.id
             where p.id = p_id and p.purpose = 'destroy' and i.outcome is null) then
    raise exception 'it is not done yet' using errcode = 'P0001';
  end if;
  update disposition.proposal set closed = 'done', closed_at = now(), closed_by = p_by where id = p_id;
end $$;

-- Out of everybody's sight, until limitation ends.
create function disposition.block(p_messages uuid[], p_keep_until timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare m uuid;
begin
  foreach m in array p_messages loop
    if not exists (select from archive.record where message_id = m and kind = 'blocked') then
      raise exception 'the blocking of message % is not on the record', m using errcode = 'P0001';
    end if;
  end loop;
  insert into disposition.blocked (record_id, message_id, sealed, wrapped_key, keep_until)
    select c.record_id, r.message_id, c.sealed, c.wrapped_key, p_keep_until
    from archive.record r join archive.content c on c.record_id = r.id
    where r.message_id = any (p_messages) and disposition.goes(r.kind)
    on conflict (record_id) do nothing;
  perform disposition.erase(p_messages);
end $$;

-- Blocked content, for a proposal that two approved: to release it to an authority, or to see
-- whether a hold forbids to destroy it.
create function disposition.opened(p_id uuid, p_message uuid)
  returns table (metadata text, sealed bytea, wrapped_key bytea)
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform disposition.demand_two(p_id, (select purpose from disposition.proposal where id = p_id));
  if not exists (select from disposition.item where proposal_id = p_id and message_id = p_message) then
    raise exception 'message % is not part of proposal %', p_message, p_id using errcode = 'P0001';
  end if;
  return query
    select r.metadata, b.sealed, b.wrapped_key
    from disposition.blocked b join archive.record r on r.id = b.record_id
    where b.message_id = p_message order by r.id;
end $$;

revoke execute on all functions in schema disposition from public;
-- who proposes, approves or rejects does nothing to the archive
grant execute on function disposition.propose(uuid, text, text, text, text, uuid[]),
  disposition.approve(uuid, text), disposition.reject(uuid, text) to recado_gateway, recado_disposition;
grant execute on function disposition.destroy(uuid, uuid[]), disposition.keep(uuid, uuid, text),
  disposition.finish(uuid, text), disposition.block(uuid[], timestamptz), disposition.opened(uuid, uuid)
  to recado_disposition;
-- a question, with no answer that a leaf would not give
grant execute on function disposition.earliest_end(uuid), disposition.promise(timestamptz, text),
  disposition.goes(text) to recado_gateway, recado_disposition;

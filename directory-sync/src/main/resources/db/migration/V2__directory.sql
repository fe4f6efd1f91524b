-- Who is who: the snapshot that sync runs write and everybody else reads.
-- Nothing here refers to another schema: archive records carry copies, not references.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'recado_gateway') THEN
    CREATE ROLE recado_gateway NOLOGIN;
    EXECUTE format('GRANT recado_gateway TO %I', current_user);
  END IF;
END
$$;

CREATE SCHEMA directory;

-- A person stays for good, so that a leaver's id is never given twice and successors can be found.
CREATE TABLE directory.person (
  id         text PRIMARY KEY,
  source     text NOT NULL,
  dn         text NOT NULL,
  name       text NOT NULL,
  mail       text NOT NULL,
  region     text,
  department text,
  manager    text,
  enabled    boolean NOT NULL,
  removed_at timestamptz,
  changed_at timestamptz NOT NULL,
  CONSTRAINT removed_means_disabled CHECK (removed_at IS NULL OR NOT enabled)
);
CREATE INDEX person_by_source ON directory.person (source);

-- Every address, lower case. A re-hire may own the address of a former entry: it is not unique.
CREATE TABLE directory.person_address (
  address_key text    NOT NULL,
  person_id   text    NOT NULL REFERENCES directory.person,
  is_primary  boolean NOT NULL,
  PRIMARY KEY (address_key, person_id)
);
CREATE INDEX person_address_by_person ON directory.person_address (person_id);

-- What people type to sign in (UPN, uid, mail), lower case.
CREATE TABLE directory.person_login (
  login_key text NOT NULL,
  person_id text NOT NULL REFERENCES directory.person,
  PRIMARY KEY (login_key, person_id)
);
CREATE INDEX person_login_by_person ON directory.person_login (person_id);

CREATE TABLE directory.group_entry (
  id     text PRIMARY KEY,
  source text NOT NULL,
  dn     text NOT NULL,
  name   text NOT NULL,
  mail   text
);
CREATE INDEX group_entry_by_source ON directory.group_entry (source);

-- As the directory has it: people, groups and contacts directly in a group.
CREATE TABLE directory.group_member (
  group_id    text NOT NULL REFERENCES directory.group_entry ON DELETE CASCADE,
  member_kind text NOT NULL CHECK (member_kind IN ('PERSON', 'GROUP', 'CONTACT')),
  member_id   text NOT NULL,
  PRIMARY KEY (group_id, member_kind, member_id)
);

-- The same with nesting resolved: all groups a person is in.
CREATE TABLE directory.person_group (
  person_id text NOT NULL REFERENCES directory.person,
  group_id  text NOT NULL REFERENCES directory.group_entry ON DELETE CASCADE,
  PRIMARY KEY (person_id, group_id)
);
CREATE INDEX person_group_by_group ON directory.person_group (group_id);

CREATE TABLE directory.contact (
  id      text PRIMARY KEY,
  source  text NOT NULL,
  dn      text NOT NULL,
  name    text NOT NULL,
  enabled boolean NOT NULL
);
CREATE INDEX contact_by_source ON directory.contact (source);

-- E.164 digits without the plus sign.
CREATE TABLE directory.contact_number (
  contact_id text NOT NULL REFERENCES directory.contact ON DELETE CASCADE,
  number     text NOT NULL CHECK (number ~ '^[1-9][0-9]{6,14}$'),
  PRIMARY KEY (contact_id, number)
);
CREATE INDEX contact_number_by_number ON directory.contact_number (number);

-- What a contact may be called in the place of a number, folded (NameKey).
CREATE TABLE directory.contact_name (
  name_key   text NOT NULL,
  contact_id text NOT NULL REFERENCES directory.contact ON DELETE CASCADE,
  PRIMARY KEY (name_key, contact_id)
);
CREATE INDEX contact_name_by_contact ON directory.contact_name (contact_id);

-- One row a run, written when it ended, whatever it came to.
CREATE TABLE directory.sync_run (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source      text NOT NULL,
  started_at  timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  outcome     text NOT NULL,
  accepted    boolean NOT NULL,
  people      integer NOT NULL,
  groups      integer NOT NULL,
  contacts    integer NOT NULL,
  differences integer NOT NULL,
  problems    integer NOT NULL,
  message     text NOT NULL,
  changes     jsonb NOT NULL
);
CREATE INDEX sync_run_by_source ON directory.sync_run (source, started_at DESC);

GRANT USAGE ON SCHEMA directory TO recado_gateway;
GRANT SELECT, INSERT, UPDATE ON directory.person TO recado_gateway;
GRANT SELECT, INSERT, UPDATE, DELETE
  ON directory.person_address, directory.person_login, directory.group_entry,
     directory.group_member, directory.person_group, directory.contact,
     directory.contact_number, directory.contact_name
  TO recado_gateway;
GRANT SELECT, INSERT ON directory.sync_run TO recado_gateway;

-- Reading only what changed, and more of what a directory says of people.

ALTER TABLE directory.person
  ADD COLUMN dn_key        text, -- digest of the normalised DN
  ADD COLUMN cost_centre   text,
  ADD COLUMN numbers       text[] NOT NULL DEFAULT '{}',
  ADD COLUMN primary_group text,
  ADD COLUMN expires_at    timestamptz;
CREATE INDEX person_by_dn_key ON directory.person (dn_key);

ALTER TABLE directory.group_entry
  ADD COLUMN dn_key      text,
  ADD COLUMN primary_key text;
CREATE INDEX group_entry_by_dn_key ON directory.group_entry (dn_key);

ALTER TABLE directory.contact ADD COLUMN dn_key text;
CREATE INDEX contact_by_dn_key ON directory.contact (dn_key);

CREATE INDEX group_member_by_member ON directory.group_member (member_id);

-- What a group is written to by, folded (NameKey).
CREATE TABLE directory.group_name (
  name_key text NOT NULL,
  group_id text NOT NULL REFERENCES directory.group_entry ON DELETE CASCADE,
  PRIMARY KEY (name_key, group_id)
);
CREATE INDEX group_name_by_group ON directory.group_name (group_id);

-- Who may send in somebody's name.
CREATE TABLE directory.person_delegate (
  person_id   text NOT NULL REFERENCES directory.person,
  delegate_id text NOT NULL,
  PRIMARY KEY (person_id, delegate_id)
);
CREATE INDEX person_delegate_by_delegate ON directory.person_delegate (delegate_id);

-- How far a source was read, and when it last was.
CREATE TABLE directory.sync_state (
  source      text PRIMARY KEY,
  fingerprint text NOT NULL,        -- of the settings that say what is read
  position    jsonb,                -- null: read everything next time
  full_at     timestamptz NOT NULL,
  read_at     timestamptz NOT NULL
);

-- Each change of what a person is and may do, written with the change itself and never changed.
CREATE TABLE directory.person_change (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at        timestamptz NOT NULL,
  source    text NOT NULL,
  person_id text NOT NULL,
  change    text NOT NULL,
  detail    text NOT NULL
);
CREATE INDEX person_change_by_person ON directory.person_change (person_id, at);
CREATE INDEX person_change_by_time ON directory.person_change (source, at);

GRANT SELECT, INSERT, UPDATE, DELETE
  ON directory.group_name, directory.person_delegate, directory.sync_state TO recado_gateway;
GRANT SELECT, INSERT ON directory.person_change TO recado_gateway;

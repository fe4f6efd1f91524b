-- What failed lately, for all nodes. The key names an account, an address or both; of a name nobody has
-- only a short digest, since people type passwords there.
CREATE TABLE directory.sign_in_failure (
  key      text PRIMARY KEY,
  failures integer NOT NULL,
  last_at  timestamptz NOT NULL,
  open_at  timestamptz NOT NULL
);
CREATE INDEX sign_in_failure_by_time ON directory.sign_in_failure (last_at);

-- Where people signed in from: an address somebody else attacks from is no reason to shut them out.
CREATE TABLE directory.sign_in_success (
  account text NOT NULL,
  address text NOT NULL,
  at      timestamptz NOT NULL,
  PRIMARY KEY (account, address)
);

GRANT SELECT, INSERT, UPDATE, DELETE
  ON directory.sign_in_failure, directory.sign_in_success TO recado_gateway;

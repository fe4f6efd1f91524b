-- What one node does once a day for all of them.
CREATE TABLE gateway.daily (
    job    text PRIMARY KEY,
    ran_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON gateway.daily TO recado_gateway;

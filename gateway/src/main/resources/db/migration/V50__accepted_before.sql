-- Which mail was accepted, so that one that is sent again, because its sender never read the answer, is not texted twice.
CREATE TABLE gateway.accepted_before (
    identity    uuid PRIMARY KEY,
    submission  uuid NOT NULL,
    accepted_at timestamptz NOT NULL
);
-- rows come in the order of time and go in it
CREATE INDEX accepted_before_at ON gateway.accepted_before USING brin (accepted_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.accepted_before TO recado_gateway;

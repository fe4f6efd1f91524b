-- Who takes over the conversations of somebody who left, as an administrator named them. Without a row the manager does.
CREATE TABLE gateway.successor (
    person    text PRIMARY KEY,
    successor text NOT NULL,
    named_by  text NOT NULL,
    named_at  timestamptz NOT NULL,
    CONSTRAINT nobody_succeeds_themselves CHECK (person <> successor)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.successor TO recado_gateway;

-- All conversations of one person, for who hands them over; finds those with one client as the index before it did.
CREATE INDEX lease_of_person ON gateway.lease (owner, client);
DROP INDEX gateway.lease_of_owner;

-- What operators' links need beyond one account and one way: a pace that all nodes share, parts whose answer never came,
-- reference numbers by client, the form in which an account writes ids back, and how the connections of each node stand.

-- What a submit_sm says beside the text; null for nothing.
ALTER TABLE gateway.sms ADD COLUMN options text;
-- 16-bit references.
ALTER TABLE gateway.sms ALTER COLUMN concat_ref TYPE integer;

-- How many segments a long text has; null for one.
ALTER TABLE gateway.sms ADD COLUMN parts smallint;

-- A submit_sm that may have arrived: no answer came. smsc_id is empty until a late answer or a receipt gives it.
ALTER TABLE gateway.segment ADD COLUMN doubtful boolean NOT NULL DEFAULT false;
CREATE INDEX segment_doubtful ON gateway.segment (sms) WHERE doubtful;

-- When the next segment of an account may leave, whichever node sends it.
CREATE TABLE gateway.pace (
    connection text PRIMARY KEY,
    next_free  timestamptz NOT NULL
) WITH (fillfactor = 50);

-- The last reference number used for a long text to this client.
CREATE TABLE gateway.concat_reference (
    client text PRIMARY KEY,
    last   bigint NOT NULL
) WITH (fillfactor = 80);

-- How an account writes the ids of submit_sm_resp in its receipts, as learned from what matched.
CREATE TABLE gateway.id_form (
    connection text NOT NULL,
    form       text NOT NULL,
    matches    bigint NOT NULL,
    last_match timestamptz NOT NULL,
    PRIMARY KEY (connection, form)
) WITH (fillfactor = 50);

-- How each node's connections stand; a row that is not renewed is of a node that is gone.
CREATE TABLE gateway.connection_health (
    node       text NOT NULL,
    connection text NOT NULL,
    usable     boolean NOT NULL,
    sessions   text NOT NULL,
    seen_at    timestamptz NOT NULL,
    PRIMARY KEY (node, connection)
) WITH (fillfactor = 50);

-- What an operator decided of a connection, for every node: RUNNING, PAUSED or DRAINED; and how often its settings
-- were to be read anew.
CREATE TABLE gateway.connection_switch (
    connection text PRIMARY KEY,
    mode       text NOT NULL,
    reloads    bigint NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.pace, gateway.concat_reference, gateway.id_form,
    gateway.connection_health, gateway.connection_switch TO recado_gateway;

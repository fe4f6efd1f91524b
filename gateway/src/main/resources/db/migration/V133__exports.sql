-- Exports that are ordered in the console. What was asked for, by whom and why is in the archive's record of the same id,
-- sealed. Here is only which messages were chosen, piece by piece, and which node is at work on what until when; the
-- exports themselves are written to whoever takes them, and are nowhere else.

CREATE TABLE gateway.export (
    id         uuid        PRIMARY KEY,
    ordered_at timestamptz NOT NULL,
    state      text        NOT NULL CHECK (state IN ('CHOOSING', 'READY', 'FAILED', 'REFUSED')),
    -- who chooses; another takes over after this time
    node       text,
    held_until timestamptz
);

CREATE TABLE gateway.export_piece (
    export     uuid        NOT NULL REFERENCES gateway.export ON DELETE CASCADE,
    number     int         NOT NULL CHECK (number > 0),
    messages   int         NOT NULL,
    -- 16 octets each, in their order
    ids        bytea       NOT NULL CHECK (octet_length(ids) = 16 * messages),
    written    int         NOT NULL DEFAULT 0,
    -- who sends it to somebody; after this time, or without it, nobody does any more
    node       text,
    held_until timestamptz,
    fault      text        CHECK (fault IN ('DAMAGED', 'STORE')),
    taken_at   timestamptz,
    PRIMARY KEY (export, number)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.export, gateway.export_piece TO recado_gateway;

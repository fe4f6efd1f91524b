-- The Message-IDs a conversation has come by, so that a reply names them all and is in its thread wherever it is read.
CREATE TABLE gateway.mail_thread (
    conversation uuid PRIMARY KEY,
    ids          text NOT NULL,
    changed_at   timestamptz NOT NULL
) WITH (fillfactor = 80);
GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.mail_thread TO recado_gateway;

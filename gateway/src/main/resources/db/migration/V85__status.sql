-- What the firm's own systems ask about the texts they sent: by their names for them, and change by change.

-- A text of an application account, under the names the application itself gave.
CREATE TABLE gateway.application_text (
    sms         uuid PRIMARY KEY,
    application text NOT NULL,
    submission  uuid NOT NULL,
    recipient   text NOT NULL,
    reference   text,
    envelope_id text,
    mail_id     text,
    segments    smallint NOT NULL
);
CREATE INDEX application_text_submission ON gateway.application_text (submission, sms);
CREATE INDEX application_text_reference ON gateway.application_text (application, reference, sms)
    WHERE reference IS NOT NULL;
CREATE INDEX application_text_envelope ON gateway.application_text (application, envelope_id, sms)
    WHERE envelope_id IS NOT NULL;
CREATE INDEX application_text_mail ON gateway.application_text (application, mail_id, sms)
    WHERE mail_id IS NOT NULL;

-- Those that were sent before: their references are in the archive alone.
INSERT INTO gateway.application_text (sms, application, submission, recipient, envelope_id, segments)
SELECT s.id, split_part(substr(s.owner, 13), '/', 1), s.submission, coalesce(s.orcpt, ''), b.envelope_id, coalesce(s.parts, 1)
  FROM gateway.sms s LEFT JOIN gateway.submission b ON b.id = s.submission
 WHERE s.owner LIKE 'application:%' AND s.submission IS NOT NULL;

-- Why a text stands where it stands: enhanced status code (RFC 3463), and what the SMSC or a rule said.
ALTER TABLE gateway.sms ADD COLUMN status_code text, ADD COLUMN diagnostic text;

-- State changes in the order of their transactions' work, which is not that of their commits. See docs/adr/0010.
CREATE TABLE gateway.state_news (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    application text NOT NULL,
    sms         uuid NOT NULL,
    state       text NOT NULL,
    at          timestamptz NOT NULL,
    code        text,
    reason      text
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

-- The same, each with its place, which is given after the commit.
CREATE TABLE gateway.state_change (
    position    bigint PRIMARY KEY,
    application text NOT NULL,
    sms         uuid NOT NULL,
    state       text NOT NULL,
    at          timestamptz NOT NULL,
    code        text,
    reason      text
);
CREATE INDEX state_change_of_application ON gateway.state_change (application, position);
CREATE INDEX state_change_of_sms ON gateway.state_change (sms, position);

-- The last place given, and the last that was forgotten. Whoever gives places holds this row.
CREATE TABLE gateway.state_change_order (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    last      bigint NOT NULL,
    forgotten bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO gateway.state_change_order (last, forgotten) VALUES (0, 0);

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.application_text, gateway.state_news, gateway.state_change,
    gateway.state_change_order TO recado_gateway;

-- Owners are application:NAME/MAILBOX; before this version application:NAME.
-- The database itself notes each change, so that no statement can forget to. Texts of people cost a look at the owner.
CREATE FUNCTION gateway.note_state() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO gateway.state_news (application, sms, state, at, code, reason)
    VALUES (split_part(substr(NEW.owner, 13), '/', 1), NEW.id, NEW.state, NEW.changed_at, NEW.status_code, NEW.diagnostic);
    RETURN NULL;
END $$;
CREATE TRIGGER note_first_state AFTER INSERT ON gateway.sms FOR EACH ROW
    WHEN (NEW.owner LIKE 'application:%') EXECUTE FUNCTION gateway.note_state();
CREATE TRIGGER note_next_state AFTER UPDATE OF state ON gateway.sms FOR EACH ROW
    WHEN (NEW.owner LIKE 'application:%' AND OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION gateway.note_state();

-- What is destroyed is destroyed here too.
CREATE FUNCTION gateway.forget_states() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM gateway.application_text WHERE sms = OLD.id;
    DELETE FROM gateway.state_news WHERE sms = OLD.id;
    DELETE FROM gateway.state_change WHERE sms = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER forget_states AFTER DELETE ON gateway.sms FOR EACH ROW
    WHEN (OLD.owner LIKE 'application:%') EXECUTE FUNCTION gateway.forget_states();

-- A mail to several clients is reported on once, when it is known what became of all its texts, or after a while.
ALTER TABLE gateway.submission ADD COLUMN texts integer NOT NULL DEFAULT 1;

-- What is known of the texts of such a mail until it is told.
CREATE TABLE gateway.report_line (
    submission uuid NOT NULL,
    sms        uuid NOT NULL,
    mailbox    text NOT NULL,
    client     text NOT NULL,
    orcpt      text,
    action     text NOT NULL,
    status     text NOT NULL,
    diagnostic text NOT NULL,
    at         timestamptz NOT NULL,
    wanted     boolean NOT NULL,
    told       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (submission, sms)
);
CREATE INDEX report_line_untold ON gateway.report_line (at) WHERE wanted AND NOT told;

-- Texts made before this were looked at for being late.
CREATE TABLE gateway.delay_watermark (
    only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    looked_until timestamptz NOT NULL
);
INSERT INTO gateway.delay_watermark (looked_until) VALUES (now());

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.report_line, gateway.delay_watermark TO recado_gateway;

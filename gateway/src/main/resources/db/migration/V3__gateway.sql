-- What the running gateway works with: numbers and leases, the queue of texts, receipts without an owner, parts of
-- replies, outgoing mail, opt-outs. Nothing here is the record: that is schema archive.

CREATE SCHEMA IF NOT EXISTS gateway;

-- Pools of long numbers, as configured. A number taken out of the configuration stays, inactive, so that late answers
-- to it still find their way.
CREATE TABLE gateway.long_number (
    number     text PRIMARY KEY,
    pool       text NOT NULL,
    connection text NOT NULL,
    desk       text NOT NULL,
    active     boolean NOT NULL
);
CREATE INDEX long_number_of_pool ON gateway.long_number (pool) WHERE active;

-- Who holds a long number towards a client. The primary key is the promise: no two owners for one pair.
CREATE TABLE gateway.lease (
    client       text NOT NULL,
    number       text NOT NULL REFERENCES gateway.long_number,
    owner        text NOT NULL,
    mailbox      text NOT NULL,
    conversation uuid NOT NULL,
    since        timestamptz NOT NULL,
    last_used    timestamptz NOT NULL,
    mail_id      text,
    subject      text,
    PRIMARY KEY (client, number)
) WITH (fillfactor = 80);
CREATE INDEX lease_of_owner ON gateway.lease (client, owner);

-- One accepted mail: what its reports must repeat (RFC 3461).
CREATE TABLE gateway.submission (
    id          uuid PRIMARY KEY,
    mail_from   text NOT NULL,
    envelope_id text,
    headers_only boolean NOT NULL,
    arrived_at  timestamptz NOT NULL
);

CREATE SEQUENCE gateway.concat_ref MINVALUE 0 MAXVALUE 255 CYCLE;

-- One text to one client. The text itself goes once the state is final; the archive keeps it. No foreign keys from here on:
-- the rows are written by one statement each, and a check per row would cost a look-up at the busiest places.
CREATE TABLE gateway.sms (
    id            uuid PRIMARY KEY,
    submission    uuid,
    client        text NOT NULL,
    owner         text NOT NULL,
    mailbox       text NOT NULL,
    category      text NOT NULL,
    lane          smallint NOT NULL,
    pool          text NOT NULL,
    number        text,
    connection    text,
    conversation  uuid,
    concat_ref    smallint NOT NULL,
    text          text,
    report_on     text NOT NULL,
    orcpt         text,
    state         text NOT NULL,
    attempts      smallint NOT NULL DEFAULT 0,
    not_before    timestamptz NOT NULL,
    claimed_by    text,
    claimed_until timestamptz,
    created_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX sms_to_claim ON gateway.sms (connection, lane, not_before, id) WHERE state = 'QUEUED';
CREATE INDEX sms_without_number ON gateway.sms (created_at) WHERE state = 'WAITING';
CREATE INDEX sms_claimed ON gateway.sms (claimed_until) WHERE state = 'CLAIMED';
CREATE INDEX sms_unknown ON gateway.sms (client, number) WHERE state = 'UNKNOWN';
CREATE INDEX sms_pending_of_client ON gateway.sms (client) WHERE state IN ('QUEUED', 'WAITING');

-- One submit_sm the SMSC took, and what it said of it later.
CREATE TABLE gateway.segment (
    sms        uuid NOT NULL,
    part       smallint NOT NULL,
    connection text NOT NULL,
    of_parts   smallint NOT NULL,
    smsc_id    text NOT NULL,
    smsc_key   text NOT NULL,
    state      text NOT NULL,
    error      text,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (sms, part)
) WITH (fillfactor = 80);
CREATE INDEX segment_of_smsc_key ON gateway.segment (connection, smsc_key);

-- Receipts whose message is not known (yet): they may come before the submit_sm_resp is committed.
CREATE TABLE gateway.orphan_receipt (
    id          uuid PRIMARY KEY,
    connection  text NOT NULL,
    smsc_ids    text NOT NULL,
    client      text NOT NULL,
    number      text NOT NULL,
    state       text NOT NULL,
    error       text NOT NULL,
    received_at timestamptz NOT NULL,
    settled     boolean NOT NULL DEFAULT false
);
CREATE INDEX orphan_receipt_open ON gateway.orphan_receipt (received_at) WHERE NOT settled;

-- Parts of a client's long message (3GPP TS 23.040 section 9.2.3.24.1), kept a while after it is complete so that a part
-- that comes twice is known.
CREATE TABLE gateway.reply_part (
    client        text NOT NULL,
    number        text NOT NULL,
    reference     integer NOT NULL,
    wide          boolean NOT NULL,
    total         smallint NOT NULL,
    part          smallint NOT NULL,
    message       uuid NOT NULL,
    esm_class     smallint NOT NULL,
    data_coding   smallint NOT NULL,
    short_message bytea NOT NULL,
    received_at   timestamptz NOT NULL,
    complete      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (client, number, reference, wide, total, part, message)
);
CREATE INDEX reply_part_open ON gateway.reply_part (received_at) WHERE NOT complete;

-- What clients wrote lately and which process took it: an SMSC that never heard our answer sends it again.
CREATE TABLE gateway.reply_seen (
    digest      bytea NOT NULL,
    node        text NOT NULL,
    received_at timestamptz NOT NULL
);
CREATE INDEX reply_seen_digest ON gateway.reply_seen (digest);

-- Mail on its way to the corporate MTA.
CREATE TABLE gateway.mail (
    id            uuid PRIMARY KEY,
    about         uuid,
    kind          text NOT NULL,
    mail_from     text NOT NULL,
    rcpt_to       text NOT NULL,
    message       bytea,
    state         text NOT NULL,
    attempts      smallint NOT NULL DEFAULT 0,
    not_before    timestamptz NOT NULL,
    claimed_until timestamptz,
    last_reply    text,
    created_at    timestamptz NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX mail_to_send ON gateway.mail (not_before, id) WHERE state = 'QUEUED';

-- Clients who do not want to be written to.
CREATE TABLE gateway.opt_out (
    client text PRIMARY KEY,
    since  timestamptz NOT NULL,
    asked  uuid NOT NULL
);

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'recado_gateway') THEN
        CREATE ROLE recado_gateway NOLOGIN;
    END IF;
END $$;
GRANT USAGE ON SCHEMA gateway TO recado_gateway;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA gateway TO recado_gateway;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA gateway TO recado_gateway;

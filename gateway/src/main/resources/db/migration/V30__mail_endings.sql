-- How mails end, as digests and never as text: what many mails of one author share is a signature, what mails of many
-- authors share is a notice of the firm. One row for each ending and each different text above it, a few at most.
CREATE TABLE gateway.mail_ending (
    author    bytea NOT NULL,
    ending    bytea NOT NULL,
    above     bytea NOT NULL,
    last_seen date NOT NULL,
    PRIMARY KEY (author, ending, above)
);
CREATE INDEX mail_ending_last_seen ON gateway.mail_ending (last_seen);
GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.mail_ending TO recado_gateway;

-- How much of its limit somebody has used in a day or a month, and up to when somebody's pace is taken.
CREATE TABLE gateway.quota_use (
    kind   text NOT NULL,
    holder text NOT NULL,
    period text NOT NULL,
    used   bigint NOT NULL,
    warned boolean NOT NULL DEFAULT false,
    ends   timestamptz NOT NULL,
    PRIMARY KEY (kind, holder, period)
) WITH (fillfactor = 50);

CREATE TABLE gateway.sender_pace (
    kind        text NOT NULL,
    holder      text NOT NULL,
    taken_until timestamptz NOT NULL,
    PRIMARY KEY (kind, holder)
) WITH (fillfactor = 50);

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway.quota_use, gateway.sender_pace TO recado_gateway;

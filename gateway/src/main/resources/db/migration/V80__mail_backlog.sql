-- Mail that was set aside and is queued again has its time anew: NULL for one that was never set aside.
ALTER TABLE gateway.mail ADD COLUMN queued_at timestamptz;

-- What waits and what needs a person is counted every few seconds: it costs what is there, not what ever was.
CREATE INDEX mail_queued ON gateway.mail (created_at) WHERE state = 'QUEUED';
CREATE INDEX mail_set_aside ON gateway.mail (created_at) WHERE state = 'SET_ASIDE';

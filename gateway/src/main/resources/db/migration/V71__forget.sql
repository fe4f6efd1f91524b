-- What the gateway keeps of a message goes when the archive destroys or blocks it.
CREATE INDEX mail_set_aside_about ON gateway.mail (about) WHERE state = 'SET_ASIDE';

CREATE OR REPLACE FUNCTION disposition.forget_elsewhere(p_messages uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM gateway.segment WHERE sms = ANY (p_messages);
    DELETE FROM gateway.sms WHERE id = ANY (p_messages);
    DELETE FROM gateway.submission WHERE id = ANY (p_messages);
    DELETE FROM gateway.mail WHERE state = 'SET_ASIDE' AND about = ANY (p_messages);
END $$;

-- What V71 left behind when the archive destroys or blocks a message: parts of a client's long message, lines of reports
-- that name the client, and what a conversation goes on with once the newest text of it is gone: the subject and the id
-- of the mail that text came by.
CREATE OR REPLACE FUNCTION disposition.forget_elsewhere(p_messages uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    -- as numbering locks them: in the order of the clients
    PERFORM FROM gateway.lease l
      JOIN gateway.sms s ON s.client = l.client AND s.number = l.number
     WHERE s.id = ANY (p_messages)
     ORDER BY l.client, l.number FOR UPDATE OF l;
    WITH gone AS (
        SELECT DISTINCT ON (conversation) conversation, client, number, id
          FROM gateway.sms WHERE id = ANY (p_messages) AND conversation IS NOT NULL
         ORDER BY conversation, id DESC
    ), over AS (
        SELECT * FROM gone
         WHERE NOT EXISTS (SELECT FROM gateway.sms s WHERE s.conversation = gone.conversation AND s.id > gone.id)
    ), thread AS (
        DELETE FROM gateway.mail_thread t USING over WHERE t.conversation = over.conversation
    )
    UPDATE gateway.lease l SET subject = NULL, mail_id = NULL
      FROM over
     WHERE l.client = over.client AND l.number = over.number AND l.conversation = over.conversation;
    DELETE FROM gateway.segment WHERE sms = ANY (p_messages);
    DELETE FROM gateway.sms WHERE id = ANY (p_messages);
    DELETE FROM gateway.submission WHERE id = ANY (p_messages);
    DELETE FROM gateway.report_line WHERE sms = ANY (p_messages) OR submission = ANY (p_messages);
    DELETE FROM gateway.reply_part WHERE message = ANY (p_messages);
    DELETE FROM gateway.mail WHERE state = 'SET_ASIDE' AND about = ANY (p_messages);
END $$;

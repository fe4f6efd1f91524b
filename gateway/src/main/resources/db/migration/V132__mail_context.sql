-- Where Outlook puts the mails of a conversation, and what its employee wrote in it, to be quoted below an answer.
ALTER TABLE gateway.mail_thread ADD COLUMN thread_index text;
CREATE INDEX sms_of_conversation ON gateway.sms (conversation, id) WHERE conversation IS NOT NULL;

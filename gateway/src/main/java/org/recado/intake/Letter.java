package org.recado.intake;

import java.util.List;
import java.util.Optional;
import org.recado.directory.Person;
import org.recado.mail.Dropped;
import org.recado.mail.MailHeaders;
import org.recado.message.MailAddress;

/**
 * What is known of an accepted mail beside its octets.
 *
 * @param by in whose name it is
 * @param sentBy who wrote it in their name
 * @param actor who handed it in
 * @param signer see {@link AuthorProof}
 * @param dropped what of it is in no text
 */
record Letter(
    Envelope envelope,
    Person by,
    Optional<MailAddress> sentBy,
    String actor,
    MailHeaders headers,
    Optional<String> signer,
    List<Dropped> dropped) {}

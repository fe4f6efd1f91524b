package org.recado.intake;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.recado.archive.record.Archive;
import org.recado.message.Msisdn;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialArchive;
import org.recado.trial.TrialDatabase;
import org.recado.trial.TrialNode;

/** What mail programs group by; the programs themselves are asked in the peer suite. */
class ThreadsTest {

  private static final Msisdn ANA = Msisdn.of("+34600111222");
  private static final TrialDatabase database = TrialDatabase.create();

  private final SettableClock clock = SettableClock.started();
  private final Archive archive = TrialArchive.in(database.jdbc(), clock);
  private final TrialNode node = new TrialNode("a", database, archive, clock);

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.force(
        "TRUNCATE gateway.sms, gateway.submission, gateway.lease, gateway.mail,"
            + " gateway.mail_thread, gateway.long_number, gateway.accepted_before, archive.record"
            + " CASCADE");
    database.person("marta", "marta@bank.example", true, "");
    node.numbers("+34910000001");
  }

  @Test
  void eachReplyNamesTheRepliesBeforeItSoThatTheInboxAloneIsOneThread() throws Exception {
    var talk = new LongConversation(database, clock, node).turns(20, ANA, "Su cuenta");
    var before = new HashSet<String>();
    for (byte[] octets : talk.inbox) {
      var reply = LongConversation.read(octets);
      var references = ids(reply.getHeader("References", " "));
      assertThat(references).hasSizeLessThanOrEqualTo(50);
      assertThat(references.get(references.size() - 1))
          .isEqualTo(reply.getHeader("In-Reply-To", null));
      assertThat(before.isEmpty() || references.stream().anyMatch(before::contains)).isTrue();
      assertThat(references.get(0)).as("the first is never left out").isEqualTo(firstId(talk));
      assertThat(reply.getSubject()).isEqualTo("Re: Su cuenta");
      before.add(reply.getHeader("Message-ID", null));
    }
    assertThat(before).hasSize(20);
  }

  @Test
  void aMailThatAnswersNoneBeginsAnotherThreadWithTheSameClient() throws Exception {
    var first = new LongConversation(database, clock, node).turns(3, ANA, "Su cuenta");
    var second = new LongConversation(database, clock, node).turns(1, ANA, "Su tarjeta");
    var reply = LongConversation.read(second.inbox.get(0));
    assertThat(ids(reply.getHeader("References", " "))).containsExactly(firstId(second));
    assertThat(reply.getSubject()).isEqualTo("Re: Su tarjeta");
    assertThat(firstId(first)).isNotEqualTo(firstId(second));
  }

  @Test
  void outlookSeesEachReplyBelowTheMailItAnswers() throws Exception {
    var talk = new LongConversation(database, clock, node).turns(20, ANA, "Su cuenta");
    for (int i = 0; i < 20; i++) {
      var reply = LongConversation.read(talk.inbox.get(i));
      byte[] index = index(reply);
      byte[] answered = index(LongConversation.read(talk.sent.get(i)));
      assertThat(index).hasSize(answered.length + 5).startsWith(answered);
      assertThat(reply.getHeader("Thread-Topic", null)).isEqualTo("Su cuenta");
    }
  }

  @Test
  void belowAReplyStandsWhatItsReaderWroteLast() throws Exception {
    var talk = new LongConversation(database, clock, node).turns(2, ANA, "Su cuenta");
    var mail = (Multipart) LongConversation.read(talk.inbox.get(1)).getContent();
    assertThat(mail.getBodyPart(0).getContent().toString().replace("\r", ""))
        .startsWith("Respuesta 1\n\nEl ")
        .contains(" usted escribió:\n> hola, ¿qué tal?\n> Marta\n\n-- \n")
        .containsOnlyOnce("> hola");
    assertThat(mail.getBodyPart(1).getContent().toString())
        .contains("<blockquote type=\"cite\"", "hola, ¿qué tal?<br>");
  }

  @Test
  void nobodyIsShownWhatAFormerOwnerOfTheConversationWrote() throws Exception {
    var talk = new LongConversation(database, clock, node).turns(1, ANA, "Su cuenta");
    database.force("UPDATE gateway.sms SET mailbox = 'before@bank.example'");
    talk.answer(ANA);
    assertThat(new String(talk.inbox.get(1), StandardCharsets.UTF_8)).doesNotContain("hola");
  }

  private static byte[] index(MimeMessage mail) throws MessagingException {
    return Base64.getDecoder().decode(mail.getHeader("Thread-Index", null));
  }

  private static String firstId(LongConversation talk) throws MessagingException {
    return LongConversation.read(talk.sent.get(0)).getHeader("Message-ID", null);
  }

  private static List<String> ids(String field) {
    return Arrays.asList(field.strip().split("\\s+", -1));
  }
}

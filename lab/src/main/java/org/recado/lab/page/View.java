package org.recado.lab.page;

import java.time.Instant;
import java.util.List;

/** What the page is told, as JSON. */
final class View {

  private View() {}

  /** What stays the same. */
  record Bank(
      String smsDomain,
      List<Person> people,
      List<Client> clients,
      List<Magic> magic,
      List<String> longNumbers,
      List<PageSettings.Link> links) {}

  record Person(
      String login, String password, String name, String mail, String role, boolean enabled) {}

  record Client(String login, String name, String number) {}

  record Magic(String number, String title, String explanation) {}

  /**
   * What changes.
   *
   * @param version to ask for a later one with
   */
  record State(
      long version, int boundLinks, List<Phone> phones, List<Mailbox> mailboxes, List<Wire> wire) {}

  record Phone(String number, List<Text> texts) {}

  record Text(Instant at, boolean fromClient, String peer, String text) {}

  record Mailbox(String address, List<Mail> mails) {}

  /**
   * @param answerTo where a reply goes: Reply-To, or else From
   */
  record Mail(
      int place,
      Instant at,
      String from,
      String answerTo,
      String subject,
      String text,
      String messageId,
      String references) {}

  /** One submit_sm. */
  record Wire(
      Instant at,
      String connection,
      String source,
      String destination,
      int part,
      int parts,
      String messageId,
      int commandStatus) {}

  /** What became of a request: shown to the person who made it. */
  record Answer(boolean done, String reply) {}
}

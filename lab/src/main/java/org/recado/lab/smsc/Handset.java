package org.recado.lab.smsc;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.recado.lab.changes.Changes;
import org.recado.message.Msisdn;

/** A client's phone: puts segments together, shows a chat, and can be typed on. */
public final class Handset {

  private final Msisdn number;
  private final Clock clock;
  private final Changes changes;
  private final Radio radio;
  private final Consumer<Sms> ear;
  private final List<Sms> chat = new ArrayList<>();
  private final Map<String, Map<Integer, String>> incomplete = new HashMap<>();
  private int nextReference;

  /** Carries what is typed to the SMSC. */
  interface Radio {
    Outgoing carry(Msisdn from, Msisdn to, String text, int reference);
  }

  /**
   * @param ear told of each text that is shown
   */
  Handset(Msisdn number, Clock clock, Changes changes, Radio radio, Consumer<Sms> ear) {
    this.ear = ear;
    this.number = number;
    this.clock = clock;
    this.changes = changes;
    this.radio = radio;
  }

  public Msisdn number() {
    return number;
  }

  /** The whole chat, oldest first, both ways. */
  public synchronized List<Sms> messages() {
    return List.copyOf(chat);
  }

  /** What it received, oldest first. */
  public List<Sms> received() {
    return messages().stream().filter(sms -> !sms.fromClient()).toList();
  }

  /**
   * Waits until the phone has received such a text.
   *
   * @throws IllegalStateException if none came in time
   */
  public Sms await(Predicate<Sms> wanted, Duration timeout) {
    changes.await("an SMS on " + number, timeout, () -> findReceived(wanted).isPresent());
    return findReceived(wanted).orElseThrow();
  }

  /** Sends an SMS; it is repeated until the ESME has taken it. */
  public Outgoing send(String text, Msisdn to) {
    int reference;
    synchronized (this) {
      reference = nextReference = (nextReference + 1) & 0xff;
      chat.add(new Sms(chat.size() + 1, clock.instant(), true, to.digits(), text));
    }
    Outgoing outgoing = radio.carry(number, to, text, reference);
    changes.happened();
    return outgoing;
  }

  /** Answers the last text received, to the number it came from. */
  public Outgoing reply(String text) {
    List<Sms> received = received();
    if (received.isEmpty()) {
      throw new IllegalStateException(number + " has received nothing to answer");
    }
    return send(text, Msisdn.of(received.get(received.size() - 1).peer()));
  }

  void receive(String source, UserData segment) {
    Sms sms;
    synchronized (this) {
      Optional<String> whole = complete(source, segment);
      if (whole.isEmpty()) {
        return;
      }
      sms = new Sms(chat.size() + 1, clock.instant(), false, source, whole.get());
      chat.add(sms);
    }
    ear.accept(sms);
    changes.happened();
  }

  private Optional<String> complete(String source, UserData segment) {
    if (segment.parts() <= 1) {
      return Optional.of(segment.text());
    }
    String key = source + "/" + segment.reference() + "/" + segment.parts();
    Map<Integer, String> parts = incomplete.computeIfAbsent(key, k -> new TreeMap<>());
    parts.put(segment.part(), segment.text());
    if (parts.size() < segment.parts()) {
      return Optional.empty();
    }
    incomplete.remove(key);
    return Optional.of(String.join("", parts.values()));
  }

  private Optional<Sms> findReceived(Predicate<Sms> wanted) {
    return received().stream().filter(wanted).findFirst();
  }
}

package org.recado.console;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.recado.archive.export.Choice;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordId;
import org.recado.archive.search.Query;
import org.recado.commit.Failures;
import org.recado.commit.Loop;
import org.recado.console.Exports.State;
import org.recado.directory.Directory;
import org.recado.directory.Person;
import org.recado.message.MessageId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Chooses, behind the pages, what an export that was ordered has in it. Whose order it is is asked
 * of the directory again: what they may not see any more is not chosen. A node that stops or dies
 * leaves the pieces it made, and the next one goes on after them.
 */
@Component
final class ExportChooser implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ExportChooser.class);

  private static final int MOST_MESSAGES = 20_000;

  private final Exports exports;
  private final Archive archive;
  private final Asked asked;
  private final Directory directory;
  private final ConsoleProperties properties;
  private final DataSource dataSource;
  private final Loop loop = new Loop("exports", Duration.ofSeconds(2), this::work);
  private final Loop holding = new Loop("exports-held", Duration.ofSeconds(10), this::hold);
  private volatile boolean running;

  ExportChooser(
      Exports exports,
      Archive archive,
      Asked asked,
      Directory directory,
      ConsoleProperties properties,
      DataSource dataSource) {
    this.exports = exports;
    this.archive = archive;
    this.asked = asked;
    this.directory = directory;
    this.properties = properties;
    this.dataSource = dataSource;
  }

  /** Something was ordered: do not wait for the next look. */
  void wake() {
    loop.wake();
  }

  private boolean work() {
    exports.forgetOld();
    var next = exports.claim();
    next.ifPresent(id -> exports.chosen(id, choose(id)));
    return next.isPresent() && running;
  }

  private boolean hold() {
    exports.hold();
    return false;
  }

  private State choose(RecordId id) {
    try {
      var record = archive.get(id);
      var visitor = orderedBy(record).filter(Visitor::actsOnArchive);
      if (visitor.isEmpty()) {
        return State.REFUSED;
      }
      var order = ExportOrder.of(record);
      new Choice(
              query(visitor.get(), order),
              Optional.of(order.conversation()).filter(conversation -> !conversation.isEmpty()),
              MOST_MESSAGES,
              1_000_000L * order.megabytes())
          .make(
              dataSource,
              exports.lastChosen(id),
              piece -> {
                if (!exports.add(id, piece) || !running) {
                  throw new Interrupted();
                }
              });
      return State.READY;
    } catch (Interrupted e) {
      return State.CHOOSING;
    } catch (SQLException | RuntimeException e) {
      log.error("what export {} has in it cannot be chosen: {}", id, Failures.describe(e));
      return State.FAILED;
    }
  }

  private Optional<Visitor> orderedBy(ArchivedRecord record) {
    return record
        .fact(Facts.PERSON)
        .flatMap(directory::findById)
        .filter(Person::enabled)
        .map(person -> Visitor.of(person, directory::reportsOf, properties));
  }

  private Query query(Visitor visitor, ExportOrder order) {
    if (!order.isOfConversation()) {
      return asked.query(visitor, order.form());
    }
    return visitor.restrict(
        order.conversation().isEmpty()
            ? Query.ALL.withMessage(MessageId.of(order.message()))
            : Query.ALL);
  }

  /** The node stops, or another one has the export. */
  @SuppressWarnings("serial")
  private static final class Interrupted extends RuntimeException {}

  @Override
  public void start() {
    running = true;
    loop.start();
    holding.start();
  }

  @Override
  public void stop() {
    running = false;
    loop.close();
    holding.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}

package org.recado.console;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import org.recado.archive.export.ZipExporter;
import org.recado.archive.record.Archive;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.store.ObjectStoreException;
import org.recado.commit.Failures;
import org.recado.console.Exports.Export;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Writes the pieces of exports straight to the browsers of those who take them. Any node can, for
 * there is nothing on a disk; a piece that was broken off is taken again. Who takes one is on the
 * record before its first octet is out.
 */
@Controller
class ExportDownload {

  private static final Logger log = LoggerFactory.getLogger(ExportDownload.class);

  /** Each takes memory, and more would only be slower. */
  private final Semaphore atOnce = new Semaphore(2);

  private final Exports exports;
  private final ZipExporter exporter;
  private final Archive archive;
  private final Trail trail;
  private final Clock clock;

  ExportDownload(Exports exports, ZipExporter exporter, Archive archive, Trail trail, Clock clock) {
    this.exports = exports;
    this.exporter = exporter;
    this.archive = archive;
    this.trail = trail;
    this.clock = clock;
  }

  @PostMapping("/exports/{id}/pieces/{number}")
  void take(
      @AuthenticationPrincipal Visitor visitor,
      @PathVariable("id") String id,
      @PathVariable("number") int number,
      HttpServletResponse response)
      throws IOException {
    var export = ExportController.find(exports, id);
    boolean free = export.state() == Exports.State.READY && atOnce.tryAcquire();
    try {
      Optional<List<UUID>> messages = free ? exports.take(export.id(), number) : Optional.empty();
      if (messages.isEmpty()) {
        response.sendRedirect("/exports/" + export.id() + "?said=busy");
        return;
      }
      send(visitor, export, number, messages.get(), response);
    } finally {
      if (free) {
        atOnce.release();
      }
    }
  }

  private void send(
      Visitor visitor, Export export, int number, List<UUID> messages, HttpServletResponse response)
      throws IOException {
    Optional<String> fault = Optional.empty();
    boolean whole = false;
    try {
      var order = ExportOrder.of(archive.get(export.id()));
      var piece =
          new ZipExporter.Piece(
              export.id().toString(),
              number,
              export.pieces(),
              messages,
              order.described(),
              visitor.getName(),
              order.masked(),
              order.transcripts());
      trail.taken(visitor, export.id(), number + "/" + export.pieces());
      response.setContentType("application/zip");
      response.setHeader(
          HttpHeaders.CONTENT_DISPOSITION,
          ContentDisposition.attachment().filename(piece.name() + ".zip").build().toString());
      response.setHeader("X-Accel-Buffering", "no"); // or nginx would put it on its disk
      exporter.write(piece, response.getOutputStream(), progress(export, number));
      response.flushBuffer();
      whole = true;
    } catch (DamagedRecordException e) {
      fault = Optional.of("DAMAGED");
      log.error(
          "ALARM: export {} stopped at a damaged {}. Run archive verify.",
          export.id(),
          e.getMessage());
      throw e; // Tomcat breaks off what it has begun to send
    } catch (ObjectStoreException e) {
      fault = Optional.of("STORE");
      throw e;
    } catch (SQLException e) {
      throw new IllegalStateException("an export cannot be read: " + Failures.describe(e));
    } finally {
      if (whole) {
        exports.taken(export.id(), number);
      } else {
        exports.brokenOff(export.id(), number, fault);
        if (!response.isCommitted()) {
          response.reset(); // a page that says so is not a zip to be saved
        }
      }
    }
  }

  /** Told to the others once a second. */
  private LongConsumer progress(Export export, int number) {
    return new LongConsumer() {
      private Instant next = clock.instant();

      @Override
      public void accept(long done) {
        var now = clock.instant();
        if (!now.isBefore(next)) {
          next = now.plusSeconds(1);
          exports.written(export.id(), number, done);
        }
      }
    };
  }
}

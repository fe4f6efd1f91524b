package org.recado.archive.export;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.Snapshot;
import org.recado.archive.search.Query;
import org.recado.archive.search.SearchRows;

/**
 * What an export will have: the messages that a query finds now and the mails they were made of, in
 * pieces that {@link ZipExporter} writes one by one. Whoever keeps the pieces can go on after the
 * last of them.
 */
public final class Choice {

  private static final int AT_A_TIME = 200;

  private final Query query;
  private final Optional<String> conversation;
  private final int mostMessages;
  private final long mostOctets;

  /**
   * @param query held to what they may see for whom the export is
   * @param conversation the one conversation that is meant, if one is
   * @param mostMessages a piece has no more messages than that
   * @param mostOctets nor, but for a message that is longer by itself, more octets of content
   */
  public Choice(Query query, Optional<String> conversation, int mostMessages, long mostOctets) {
    this.query = query;
    this.conversation = conversation;
    this.mostMessages = mostMessages;
    this.mostOctets = mostOctets;
  }

  /**
   * @param after the last message of the pieces there are already
   * @param pieces given each piece, never empty, in the order of the ids
   */
  public void make(DataSource dataSource, Optional<UUID> after, Consumer<List<UUID>> pieces)
      throws SQLException {
    try (var snapshot = Snapshot.of(dataSource);
        var found =
            conversation.isEmpty()
                ? SearchRows.withMails(snapshot, query)
                : SearchRows.conversationWithMails(snapshot, query, conversation.get())) {
      var last = after.map(RecordId::new); // sorts as PostgreSQL does
      var cut = new Cut(pieces);
      var some = new ArrayList<UUID>();
      while (found.next()) {
        var id = found.id();
        if (last.isEmpty() || new RecordId(id).compareTo(last.get()) > 0) {
          some.add(id);
        }
        if (some.size() == AT_A_TIME) {
          cut.add(snapshot, some);
          some.clear();
        }
      }
      cut.add(snapshot, some);
      cut.end();
    }
  }

  private final class Cut {

    private final Consumer<List<UUID>> pieces;
    private final List<UUID> piece = new ArrayList<>();
    private long octets;

    Cut(Consumer<List<UUID>> pieces) {
      this.pieces = pieces;
    }

    void add(Snapshot snapshot, List<UUID> messages) throws SQLException {
      if (messages.isEmpty()) {
        return;
      }
      var sizes = Sizes.of(snapshot, messages);
      for (var message : messages) {
        long size = sizes.getOrDefault(message, 0L);
        if (piece.size() == mostMessages || octets + size > mostOctets) {
          end();
        }
        piece.add(message);
        octets += size;
      }
    }

    void end() {
      if (!piece.isEmpty()) {
        pieces.accept(List.copyOf(piece));
      }
      piece.clear();
      octets = 0;
    }
  }
}

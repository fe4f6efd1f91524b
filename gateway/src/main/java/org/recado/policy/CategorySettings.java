package org.recado.policy;

import java.util.Locale;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How messages of one category are treated.
 *
 * @param lane which goes first when a connection is busy: {@code person}, {@code application} or
 *     {@code bulk}
 * @param onUnknown what happens when it is not known whether the SMSC took a text: {@code ask}
 *     tells the sender, {@code resend} sends it again, so that the client may read it twice
 * @param despiteOptOut true only for what the law requires to be sent
 * @param pool pool of long numbers; empty for the first
 * @param maxSegments segments one text may take, up to 255; 0 for {@code
 *     recado.policy.max-segments}
 * @param dropAccents whether letters that need UCS-2 lose their accents where that saves a segment
 */
public record CategorySettings(
    @DefaultValue("application") Lane lane,
    @DefaultValue("ask") OnUnknown onUnknown,
    @DefaultValue("false") boolean despiteOptOut,
    @DefaultValue("") String pool,
    @DefaultValue("0") int maxSegments,
    @DefaultValue("false") boolean dropAccents) {

  @ConstructorBinding
  public CategorySettings {
    // bound; the other is for code
  }

  /** As the general limits have it, and with its accents. */
  public CategorySettings(Lane lane, OnUnknown onUnknown, boolean despiteOptOut, String pool) {
    this(lane, onUnknown, despiteOptOut, pool, 0, false);
  }

  /** Order of leaving, first to last. */
  public enum Lane {
    PERSON(0),
    APPLICATION(1),
    BULK(2);

    private final int order;

    Lane(int order) {
      this.order = order;
    }

    /** Lower leaves first; stored with each text, so the numbers never change. */
    public int order() {
      return order;
    }
  }

  /** Barrier 2's question, answered per category. */
  public enum OnUnknown {
    ASK,
    RESEND;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

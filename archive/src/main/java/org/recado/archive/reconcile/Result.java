package org.recado.archive.reconcile;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.CanonicalJson;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;

/**
 * What a reconciliation found.
 *
 * @param counts by hour and connection, how many of what
 */
public record Result(
    Instant from, Instant before, Map<String, Map<String, Long>> counts, List<Gap> gaps) {

  public Result {
    counts = new TreeMap<>(counts);
    gaps = List.copyOf(gaps);
  }

  /** As it goes on the record, signed. */
  public RecordDraft record(SigningKey key, Instant now) {
    return RecordDraft.general(RecordKind.RECONCILED, now)
        .fact("gaps", gaps.size())
        .part("report", key.note(text(key.verifierKey().name())));
  }

  /** For people, and to be signed. */
  public String text(String origin) {
    var text = new StringBuilder();
    text.append(origin).append("\nreconciliation\nfrom ").append(from);
    text.append("\nbefore ").append(before).append('\n');
    counts.forEach((hour, legs) -> text.append(hour).append(' ').append(legs).append('\n'));
    gaps.forEach(gap -> text.append("GAP ").append(gap.line()).append('\n'));
    text.append(gaps.isEmpty() ? "no gaps\n" : gaps.size() + " gaps\n");
    return text.toString();
  }

  /** For machines: one line of canonical JSON. */
  public String json() {
    var json = new HashMap<String, Object>();
    json.put("from", from.toString());
    json.put("before", before.toString());
    json.put("counts", counts);
    json.put("gaps", gaps.stream().map(Gap::json).toList());
    json.put("result", gaps.isEmpty() ? "clean" : "gaps");
    return CanonicalJson.write(json) + "\n";
  }
}

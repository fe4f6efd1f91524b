package org.recado.assembly;

import java.util.List;
import java.util.Map;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.directory.SyncReport;
import tools.jackson.databind.json.JsonMapper;

/** What the archive keeps of a directory run: its counts, and whose rights it changed, by id. */
final class DirectoryRecord {

  private DirectoryRecord() {}

  static RecordDraft of(SyncReport report) {
    var draft =
        RecordDraft.general(RecordKind.SYNCED, report.finishedAt())
            .fact(Facts.ACTOR, "directory")
            .fact("source", report.source())
            .fact("outcome", report.outcome())
            .fact("people", report.people())
            .fact("groups", report.groups())
            .fact("contacts", report.contacts())
            .fact("differences", report.differences().size())
            .fact(Facts.REASON, report.message());
    List<Map<String, String>> changes =
        report.differences().stream()
            .map(
                difference ->
                    Map.of(
                        "kind", difference.kind().name(),
                        "change", difference.change().name(),
                        "id", difference.id(),
                        "detail", difference.detail()))
            .toList();
    return changes.isEmpty()
        ? draft
        : draft.part("changes", JsonMapper.shared().writeValueAsString(changes));
  }
}

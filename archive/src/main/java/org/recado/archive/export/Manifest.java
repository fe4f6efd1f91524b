package org.recado.archive.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.record.CanonicalJson;

/** What ends an export: what it is checked with, the list of its files, and the signature. */
final class Manifest {

  private Manifest() {}

  /**
   * @param checkpoint the signed tree head its proofs lead to; empty if there was none
   */
  static void ship(ExportFiles files, SigningKey key, String checkpoint) throws IOException {
    if (!checkpoint.isEmpty()) {
      files.write("checkpoint.txt", checkpoint);
    }
    files.write("verifier-key.txt", key.verifierKey() + "\n");
    for (String shipped : List.of("VerifyExport.java", "README.txt")) {
      try (InputStream resource = Manifest.class.getResourceAsStream(shipped)) {
        if (resource == null) {
          throw new IOException(shipped + " is missing in this build.");
        }
        files.write(shipped, resource.readAllBytes());
      }
    }
  }

  /**
   * What a manifest says of any export as a whole.
   *
   * @param selection in words; left out of a masked one, for a number may be in it
   * @param proved of the records, those with a place in the tree
   */
  static SortedMap<String, Object> head(
      String at, String by, String selection, boolean masked, long records, long proved) {
    var head = new TreeMap<String, Object>();
    head.put("format", "recado-export/2");
    head.put("exported_at", at);
    head.put("exported_by", by);
    head.put("selection", masked ? "masked" : selection);
    head.put("masked", masked ? "yes" : "no");
    head.put("records", records);
    head.put("records_without_proof", records - proved);
    return head;
  }

  /**
   * @param head what it says of the export as a whole
   * @param listed a line for each file, from {@link ExportFiles#takeListed}
   */
  static void write(
      ExportFiles files, SigningKey key, SortedMap<String, Object> head, Iterator<String> listed)
      throws IOException {
    String json = CanonicalJson.write(Map.copyOf(head));
    try (var out = files.open("manifest.json")) {
      out.write(bytes(json.substring(0, json.length() - 1) + ",\"files\":[\n"));
      String separator = "";
      while (listed.hasNext()) {
        out.write(bytes(separator + listed.next()));
        separator = ",\n";
      }
      out.write(bytes("\n]}\n"));
    }
    String sha256 = files.takeListed().replaceAll("(?s).*\"sha256\":\"([0-9a-f]{64})\".*", "$1");
    files.writeUnlisted(
        "manifest.note",
        bytes(
            key.note(
                key.verifierKey().name()
                    + "\nrecado export\nmanifest.json sha256 "
                    + sha256
                    + "\n")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package org.recado.archive.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.recado.archive.record.CanonicalJson;

/** What was looked at, and what was found. Filled while the verifier runs. */
public final class Report {

  /** More than that are counted, not kept. */
  private static final int KEPT = 1_000;

  private final boolean withKey;
  private final List<Finding> findings = new ArrayList<>();
  private long found;
  long records;
  long destroyed;
  long blocked;
  long cold;
  long segments;
  long stamps;
  long waiting;
  long leaves;
  long checkpoints;
  long entries;
  Optional<String> head = Optional.empty();

  Report(boolean withKey) {
    this.withKey = withKey;
  }

  void add(Finding finding) {
    found++;
    if (findings.size() < KEPT) {
      findings.add(finding);
    }
  }

  public boolean clean() {
    return found == 0;
  }

  /** The first thousand of them. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Size and root of the newest checkpoint that was signed. */
  public Optional<String> head() {
    return head;
  }

  /** How many leaves the tree has. */
  public long leaves() {
    return leaves;
  }

  /** For people. */
  public String text() {
    var text = new StringBuilder();
    findings.forEach(finding -> text.append("FOUND ").append(finding.line()).append('\n'));
    if (found > findings.size()) {
      text.append("FOUND ").append(found - findings.size()).append(" more\n");
    }
    text.append(records).append(" records, ");
    text.append(destroyed).append(" of them with their content destroyed, ");
    text.append(blocked).append(" blocked; ");
    text.append(leaves).append(" leaves under ").append(checkpoints).append(" checkpoints, ");
    text.append(waiting).append(" records waiting for their leaf; ");
    text.append(entries).append(" rows of the search index\n");
    if (stamps > 0) {
      text.append(stamps).append(" time stamps of an authority\n");
    }
    if (cold > 0) {
      text.append(cold).append(" contents are in the object store");
      text.append(
          segments > 0
              ? ", in " + segments + " segments that were read and checked\n"
              : ": THEY WERE NOT LOOKED AT\n");
    }
    if (!withKey) {
      text.append("Without the archive key: contents were checked by their hashes only, and the");
      text.append(" search index not at all\n");
    }
    head.ifPresent(line -> text.append("Tree head: ").append(line).append('\n'));
    text.append(clean() ? "The archive is as it was written.\n" : found + " findings.\n");
    return text.toString();
  }

  /** For machines: one line of canonical JSON. */
  public String json() {
    var json = new HashMap<String, Object>();
    json.put("result", clean() ? "clean" : "findings");
    json.put("archive_key", withKey ? "used" : "not used");
    json.put("records", records);
    json.put("destroyed", destroyed);
    json.put("blocked", blocked);
    json.put("cold", cold);
    json.put("segments", segments);
    json.put("stamps", stamps);
    json.put("waiting", waiting);
    json.put("leaves", leaves);
    json.put("checkpoints", checkpoints);
    json.put("search_entries", entries);
    head.ifPresent(line -> json.put("tree_head", line));
    json.put("found", found);
    json.put("findings", findings.stream().map(Finding::json).toList());
    return CanonicalJson.write(json) + "\n";
  }
}

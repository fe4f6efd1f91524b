package org.recado.archive.record;

/** A record is not what its leaf says it is. Its message names the record, and nothing of it. */
public final class DamagedRecordException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final RecordId record;
  private final String what;

  public DamagedRecordException(RecordId record, String what) {
    super("record " + record + ": " + what);
    this.record = record;
    this.what = what;
  }

  public RecordId record() {
    return record;
  }

  /** What is wrong, to follow the record's name. */
  public String what() {
    return what;
  }
}

package org.recado.directory;

/** How far a run may go. */
public enum SyncMode {
  /** Write what differs, unless the brake stops the run. */
  APPLY,
  /** A person has seen what the brake stopped, and wants it so: write it this once. */
  ACCEPT,
  /** Read and compare, write nothing, not even that the run took place. */
  DRY_RUN
}

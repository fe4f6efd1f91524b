package org.recado.archive.reconcile;

import org.recado.archive.record.RecordKind;

/**
 * A table outside of the archive that knows what was accepted.
 *
 * @param name for the report: {@code SMTP accepts}
 * @param sql gives {@code id}, {@code at} and {@code open} (whether it may still be on its way) of
 *     what came in a window, whose two ends are its two parameters
 * @param expected the record each must have
 */
public record Source(String name, String sql, RecordKind expected) {}

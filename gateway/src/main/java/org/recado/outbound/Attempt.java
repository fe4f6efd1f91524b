package org.recado.outbound;

import java.time.Instant;
import java.util.List;
import org.recado.smpp.SubmitSm;

/**
 * An attempt that is committed: these segments may now leave.
 *
 * @param segments all of the text's, in order
 * @param startBefore after this the claim might run out before the answer comes, and nothing may
 *     leave any more
 */
record Attempt(QueuedSms sms, List<SubmitSm> segments, Instant startBefore) {}

/**
 * A day at the bank, told while it happens: real mails over SMTP, texts on the phones, answers back
 * in the mailboxes. For whoever starts the demo.
 */
@NullMarked
package org.recado.lab.story;

import org.jspecify.annotations.NullMarked;

/**
 * The lab page: phones, mailboxes and a composer side by side in a browser. What it shows comes
 * from the simulator and the mail server; what it sends goes over SMTP and SMPP like anybody's.
 */
@NullMarked
package org.recado.lab.page;

import org.jspecify.annotations.NullMarked;

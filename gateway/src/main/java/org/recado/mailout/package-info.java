/** Mail to the corporate MTA: reports, replies. A durable queue of its own. */
@NullMarked
package org.recado.mailout;

import org.jspecify.annotations.NullMarked;

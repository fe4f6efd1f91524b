/**
 * What the firm's own systems ask about the texts they sent, over HTTP: by the names they gave
 * them, and change by change. An application sees its own texts only, and of them no content.
 * docs/rest.md tells how to use it, {@code openapi.yaml} what exactly is said.
 */
@NullMarked
package org.recado.status;

import org.jspecify.annotations.NullMarked;

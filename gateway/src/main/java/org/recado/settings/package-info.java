/**
 * How configuration is checked: every mistake found, each said in one line. Knows no other package.
 */
@NullMarked
package org.recado.settings;

import org.jspecify.annotations.NullMarked;

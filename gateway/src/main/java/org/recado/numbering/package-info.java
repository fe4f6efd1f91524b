/**
 * Which long number a text leaves by, and who owns the conversation. Neighbours: {@code intake} and
 * {@code outbound} ask for leases, {@code reply} asks whose one is.
 */
@NullMarked
package org.recado.numbering;

import org.jspecify.annotations.NullMarked;

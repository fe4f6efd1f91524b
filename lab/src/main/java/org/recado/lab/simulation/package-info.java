/**
 * Many employees and clients who share a few long numbers, against real gateways: is every answer
 * in the mailbox of whoever wrote what the client answered?
 */
@NullMarked
package org.recado.lab.simulation;

import org.jspecify.annotations.NullMarked;

package org.recado.lab.smsc;

import java.time.Instant;

/**
 * A text in the chat of a phone.
 *
 * @param place from 1, in the order of the chat
 * @param at when it was shown, or sent
 * @param fromClient whether the phone's owner wrote it
 * @param peer who it is from or to: a long number without plus sign
 * @param text whole, as read by a person
 */
public record Sms(int place, Instant at, boolean fromClient, String peer, String text) {}

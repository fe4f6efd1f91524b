package org.recado.lab.bank;

/**
 * Someone of the bank who can sign in.
 *
 * @param login the {@code uid}
 * @param password in plain text: this is a play bank
 * @param name as people read it
 * @param mail the mailbox
 * @param role what this person is there for
 * @param enabled false for one who has left
 */
public record Account(
    String login, String password, String name, String mail, String role, boolean enabled) {}

package org.recado.directory;

import java.util.List;

/**
 * A distribution list.
 *
 * @param name as people read it
 * @param contacts everybody in it who has one mobile number, each once
 * @param without how many there are besides: without a number, or with several
 */
public record ContactList(String name, List<Contact> contacts, int without) {

  public ContactList {
    contacts = List.copyOf(contacts);
  }
}

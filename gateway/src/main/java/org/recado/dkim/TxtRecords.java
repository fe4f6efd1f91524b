package org.recado.dkim;

import java.util.List;

/** Where keys are published. */
public interface TxtRecords {

  /**
   * The TXT records of a name, the strings of each put together without anything between them (RFC
   * 6376 section 3.6.2.2).
   *
   * @param name a domain name without the final dot
   * @return none if the name or the type does not exist
   * @throws Unavailable if that could not be found out; later it may
   */
  List<String> find(String name) throws Unavailable;

  /** The domain name system did not answer, or said it could not. */
  final class Unavailable extends Exception {

    private static final long serialVersionUID = 1;

    public Unavailable(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }
}

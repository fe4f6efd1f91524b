package org.recado.mail;

import java.util.List;

/** What comes again and again under the mails of one author, or of many. */
public interface Habits {

  /** Nothing was learned, and nothing is. */
  Habits NONE =
      new Habits() {
        @Override
        public int signature(MailHeaders headers, List<String> lines) {
          return lines.size();
        }

        @Override
        public int notice(List<String> lines) {
          return lines.size();
        }

        @Override
        public void seen(MailHeaders headers, String text) {
          // explained mails teach nothing
        }
      };

  /**
   * The first line of the block that ends this author's mails, or the number of lines.
   *
   * @param lines the writer's own, without what is quoted
   */
  int signature(MailHeaders headers, List<String> lines);

  /** The first line of the block that ends the mails of many authors, or the number of lines. */
  int notice(List<String> lines);

  /** A mail with this text was accepted. */
  void seen(MailHeaders headers, String text);
}

package org.recado.mail;

import java.util.List;
import org.recado.message.MailAddress;

/** What comes again and again under the mails of one sender, or of many. */
public interface Habits {

  /** Nothing was learned. */
  Habits NONE =
      new Habits() {
        @Override
        public int signature(MailAddress author, List<String> lines) {
          return lines.size();
        }

        @Override
        public int notice(List<String> lines) {
          return lines.size();
        }
      };

  /**
   * The first line of the block that ends this author's mails, or the number of lines.
   *
   * @param lines the writer's own, without what is quoted
   */
  int signature(MailAddress author, List<String> lines);

  /** The first line of the block that ends the mails of many authors, or the number of lines. */
  int notice(List<String> lines);
}

package org.recado.lab.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Postfix's own load generator, {@code smtp-source(1)}, sending the same mail as ours. */
final class SmtpSource {

  private final Path program;
  private final Path folder;

  private SmtpSource(Path program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /** Empty where it is not installed. */
  static Optional<SmtpSource> find(Path folder) {
    return Tools.find("smtp-source").map(program -> new SmtpSource(program, folder));
  }

  /**
   * Mails a second.
   *
   * @throws IOException if a mail is refused: smtp-source gives up then
   */
  long perSecond(InetSocketAddress server, LoadMail mail, int connections, int mails, boolean kept)
      throws IOException, InterruptedException {
    Path content = folder.resolve("mail.txt");
    Files.writeString(content, mail.content().replace("\r\n", "\n"), StandardCharsets.US_ASCII);
    var command = new ArrayList<String>(List.of(program.toString()));
    if (kept) {
      command.add("-d");
    }
    command.addAll(
        List.of(
            "-s",
            Integer.toString(connections),
            "-m",
            Integer.toString(mails),
            "-F",
            content.toString(),
            "-f",
            mail.from(),
            "-t",
            mail.to().apply(0),
            server.getHostString() + ":" + server.getPort()));
    long start = System.nanoTime();
    Tools.run(command, folder.resolve("smtp-source.log"));
    return mails * 1_000_000_000L / (System.nanoTime() - start);
  }
}

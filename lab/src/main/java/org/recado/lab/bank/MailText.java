package org.recado.lab.bank;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a reader sees of a mail: its plain text, or its HTML without tags. */
public final class MailText {

  private MailText() {}

  public static String of(Part part) throws MessagingException, IOException {
    return String.join("\n", texts(part)).strip();
  }

  private static List<String> texts(Part part) throws MessagingException, IOException {
    Object content = part.getContent();
    if (content instanceof Multipart multipart) {
      var texts = new ArrayList<String>();
      for (int i = 0; i < multipart.getCount(); i++) {
        BodyPart inner = multipart.getBodyPart(i);
        texts.addAll(texts(inner));
        if (part.isMimeType("multipart/alternative") && !texts.isEmpty()) {
          break;
        }
      }
      return texts;
    }
    if (content instanceof String text && part.isMimeType("text/plain")) {
      return List.of(text);
    }
    if (content instanceof String text && part.isMimeType("text/html")) {
      return List.of(text.replaceAll("<[^>]*>", " "));
    }
    return List.of();
  }
}

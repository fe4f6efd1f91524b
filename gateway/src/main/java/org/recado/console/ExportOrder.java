package org.recado.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;

/**
 * What somebody wants a copy of, and how; empty where nothing was given. It is kept in the record
 * of the export, sealed, and read from there by whichever node is at work on it.
 *
 * @param form what was searched, if that is what is wanted
 * @param message the message that was open, if its conversation is wanted
 * @param conversation that conversation; empty if the message is in none
 * @param megabytes of content that a piece has at most
 */
record ExportOrder(
    SearchForm form,
    String message,
    String conversation,
    String reason,
    boolean masked,
    boolean transcripts,
    int megabytes) {

  private static final String ASKED = "asked-";
  private static final int LONGEST_REASON = 2_000;

  /** What can be chosen from; the middle one is what {@code archive export} does. */
  static final List<Integer> SPLITS = List.of(100, 500, 2_000);

  static ExportOrder of(Map<String, String> given) {
    return new ExportOrder(
        SearchForm.of(given),
        HoldForm.text(given, "message", 100),
        "",
        HoldForm.text(given, "reason", LONGEST_REASON),
        given.getOrDefault("masked", "no").equals("yes"),
        // a box that is not ticked is not sent: before the form was seen it counts as ticked
        !given.containsKey("reason") || given.containsKey("transcripts"),
        split(given.getOrDefault("split", "")));
  }

  static ExportOrder of(ArchivedRecord record) {
    var asked = new HashMap<String, String>();
    record
        .facts()
        .forEach(
            (name, value) -> {
              if (name.startsWith(ASKED)) {
                asked.put(name.substring(ASKED.length()), value);
              }
            });
    return new ExportOrder(
        SearchForm.of(asked),
        record.fact("message").orElse(""),
        record.fact(Facts.CONVERSATION).orElse(""),
        record.fact(Facts.REASON).orElse(""),
        record.fact("masked").filter("yes"::equals).isPresent(),
        record.fact("transcripts").filter("yes"::equals).isPresent(),
        split(record.fact("split").orElse("")));
  }

  private static int split(String megabytes) {
    return SPLITS.stream()
        .filter(known -> known.toString().equals(megabytes))
        .findAny()
        .orElse(SPLITS.get(1));
  }

  ExportOrder ofConversation(String id) {
    return new ExportOrder(form, message, id, reason, masked, transcripts, megabytes);
  }

  public boolean isOfConversation() {
    return !message.isEmpty();
  }

  /** The fields that cannot be understood or are missing. */
  List<String> mistakes() {
    var mistakes = new ArrayList<>(form.mistakes());
    if (reason.isEmpty()) {
      mistakes.add("reason");
    }
    return mistakes;
  }

  /** What was asked, by field; nothing if everything was. */
  public Map<String, String> asked() {
    return isOfConversation() ? Map.of() : form.asked();
  }

  RecordDraft tell(RecordDraft draft) {
    asked().forEach((field, value) -> draft.fact(ASKED + field, value));
    return draft
        .fact("message", message)
        .fact(Facts.CONVERSATION, conversation)
        .fact(Facts.REASON, reason)
        .fact("masked", masked ? "yes" : "no")
        .fact("transcripts", transcripts ? "yes" : "no")
        .fact("split", megabytes);
  }

  /** For the manifest, which is signed and handed out with the copy. */
  String described() {
    if (isOfConversation()) {
      return conversation.isEmpty() ? "message=" + message : "conversation=" + conversation;
    }
    return asked().isEmpty()
        ? "everything"
        : asked().entrySet().stream()
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining(" "));
  }

  /** What is looked for is itself personal. */
  @Override
  public String toString() {
    return "ExportOrder[…]";
  }
}

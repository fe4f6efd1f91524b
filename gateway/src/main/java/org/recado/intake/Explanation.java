package org.recado.intake;

import java.util.List;
import java.util.Locale;
import org.recado.mail.Dropped;
import tools.jackson.databind.json.JsonMapper;

/** Why the text is not the whole mail, as the archive keeps it: {@code [{"kind","text"}]}. */
final class Explanation {

  private static final JsonMapper JSON = JsonMapper.shared();

  private Explanation() {}

  static String json(List<Dropped> dropped) {
    var array = JSON.createArrayNode();
    for (var piece : dropped) {
      array
          .addObject()
          .put("kind", piece.kind().name().toLowerCase(Locale.ROOT))
          .put("text", piece.text());
    }
    return JSON.writeValueAsString(array);
  }
}

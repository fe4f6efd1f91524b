package org.recado.outbound;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.recado.message.Category;
import org.recado.message.Msisdn;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A way some texts may go.
 *
 * @param prefix first digits of the client's number, country code first; empty for every number
 * @param categories only these; none for every category
 * @param connection the SMPP connection
 * @param cost of a segment, in whatever unit all routes share; the lowest goes first
 */
public record Route(
    @DefaultValue("") String prefix,
    @Nullable List<String> categories,
    @DefaultValue("") String connection,
    @DefaultValue("0") double cost) {

  public Route {
    categories = categories == null ? List.of() : List.copyOf(categories);
  }

  @Override
  public List<String> categories() {
    return categories == null ? List.of() : categories;
  }

  boolean serves(Msisdn client, Category category) {
    return client.digits().startsWith(prefix)
        && (categories().isEmpty() || categories().contains(category.name()));
  }
}

package org.recado.status;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.recado.status.Asking.Answer;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The served description, and what of it real answers have shown. */
final class Description {

  private static final JsonMapper JSON = new JsonMapper();

  private final JsonNode root;
  private final Set<String> shown = new TreeSet<>();
  private final Set<String> asked = new TreeSet<>();

  Description(String yaml) {
    this.root = JSON.valueToTree(new Yaml().load(yaml));
  }

  JsonNode root() {
    return root;
  }

  /** Everything in which the answer differs from what is described for that path and status. */
  List<String> differences(String path, Answer answer) {
    var operation = root.at("/paths").get(path).get("get");
    var described = resolved(operation.get("responses").path(Integer.toString(answer.status())));
    asked.add(path + " " + answer.status());
    if (described.isMissingNode()) {
      return List.of(path + " answers with " + answer.status() + ", which is not described");
    }
    String type = answer.header("content-type").replaceFirst(";.*", "");
    var content = described.get("content").path(type);
    if (content.isMissingNode()) {
      return List.of(path + " answers " + answer.status() + " as " + type);
    }
    if (!type.endsWith("json")) {
      return List.of();
    }
    var value = JSON.readTree(answer.body());
    var schema = content.get("schema");
    note(schema, value);
    var whole = JSON.createObjectNode();
    whole.set("$ref", schema.get("$ref"));
    whole.set("components", root.get("components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(whole)
        .validate(value, run -> run.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(error -> error.getInstanceLocation() + " " + error.getMessage())
        .toList();
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").asString().substring(1)) : node;
  }

  /** Notes each field that was there, under the schema it belongs to. */
  private void note(JsonNode schema, JsonNode value) {
    if (value.isArray()) {
      value.forEach(one -> note(schema.get("items"), one));
    } else if (schema.has("$ref")) {
      String name = schema.get("$ref").asString();
      var properties = root.at(name.substring(1)).path("properties");
      for (var field : value.properties()) {
        shown.add(name.substring(name.lastIndexOf('/') + 1) + "." + field.getKey());
        if (properties.has(field.getKey())) {
          note(properties.get(field.getKey()), field.getValue());
        }
      }
    }
  }

  /** Fields that are described and were never seen. */
  Set<String> neverShown() {
    var fields = new TreeSet<String>();
    for (var schema : root.at("/components/schemas").properties()) {
      for (var field : schema.getValue().path("properties").properties()) {
        fields.add(schema.getKey() + "." + field.getKey());
      }
    }
    fields.removeAll(shown);
    return fields;
  }

  /** Each path with the parameters it takes in the query. */
  Map<String, Set<String>> parameters() {
    var all = new TreeMap<String, Set<String>>();
    for (var path : root.get("paths").properties()) {
      var names = new TreeSet<String>();
      for (var parameter : path.getValue().get("get").path("parameters")) {
        var known = resolved(parameter);
        if (known.get("in").asString().equals("query")) {
          names.add(known.get("name").asString());
        }
      }
      all.put(path.getKey(), names);
    }
    return all;
  }

  /** What was asked, as {@code path status}. */
  Set<String> asked() {
    return asked;
  }
}

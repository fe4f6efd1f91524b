import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks an export of a Recado archive with nothing but a JDK: {@code java VerifyExport.java}. Needs no network, no
 * database and no key but the public one. It is one file, so that whoever checks can read all of it.
 */
public final class VerifyExport {

  private final Path folder;
  private final List<String> findings = new ArrayList<>();
  private long found;
  private long records;
  private long proved;
  private long parts;
  private long without;
  private byte[] root = {};
  private long size = -1;

  private VerifyExport(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] args) {
    Path folder = Path.of(".");
    Path key = null;
    Path checkpoint = null;
    boolean json = false;
    try {
      for (int i = 0; i < args.length; i++) {
        switch (args[i]) {
          case "--key" -> key = Path.of(args[++i]);
          case "--checkpoint" -> checkpoint = Path.of(args[++i]);
          case "--json" -> json = true;
          default -> folder = Path.of(args[i]);
        }
      }
      if (!Files.exists(folder.resolve("manifest.json"))) {
        System.err.println("There is no manifest.json in " + folder.toAbsolutePath() + ": not a whole export.");
        System.exit(2);
      }
      var verify = new VerifyExport(folder);
      verify.run(key, checkpoint);
      System.out.print(json ? verify.json() : verify.text(key != null));
      System.exit(verify.found == 0 ? 0 : 1);
    } catch (ArrayIndexOutOfBoundsException e) {
      System.err.println("usage: java VerifyExport.java [--key FILE] [--checkpoint FILE] [--json] [FOLDER]");
      System.exit(2);
    } catch (IOException e) {
      System.err.println("The export cannot be read: " + e);
      System.exit(2);
    }
  }

  private void run(Path keyFile, Path published) throws IOException {
    VerifierKey key;
    try {
      String inside = lastLine(Files.readString(folder.resolve("verifier-key.txt")));
      key = new VerifierKey(keyFile == null ? inside : lastLine(Files.readString(keyFile)));
      if (!key.text.equals(inside)) {
        bad("verifier-key.txt", "is not the key given with --key");
      }
    } catch (RuntimeException e) {
      bad("verifier-key.txt", "holds no verifier key");
      return;
    }
    Map<?, ?> manifest = manifest(key);
    if (Files.exists(folder.resolve("checkpoint.txt"))) {
      checkpoint(key, published);
    }
    Set<String> partFolders = new HashSet<>();
    try (var entries = Files.list(folder)) {
      entries.filter(Files::isDirectory).map(p -> p.getFileName().toString())
          .filter(name -> name.startsWith("part-")).forEach(partFolders::add);
    }
    for (String part : partFolders.stream().sorted().toList()) {
      part(part);
    }
    if (manifest.get("records") instanceof Long said && said != records) {
      bad("manifest.json", "speaks of " + said + " records, " + records + " are here");
    }
    if (manifest.get("records_without_proof") instanceof Long said && said != records - proved) {
      bad("manifest.json", "speaks of " + said + " records without proof, " + (records - proved) + " have none");
    }
  }

  /** Every file there is in the manifest and nothing else, each with its size and hash; and the manifest is signed. */
  private Map<?, ?> manifest(VerifierKey key) throws IOException {
    Path file = folder.resolve("manifest.json");
    Object parsed;
    try {
      String note = Files.readString(folder.resolve("manifest.note"));
      if (!note.startsWith(key.name + "\nrecado export\nmanifest.json sha256 " + hex(sha256(file)) + "\n\n")) {
        bad("manifest.json", "is not the one that was signed");
      } else if (!key.signed(note)) {
        bad("manifest.note", "is not signed by " + key.name + " with key " + key.id);
      }
    } catch (IOException e) {
      bad("manifest.note", "is not there");
    }
    try {
      parsed = new Json(Files.readString(file)).value();
    } catch (RuntimeException e) {
      bad("manifest.json", "cannot be read");
      return Map.of();
    }
    Map<?, ?> manifest = (Map<?, ?>) parsed;
    Set<String> listed = new HashSet<>(Set.of("manifest.json", "manifest.note"));
    for (Object item : (List<?>) manifest.get("files")) {
      Map<?, ?> entry = (Map<?, ?>) item;
      String name = String.valueOf(entry.get("file"));
      listed.add(name);
      Path path = folder.resolve(name).normalize();
      if (!path.startsWith(folder.normalize()) || !Files.exists(path)) {
        bad(name, "is in the manifest and not here");
      } else if (Files.size(path) != (Long) entry.get("size") || !hex(sha256(path)).equals(entry.get("sha256"))) {
        bad(name, "is not as it was written");
      }
    }
    try (var files = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = folder.relativize(path).toString().replace('\\', '/');
        if (!listed.contains(name)) {
          bad(name, "is here and not in the manifest");
        }
      }
    }
    return manifest;
  }

  private void checkpoint(VerifierKey key, Path published) throws IOException {
    String note = Files.readString(folder.resolve("checkpoint.txt"));
    if (!key.signed(note)) {
      bad("checkpoint.txt", "is not signed by " + key.name + " with key " + key.id);
      return;
    }
    String[] lines = note.split("\n", -1);
    size = Long.parseLong(lines[1]);
    root = Base64.getDecoder().decode(lines[2]);
    if (published != null) {
      String other = Files.readString(published).stripTrailing() + "\n";
      String[] theirs = other.split("\n", -1);
      if (!key.signed(other)) {
        bad("the published checkpoint", "is not signed by " + key.name + " with key " + key.id);
      } else if (!theirs[1].equals(lines[1])) {
        bad("the published checkpoint", "is of size " + theirs[1] + "; ask for the one of size " + lines[1]);
      } else if (!theirs[2].equals(lines[2])) {
        bad("checkpoint.txt", "is of another tree than the published one");
      }
    }
  }

  private void part(String part) throws IOException {
    Map<String, Long> indexes = new HashMap<>();
    Path proofFile = folder.resolve(part + "/proofs.jsonl");
    Path recordFile = folder.resolve(part + "/records.jsonl");
    if (!Files.exists(proofFile) || !Files.exists(recordFile)) {
      return; // the manifest has told
    }
    try (var recordLines = Files.newBufferedReader(recordFile); var proofLines = Files.newBufferedReader(proofFile)) {
      Map<?, ?> proof = next(proofLines.readLine());
      int line = 0;
      for (String text = recordLines.readLine(); text != null; text = recordLines.readLine()) {
        line++;
        String where = part + "/records.jsonl line " + line;
        try {
          Map<?, ?> record = next(text);
          records++;
          String id = String.valueOf(record.get("record"));
          where = "record " + id + " (" + where + ")";
          // proofs come in the order of the records
          if (proof != null && id.equals(proof.get("record"))) {
            included(record, proof, where);
            proof = next(proofLines.readLine());
          }
          content(record, where);
        } catch (RuntimeException e) {
          bad(where, "cannot be read");
        }
      }
      if (proof != null) {
        bad("record " + proof.get("record"), "has a proof, and is missing or in the wrong place");
      }
    }
  }

  private static Map<?, ?> next(String line) {
    return line == null ? null : (Map<?, ?>) new Json(line).value();
  }

  private void included(Map<?, ?> record, Map<?, ?> proof, String where) {
    byte[] metadata = String.valueOf(record.get("metadata")).getBytes(StandardCharsets.UTF_8);
    long index = (Long) proof.get("leaf_index");
    List<byte[]> path = new ArrayList<>();
    for (Object hash : (List<?>) proof.get("proof")) {
      path.add(Base64.getDecoder().decode((String) hash));
    }
    if (!Long.valueOf(index).equals(record.get("leaf_index")) || (Long) proof.get("tree_size") != size) {
      bad(where, "has a proof for another place or another tree");
    } else if (!Arrays.equals(rootOf(leafHash(metadata), index, size, path), root)) {
      bad(where, "is not in the tree that was signed: its metadata or its proof was changed");
    } else {
      proved++;
    }
  }

  /** RFC 9162 section 2.1.3.2. */
  private static byte[] rootOf(byte[] leaf, long index, long size, List<byte[]> proof) {
    long fn = index;
    long sn = size - 1;
    byte[] r = leaf;
    for (byte[] p : proof) {
      if (sn == 0) {
        return new byte[0];
      }
      if ((fn & 1) == 1 || fn == sn) {
        r = sha256(new byte[] {1}, p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        r = sha256(new byte[] {1}, r, p);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && index >= 0 && index < size ? r : new byte[0];
  }

  private void content(Map<?, ?> record, String where) throws IOException {
    Map<?, ?> metadata = (Map<?, ?>) new Json(String.valueOf(record.get("metadata"))).value();
    if (!String.valueOf(metadata.get("id")).equals(record.get("record"))) {
      bad(where, "has the metadata of another record");
    }
    if (record.containsKey("content")) {
      without++;
      return;
    }
    Map<String, Map<?, ?>> promised = new HashMap<>();
    for (Object item : (List<?>) metadata.get("parts")) {
      promised.put(String.valueOf(((Map<?, ?>) item).get("name")), (Map<?, ?>) item);
    }
    Map<?, ?> salts = record.get("salts") instanceof Map<?, ?> map ? map : Map.of();
    for (Object item : (List<?>) record.get("parts")) {
      Map<?, ?> part = (Map<?, ?>) item;
      String name = String.valueOf(part.get("name"));
      byte[] octets;
      if (part.containsKey("file")) {
        Path file = folder.resolve(String.valueOf(part.get("file"))).normalize();
        if (!file.startsWith(folder.normalize()) || !Files.exists(file)) {
          bad(where, "lacks its part " + name);
          continue;
        }
        octets = Files.readAllBytes(file);
      } else {
        octets = Base64.getDecoder().decode(String.valueOf(part.get("base64")));
        if (part.containsKey("text") && !new String(octets, StandardCharsets.UTF_8).equals(part.get("text"))) {
          bad(where, "shows another text than its part " + name + " holds");
        }
      }
      digest(where, name, octets, salts, promised);
    }
    if (record.containsKey("facts")) {
      Map<String, Object> particulars = new LinkedHashMap<>();
      particulars.put("facts", record.get("facts"));
      particulars.put("people", record.get("people"));
      digest(where, "particulars", Json.canonical(particulars).getBytes(StandardCharsets.UTF_8), salts, promised);
    }
  }

  private void digest(String where, String name, byte[] octets, Map<?, ?> salts, Map<String, Map<?, ?>> promised) {
    parts++;
    Map<?, ?> leaf = promised.get(name);
    if (leaf == null) {
      bad(where, "has a part " + name + " its leaf does not know");
    } else if (!hex(hmac(HexFormat.of().parseHex(String.valueOf(salts.get(name))), octets)).equals(leaf.get("digest"))) {
      bad(where, "its " + (name.equals("particulars") ? "facts or people are" : "part " + name + " is")
          + " not what its leaf commits to");
    }
  }

  private void bad(String where, String what) {
    found++;
    if (findings.size() < 1000) {
      findings.add(where + ": " + what);
    }
  }

  private String text(boolean keyGiven) {
    var text = new StringBuilder();
    findings.forEach(line -> text.append("FOUND ").append(line).append('\n'));
    text.append(records).append(" records, ").append(proved).append(" proved, ").append(parts)
        .append(" parts checked, ").append(without).append(" destroyed or blocked");
    if (size >= 0) {
      text.append("; tree of ").append(size).append(" leaves, root ").append(Base64.getEncoder().encodeToString(root));
    }
    text.append('\n');
    if (!keyGiven) {
      text.append("Compare verifier-key.txt with the key the firm published, or give that with --key.\n");
    }
    return text.append(found == 0 ? "The export is as it was recorded.\n" : found + " findings.\n").toString();
  }

  private String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("result", found == 0 ? "clean" : "findings");
    json.put("records", records);
    json.put("proved", proved);
    json.put("parts", parts);
    json.put("without_content", without);
    json.put("found", found);
    json.put("findings", findings);
    return Json.canonical(json) + "\n";
  }

  private static String lastLine(String text) {
    return text.strip().lines().filter(line -> !line.startsWith("PRIVATE")).reduce((a, b) -> b).orElse("");
  }

  private static byte[] leafHash(byte[] metadata) {
    return sha256(new byte[] {0}, metadata);
  }

  private static byte[] sha256(byte[]... pieces) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (byte[] piece : pieces) {
        digest.update(piece);
      }
      return digest.digest();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[65536];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return digest.digest();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] octets) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(octets);
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }

  /** C2SP signed-note: name+id+base64(0x01 ‖ Ed25519 public key). */
  private static final class VerifierKey {
    final String text;
    final String name;
    final String id;
    final byte[] typed;

    VerifierKey(String line) {
      text = line.strip();
      String[] fields = text.split("\\+", 3);
      name = fields[0];
      typed = Base64.getDecoder().decode(fields[2]);
      id = hex(Arrays.copyOf(sha256(name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n'}, typed), 4));
      if (!id.equals(fields[1]) || typed.length != 33 || typed[0] != 1) {
        throw new IllegalArgumentException();
      }
    }

    boolean signed(String note) {
      int end = note.lastIndexOf("\n\n");
      if (end < 0) {
        return false;
      }
      byte[] signedText = note.substring(0, end + 1).getBytes(StandardCharsets.UTF_8);
      String front = "\u2014 " + name + " ";
      for (String line : note.substring(end + 2).split("\n")) {
        if (line.startsWith(front)) {
          try {
            byte[] signature = Base64.getDecoder().decode(line.substring(front.length()).strip());
            byte[] spki = Arrays.copyOf(HexFormat.of().parseHex("302a300506032b6570032100"), 44);
            System.arraycopy(typed, 1, spki, 12, 32);
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
            verifier.update(signedText);
            if (hex(Arrays.copyOf(signature, 4)).equals(id)
                && verifier.verify(Arrays.copyOfRange(signature, 4, signature.length))) {
              return true;
            }
          } catch (java.security.GeneralSecurityException | IllegalArgumentException e) {
            // another line may be the signature
          }
        }
      }
      return false;
    }
  }

  /** As much JSON as the export has: objects, arrays, strings, whole numbers. */
  private static final class Json {
    private final String text;
    private int at;

    Json(String text) {
      this.text = text;
    }

    Object value() {
      skip();
      char c = text.charAt(at);
      if (c == '{') {
        Map<String, Object> map = new LinkedHashMap<>();
        for (at++, skip(); text.charAt(at) != '}'; skip()) {
          if (text.charAt(at) == ',') {
            at++;
            skip();
          }
          String key = string();
          skip();
          at++; // the colon
          map.put(key, value());
        }
        at++;
        return map;
      }
      if (c == '[') {
        List<Object> list = new ArrayList<>();
        for (at++, skip(); text.charAt(at) != ']'; skip()) {
          if (text.charAt(at) == ',') {
            at++;
          }
          list.add(value());
        }
        at++;
        return list;
      }
      if (c == '"') {
        return string();
      }
      int from = at;
      while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return Long.valueOf(text.substring(from, at));
    }

    private String string() {
      var out = new StringBuilder();
      for (at++; text.charAt(at) != '"'; at++) {
        char c = text.charAt(at);
        if (c != '\\') {
          out.append(c);
          continue;
        }
        c = text.charAt(++at);
        switch (c) {
          case 'b' -> out.append('\b');
          case 'f' -> out.append('\f');
          case 'n' -> out.append('\n');
          case 'r' -> out.append('\r');
          case 't' -> out.append('\t');
          case 'u' -> {
            out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
            at += 4;
          }
          default -> out.append(c);
        }
      }
      at++;
      return out.toString();
    }

    private void skip() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    /** RFC 8785 for such values. */
    static String canonical(Object value) {
      if (value instanceof Map<?, ?> map) {
        var out = new StringBuilder("{");
        for (Object key : map.keySet().stream().map(String::valueOf).sorted().toList()) {
          out.append(out.length() > 1 ? "," : "").append(quoted((String) key)).append(':').append(canonical(map.get(key)));
        }
        return out.append('}').toString();
      }
      if (value instanceof List<?> list) {
        var out = new StringBuilder("[");
        for (Object item : list) {
          out.append(out.length() > 1 ? "," : "").append(canonical(item));
        }
        return out.append(']').toString();
      }
      return value instanceof String string ? quoted(string) : String.valueOf(value);
    }

    private static String quoted(String text) {
      var out = new StringBuilder("\"");
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '"' -> out.append("\\\"");
          case '\\' -> out.append("\\\\");
          case '\b' -> out.append("\\b");
          case '\f' -> out.append("\\f");
          case '\n' -> out.append("\\n");
          case '\r' -> out.append("\\r");
          case '\t' -> out.append("\\t");
          default -> out.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
      }
      return out.append('"').toString();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the YAML that tools write into a kubeconfig: block mappings, block sequences, scalars on
 * one line, comments; or JSON. Anchors, tags, flow collections and folded texts are not read.
 */
final class PlainYaml {
  private final List<Line> lines;
  private int next;

  private record Line(int indent, String text) {}

  private PlainYaml(List<Line> lines) {
    this.lines = lines;
  }

  /**
   * Returns the document as maps, lists and strings.
   *
   * @throws IOException when it is no mapping
   */
  static Map<String, Object> read(String text) throws IOException {
    if (text.stripLeading().startsWith("{")) {
      return new ObjectMapper().readValue(text, new TypeReference<Map<String, Object>>() {});
    }
    List<Line> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String content = line.strip();
      if (!content.isEmpty() && !content.startsWith("#") && !content.equals("---")) {
        lines.add(new Line(line.indexOf(content.charAt(0)), content));
      }
    }
    PlainYaml yaml = new PlainYaml(lines);
    if (lines.isEmpty() || lines.getFirst().text().startsWith("- ")) {
      throw new IOException("expected a YAML mapping");
    }
    return yaml.mapping(lines.getFirst().indent());
  }

  private Map<String, Object> mapping(int indent) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (next < lines.size() && lines.get(next).indent() == indent) {
      String text = lines.get(next).text();
      if (text.startsWith("- ") || text.equals("-")) {
        break;
      }
      int colon = text.indexOf(": ");
      int end = colon >= 0 ? colon : text.length() - 1;
      if (colon < 0 && !text.endsWith(":")) {
        throw new IOException("expected 'key: value' in line '" + key(text) + "'");
      }
      next++;
      String key = unquoted(text.substring(0, end));
      String value = colon >= 0 ? text.substring(colon + 2).strip() : "";
      map.put(key, value.isEmpty() ? nested(indent) : unquoted(value));
    }
    return map;
  }

  private Object nested(int indent) throws IOException {
    if (next >= lines.size()) {
      return "";
    }
    Line line = lines.get(next);
    boolean item = line.text().startsWith("- ");
    if (item && line.indent() >= indent) {
      return sequence(line.indent());
    }
    return line.indent() > indent ? mapping(line.indent()) : "";
  }

  private List<Object> sequence(int indent) throws IOException {
    List<Object> items = new ArrayList<>();
    while (next < lines.size()
        && lines.get(next).indent() == indent
        && lines.get(next).text().startsWith("- ")) {
      String raw = lines.get(next).text().substring(2);
      String text = raw.strip();
      if (text.contains(": ") || text.endsWith(":")) {
        int inner = indent + 2 + raw.indexOf(text.charAt(0));
        lines.set(next, new Line(inner, text));
        items.add(mapping(inner));
      } else {
        next++;
        items.add(unquoted(text));
      }
    }
    return items;
  }

  private static String unquoted(String text) {
    String value = text.strip();
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    if (quoted) {
      return value.substring(1, value.length() - 1);
    }
    int comment = value.indexOf(" #");
    return comment >= 0 ? value.substring(0, comment).strip() : value;
  }

  /** Values may be secrets: a message shows the start only. */
  private static String key(String text) {
    return text.substring(0, Math.min(8, text.length())) + "…";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.Anchor;
import dev.sallyport.detection.scan.Pattern;
import dev.sallyport.detection.scan.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** All rules: those of the table, and those that need more than a shape. */
final class SecretRules {
  private static final String TABLE = "rules.table";

  private SecretRules() {}

  static List<Pattern> all() {
    List<Pattern> rules = new ArrayList<>();
    try (InputStream in = SecretRules.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + TABLE + " is missing");
      }
      read(new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)), rules);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rules.addAll(Structured.rules());
    return rules;
  }

  private static void read(BufferedReader table, List<Pattern> rules) throws IOException {
    int number = 0;
    for (String line = table.readLine(); line != null; line = table.readLine()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        rules.add(rule(line.trim().split("\\s+")));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(TABLE + ":" + number + ": " + e.getMessage(), e);
      }
    }
  }

  private static Pattern rule(String[] columns) {
    if (columns.length < 4) {
      throw new IllegalArgumentException("expected kind, id, anchors and shape");
    }
    List<Anchor> anchors = new ArrayList<>();
    for (String anchor : columns[2].split(",")) {
      anchors.add(
          anchor.startsWith("~") ? Anchor.anyCase(anchor.substring(1)) : Anchor.exactly(anchor));
    }
    Options options = new Options(columns);
    return switch (columns[0]) {
      case "token" -> {
        Shape shape = options.has("any") ? Shape.ignoringCase(columns[3]) : Shape.of(columns[3]);
        TokenConfirm confirm = new TokenConfirm(shape, options);
        yield new Pattern(columns[1], anchors, confirm.before(), Pattern.AFTER_MAX, confirm);
      }
      case "keyed" -> {
        Shape shape = options.has("exact") ? Shape.of(columns[3]) : Shape.ignoringCase(columns[3]);
        yield new Pattern(
            columns[1],
            anchors,
            KeyedConfirm.BEFORE,
            Pattern.AFTER_MAX,
            new KeyedConfirm(shape, options));
      }
      default -> throw new IllegalArgumentException("unknown kind '" + columns[0] + "'");
    };
  }

  /** What stands behind the shape of a rule. */
  static final class Options {
    private static final List<String> KNOWN =
        List.of("any", "exact", "left", "right", "runs", "letters");

    private final List<String> words;

    private Options(String[] columns) {
      words = List.of(columns).subList(4, columns.length);
      for (String word : words) {
        if (!KNOWN.contains(word) && !word.startsWith("h=") && !word.startsWith("lead=")) {
          throw new IllegalArgumentException("unknown option '" + word + "'");
        }
      }
    }

    boolean has(String word) {
      return words.contains(word);
    }

    double entropy(double otherwise) {
      return words.stream()
          .filter(word -> word.startsWith("h="))
          .mapToDouble(word -> Double.parseDouble(word.substring(2)))
          .findFirst()
          .orElse(otherwise);
    }

    /** Returns the least and the most bytes before the anchor. */
    int[] lead() {
      for (String word : words) {
        if (word.startsWith("lead=")) {
          String[] bounds = word.substring(5).split("-");
          return new int[] {
            Integer.parseInt(bounds[0]), Integer.parseInt(bounds[bounds.length - 1])
          };
        }
      }
      return new int[] {0, 0};
    }
  }
}

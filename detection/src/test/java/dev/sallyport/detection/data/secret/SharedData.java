// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** The evaluation data beside the checkout; tests that need it are skipped where it is absent. */
final class SharedData {
  private SharedData() {}

  /** A row of the file of secrets. */
  record Row(String id, boolean secret, String rule, byte[] text) {}

  static Path folder() {
    Path folder =
        Path.of(System.getProperty("sallyport.root", ".."), "..", "shared", "data").normalize();
    Assumptions.assumeTrue(Files.isDirectory(folder), "no evaluation data at " + folder);
    return folder;
  }

  static List<Row> secrets() {
    List<Row> rows = new ArrayList<>();
    for (String line : lines(folder().resolve("secrets.jsonl"))) {
      rows.add(
          new Row(
              field(line, "id"),
              field(line, "label").equals("secret"),
              field(line, "rule"),
              Base64.getDecoder().decode(field(line, "text_b64"))));
    }
    return rows;
  }

  /** Returns every line of every file, as bytes. */
  static List<byte[]> everything() {
    List<byte[]> texts = new ArrayList<>();
    try (var files = Files.list(folder())) {
      for (Path file : files.sorted().toList()) {
        lines(file).forEach(line -> texts.add(line.getBytes(UTF_8)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    secrets().forEach(row -> texts.add(row.text()));
    return texts;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String field(String line, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\": \"(.*?)\"").matcher(line);
    return matcher.find() ? matcher.group(1) : "";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.detection.text.JsonWalk;
import dev.sallyport.detection.text.TextLimits;
import dev.sallyport.model.Content;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Finding.AttackAttempt;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is spared the detectors is what they would have said nothing about. */
class SparingTest {
  private static final Attacks ATTACKS = new Attacks(AttackLimits.DEFAULT);
  private static final String SIGNS = " ''..,,::/@+-_?!%#*&;\n()\"=<>|$`{}[]\\~^\t\u00e9\u00bc";

  private final AttackInspector sparing = ATTACKS.inspector();
  private final AttackInspector bytewise = ATTACKS.bytewiseInspector();
  private final AttackInspector unsparing = ATTACKS.unsparingInspector();
  private long compared;

  @Test
  void evaluationDataIsJudgedTheSame() throws IOException {
    compareEvaluationData(8);
    assertThat(compared).isGreaterThan(20_000);
  }

  @Test
  @Tag("slow")
  void allEvaluationDataIsJudgedTheSameAndSoIsWhatItBecomesWhenCut() throws IOException {
    compareEvaluationData(1);
    assertThat(compared).isGreaterThan(100_000);
  }

  @Test
  void wordsOfInterpretersInAnyOrderAreJudgedTheSame() {
    List<String> words = words();
    Random random = new Random(12);
    for (int i = 0; i < 8_000; i++) {
      StringBuilder text = new StringBuilder();
      int count = 1 + random.nextInt(6);
      for (int k = 0; k < count; k++) {
        boolean sign = random.nextInt(4) == 0;
        text.append(words.get(random.nextInt(words.size())));
        text.append(sign ? SIGNS.charAt(random.nextInt(SIGNS.length())) : ' ');
      }
      if (random.nextBoolean()) {
        text.setLength(text.length() - 1);
      }
      compare(text.toString());
    }
  }

  @Test
  void eachWordOfInterpretersAloneIsJudgedTheSame() {
    for (String word : words()) {
      compare(word);
      compare(word + " ");
    }
  }

  private void compareEvaluationData(int each) throws IOException {
    Path folder = Path.of(System.getProperty("sallyport.root", ".."), "../shared/data");
    Assumptions.assumeTrue(Files.isDirectory(folder), "no evaluation data at " + folder);
    Random random = new Random(11);
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          if (random.nextInt(each) != 0) {
            continue;
          }
          compareAsBody(line);
          for (String text : strings(line)) {
            compare(text);
            compare(changed(text, random));
          }
        }
      }
    }
  }

  /** What detectors ask for by name: the lexicon, names of files, and texts of their own. */
  private static List<String> words() {
    List<String> words = new ArrayList<>();
    Lexicon.words().each((word, kinds) -> words.add(word));
    // The order differs from run to run.
    Collections.sort(words);
    int lexicon = words.size();
    List<String> more =
        List.of(
            "1",
            "2.5",
            "0x2e",
            "a",
            "I",
            "the",
            "it's",
            "1.e",
            "@@version",
            "union",
            "select",
            "from",
            "where",
            "or",
            "and",
            "not",
            "in",
            "is",
            "null",
            "between",
            "like",
            "order",
            "by",
            "case",
            "when",
            "then",
            "as",
            "limit",
            "update",
            "set",
            "delete",
            "insert",
            "into",
            "drop",
            "table",
            "exec",
            "xp_cmdshell",
            "sp_who",
            "declare",
            "immediate",
            "waitfor",
            "delay",
            "http://localhost/a",
            "https://a.example?",
            "https://a.example/b?c=1",
            "https://a.example/b?c=1&d=2",
            "https://a.example/b?or=1&select=2",
            "https://a.example/b?url=http://c.example/",
            "https://a.example/x.php",
            "http://a.example:80/",
            "//a.example",
            "http://10.0.0.1/",
            "http://metadata/",
            "http://x.nip.io/",
            "file:///etc/passwd",
            "data:,x",
            "php://input",
            "url:http://a.example/",
            "/etc/passwd",
            "/bin/sh",
            "bin/ls",
            "/dev/tcp/",
            ".env",
            "id_rsa",
            "wp-config",
            "web.config",
            "../a",
            "process.env",
            "document.cookie",
            "window",
            "constructor.prototype",
            "__proto__",
            "child_process",
            "powershell -e",
            ".exe",
            "get-process",
            "invoke-expression",
            "set-cookie:",
            "GET /a HTTP/1.1",
            "http/1.1",
            "content-type: a",
            "javascript:",
            "vbscript :",
            "mocha:",
            "behavior:url",
            "-moz-binding",
            "@import url",
            "+ADw-",
            "http-equiv",
            "java.lang.Runtime",
            "org.apache.commons",
            "com.sun.",
            "rO0ABXNy",
            "cnVudGltZQ",
            "gASVabcd",
            "if exist",
            "for %i in (",
            "equ",
            "-la",
            "-x",
            "sudo",
            "time",
            "then",
            "ls",
            "cat",
            "id",
            "whoami",
            "sess",
            "PHPSESSID",
            "x__gte",
            "user__x__lt",
            "%73",
            "&#x73;",
            "&lt",
            "\\u0073",
            "c2VsZWN0IDEgZnJvbSBh",
            "5%",
            "a & b",
            "don't",
            "a I'mo b",
            "l's");
    for (int i = 0; i < lexicon / 2; i++) {
      words.add(more.get(i % more.size()));
    }
    return words;
  }

  private static String changed(String text, Random random) {
    int from = random.nextInt(text.length() + 1);
    int to = from + random.nextInt(text.length() + 1 - from);
    char sign = SIGNS.charAt(random.nextInt(SIGNS.length()));
    return text.substring(from, to) + sign + text.substring(0, Math.min(from, 60));
  }

  private static List<String> strings(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    JsonWalk walk = new JsonWalk(TextLimits.DEFAULT);
    walk.start(bytes, 0, bytes.length);
    List<String> strings = new ArrayList<>();
    while (walk.next() && strings.size() < 24) {
      if (walk.token() == JsonWalk.Token.STRING) {
        String raw = new String(bytes, walk.start(), walk.end() - walk.start(), UTF_8);
        strings.add(walk.escaped() ? JsonText.unescaped(raw) : raw);
      }
    }
    return strings;
  }

  private void compare(String text) {
    String quoted =
        "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    compareAsBody("{\"a\":" + quoted + "}");
    compareAsBody("{" + quoted + ":[1," + quoted + "]}");
    compareAsBody("{\"model\":\"m\",\"messages\":[{\"content\":" + quoted + "}]}");
    String coded = URLEncoder.encode(text, UTF_8);
    compare(Requests.get("/a?q=" + coded));
    compare(Requests.get("/a?q=" + bytes(text.replace(' ', '+')), "X-Note", bytes(text)));
    compare(Requests.get("/a/" + coded.replace("+", "%20") + "/b", "Cookie", "a=" + bytes(text)));
    compare(Requests.form("a=" + coded + "&" + coded + "=1"));
    compare(Requests.form("a=" + text));
    compare(Requests.body(Content.Form.PLAIN, Place.Part.TEXT, text));
    compare(Requests.body(Content.Form.HTML, Place.Part.XML, "<p a='" + text + "'>" + text));
    compare(Requests.answer(text));
  }

  private void compareAsBody(String json) {
    compare(Requests.json(json));
  }

  private void compare(Message message) {
    compared++;
    List<AttackAttempt> expected = found(unsparing, message);
    assertThat(found(sparing, message))
        .as(() -> message.target() + " " + body(message))
        .isEqualTo(expected);
    assertThat(found(bytewise, message))
        .as(() -> "byte by byte " + message.target() + " " + body(message))
        .isEqualTo(expected);
  }

  private static List<AttackAttempt> found(AttackInspector inspector, Message message) {
    List<AttackAttempt> found = new ArrayList<>();
    inspector.inspect(message, found::add);
    return found;
  }

  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  private static String body(Message message) {
    StringBuilder out = new StringBuilder();
    for (Content content : message.contents()) {
      out.append(new String(content.bytes(), content.offset(), content.length(), UTF_8));
    }
    assertThat(message.direction()).isIn((Object[]) Direction.values());
    return out.toString();
  }
}

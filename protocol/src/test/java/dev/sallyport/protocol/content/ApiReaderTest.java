// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.ApiFacts;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.Direction;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Message;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ApiReaderTest {
  private final MessageAssembler assembler = new MessageAssembler(ContentLimits.DEFAULT);
  private final ApiReader reader = new ApiReader(ShapeLimits.DEFAULT);

  @Test
  void waysOfAuthenticationAreToldApart() {
    assertThat(ways()).containsExactly(Authentication.NONE);
    assertThat(ways("Authorization", "Bearer abc")).containsExactly(Authentication.BEARER);
    assertThat(ways("authorization", "Basic YTpi")).containsExactly(Authentication.BASIC);
    assertThat(ways("Authorization", "Digest username=x")).containsExactly(Authentication.DIGEST);
    assertThat(ways("Authorization", "Negotiate YII")).containsExactly(Authentication.NEGOTIATE);
    assertThat(ways("Authorization", "AWS4-HMAC-SHA256 Credential=x"))
        .containsExactly(Authentication.SIGNATURE);
    assertThat(ways("X-Api-Key", "k")).containsExactly(Authentication.API_KEY);
    assertThat(ways("Authorization", "sk_live_x")).containsExactly(Authentication.API_KEY);
    assertThat(ways("Stripe-Signature", "t=1,v1=x")).containsExactly(Authentication.SIGNATURE);
    assertThat(ways("X-Forwarded-Client-Cert", "Hash=x"))
        .containsExactly(Authentication.MUTUAL_TLS);
    assertThat(ways("Cookie", "theme=dark; JSESSIONID=1")).containsExactly(Authentication.COOKIE);
    assertThat(ways("Cookie", "theme=dark; _ga=1; csrf_token=x"))
        .containsExactly(Authentication.NONE);
    assertThat(ways("Cookie", "sid=1", "Authorization", "Bearer x"))
        .containsExactlyInAnyOrder(Authentication.COOKIE, Authentication.BEARER);
  }

  @Test
  void urlsMayCarryKeysAndSignatures() {
    assertThat(asked("/x?api_key=1").authentications()).containsExactly(Authentication.API_KEY);
    assertThat(asked("/x?api_key=").authentications()).containsExactly(Authentication.NONE);
    assertThat(asked("/x?X-Amz-Signature=1").authentications())
        .containsExactly(Authentication.SIGNATURE);
    assertThat(asked("/x?key=blue").authentications()).containsExactly(Authentication.NONE);
  }

  @Test
  void ofATokenOnlyTheNamesOfItsClaimsAreKept() {
    String token =
        base64("{\"alg\":\"none\"}")
            + "."
            + base64("{\"sub\":\"ada\",\"scope\":\"x\",\"act\":{\"inner\":1}}")
            + ".c2ln";
    ApiReader.Asked asked = asked("/x", "Authorization", "Bearer " + token);
    assertThat(asked.authentications()).containsExactly(Authentication.JWT);
    assertThat(asked.claims()).containsExactlyInAnyOrder("sub", "scope", "act");
    assertThat(asked("/x", "Authorization", "Bearer eyJ.%%%.x").claims()).isEmpty();
  }

  @Test
  void theSameFieldsSayTheSameAgain() {
    ApiReader.Asked first = asked("/x", "Authorization", "Bearer abc");
    ApiReader.Asked second = asked("/x");
    assertThat(first.authentications()).containsExactly(Authentication.BEARER);
    assertThat(second.authentications()).containsExactly(Authentication.NONE);
  }

  @Test
  void parametersAndFieldsHaveNamesAndTypes() {
    Message request =
        assembler.of(
            "POST",
            "/orders/17/items?limit=10&full=true&at=2026-11-21&at=",
            0,
            fields(
                "Content-Type",
                "application/json; charset=utf-8",
                "X-Tenant",
                "a",
                "X-Request-Id",
                "7"),
            "{\"card\":{\"number\":\"4111\"},\"lines\":[{\"sku\":\"a\",\"n\":1},{\"n\":1.5,\"gift\":null}]}"
                .getBytes(StandardCharsets.UTF_8));
    ApiReader.Asked asked =
        reader.request(
            request, new HttpOperation("POST", "/orders/{id}/items", Protocol.HTTP1), true);
    ApiFacts facts = answered(asked, 201, "[{\"id\":\"x\"},{\"id\":\"y\"}]");
    assertThat(facts.requestType()).isEqualTo("application/json");
    assertThat(lines(facts))
        .containsExactlyInAnyOrder(
            "client PATH 2 INTEGER",
            "client QUERY limit INTEGER",
            "client QUERY full BOOLEAN",
            "client QUERY at STRING,DATE",
            "client HEADER x-tenant STRING",
            "client JSON $ OBJECT",
            "client JSON $.card OBJECT",
            "client JSON $.card.number INTEGER",
            "client JSON $.lines ARRAY",
            "client JSON $.lines[*] OBJECT",
            "client JSON $.lines[*].sku STRING",
            "client JSON $.lines[*].n INTEGER,NUMBER",
            "client JSON $.lines[*].gift NULL",
            "server JSON $ ARRAY",
            "server JSON $[*] OBJECT",
            "server JSON $[*].id STRING");
    assertThat(facts.listLength()).isEqualTo(2);
  }

  @Test
  void answersThatFailHaveNoShape() {
    ApiFacts facts = answered(asked("/x"), 500, "{\"trace\":\"y\"}");
    assertThat(facts.responseRead()).isFalse();
    assertThat(facts.fields()).isEmpty();
    assertThat(facts.status()).isEqualTo(500);
  }

  @Test
  void keysThatLookLikeValuesAreNoNames() {
    ApiFacts facts =
        answered(
            asked("/x"),
            200,
            "{\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\":{\"n\":1},\"ada@example.com\":2}");
    assertThat(lines(facts))
        .containsExactlyInAnyOrder(
            "server JSON $ OBJECT",
            "server JSON $.{id} INTEGER,OBJECT",
            "server JSON $.{id}.n INTEGER");
  }

  @Test
  void endlessNamesAndDepthAreBounded() {
    StringBuilder many = new StringBuilder("{");
    for (int i = 0; i < 500; i++) {
      many.append('"')
          .append("k")
          .append((char) ('a' + i % 26))
          .append("x".repeat(i / 26))
          .append("\":1,");
    }
    ApiFacts facts = answered(asked("/x"), 200, many + "\"z\":" + "[".repeat(500));
    assertThat(facts.fields().size()).isLessThanOrEqualTo(ShapeLimits.DEFAULT.fields());
    assertThat(lines(facts)).contains("server JSON $.{id} INTEGER,ARRAY");
  }

  @Test
  void garbageIsReadWithoutHarm() {
    Random random = new Random(1);
    String alphabet = "{}[]\",:tn1\\ab \u0000";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder body = new StringBuilder("{");
      for (int j = random.nextInt(40); j > 0; j--) {
        body.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      answered(
          asked("/x?" + body, "Authorization", "Bearer eyJ." + body + ".x"), 200, body.toString());
    }
  }

  private List<Authentication> ways(String... fields) {
    return List.copyOf(asked("/x", fields).authentications());
  }

  private ApiReader.Asked asked(String target, String... fields) {
    Message request = assembler.of("GET", target, 0, fields(fields), new byte[0]);
    return reader.request(request, new HttpOperation("GET", "/x", Protocol.HTTP1), true);
  }

  private ApiFacts answered(ApiReader.Asked asked, int status, String body) {
    return reader.answered(
        asked,
        assembler.of(
            "",
            "",
            status,
            fields("Content-Type", "application/json"),
            body.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Message.Field> fields(String... fields) {
    List<Message.Field> made = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      made.add(new Message.Field(fields[i], fields[i + 1]));
    }
    return made;
  }

  private static List<String> lines(ApiFacts facts) {
    return facts.fields().entrySet().stream()
        .map(
            each ->
                (each.getKey().direction() == Direction.FROM_CLIENT ? "client " : "server ")
                    + each.getKey().place().part()
                    + " "
                    + each.getKey().place().name()
                    + " "
                    + Arrays.stream(ValueType.values())
                        .filter(type -> type.isIn(each.getValue()))
                        .map(Enum::name)
                        .collect(Collectors.joining(",")))
        .toList();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

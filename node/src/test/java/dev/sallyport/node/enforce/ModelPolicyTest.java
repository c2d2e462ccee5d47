// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Side;
import dev.sallyport.node.inspect.InspectLimits;
import dev.sallyport.node.inspect.Inspection;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One language model is denied and others are not, on a connection that is really looked into. */
class ModelPolicyTest {
  private final Enforcement enforcement = new Enforcement(EnforceLimits.DEFAULT, Redactor.NONE);
  private final Inspection inspection =
      new Inspection(InspectLimits.DEFAULT, List::of, Instant::now);

  private Wire wire(OnFailure onFailure) {
    Rule rule =
        new Rule(
            "no-gpt",
            Side.INBOUND,
            new Condition.Calls(
                List.of(
                    new CallPattern.Models(
                        Set.of(new NamePattern("gpt-4*"), new NamePattern("anthropic.*"))))),
            new Response.Deny(403, "not that model"));
    enforcement.apply(List.of(Policies.inbound(onFailure, false, rule)));
    return new Wire(enforcement, 80, inspection).between(Wire.CALLER, Wire.CALLED);
  }

  private static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: c\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private void denied(String path, String body) {
    Wire wire = wire(OnFailure.CLOSED).client(post(path, body));
    assertThat(wire.atServer()).isEmpty();
    assertThat(wire.atClient()).startsWith("HTTP/1.1 403 ").contains("not that model");
  }

  private void passes(String path, String body) {
    Wire wire = wire(OnFailure.CLOSED).client(post(path, body));
    assertThat(wire.atServer()).isEqualTo(post(path, body));
  }

  @Test
  void aModelInTheBodyIsDeniedAndAnotherPasses() {
    String chat = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"model\":\"%s\"}";
    for (String path : List.of("/v1/chat/completions", "/v1/messages", "/api/chat")) {
      denied(path, chat.formatted("gpt-4o"));
      passes(path, chat.formatted("harbour-7b"));
    }
  }

  @Test
  void aModelInThePathIsDeniedAndAnotherPasses() {
    denied("/v1beta/models/gpt-4o:generateContent", "{\"contents\":[]}");
    passes("/v1beta/models/gemini-2.5-pro:generateContent", "{\"contents\":[]}");
    denied("/model/anthropic.claude-v2%3A1/invoke", "{\"prompt\":\"hi\"}");
    passes("/model/amazon.titan-text/invoke", "{\"prompt\":\"hi\"}");
  }

  @Test
  void whatOnlySpeaksOfAModelPasses() {
    passes("/v1/chat/completions", "{\"model\":\"x\",\"meta\":{\"model\":\"gpt-4o\"}}");
    passes("/v1/chat/completions", "{\"model\":\"x\",\"prompt\":\"\\\"model\\\":\\\"gpt-4o\\\"\"}");
    passes("/orders", "{\"product\":\"gpt-4o\"}");
  }

  @Test
  void aModelThatIsWrittenOtherwiseIsStillThatModel() {
    denied("/v1/chat/completions", "{\"m\\u006fdel\":\"gpt\\u002d4o\"}");
    denied("/api/generate", "{\"Model\":\"gpt-4o\"}");
  }

  @Test
  void twoModelsInOneRequestFollowOnFailure() {
    String both = "{\"model\":\"harbour-7b\",\"model\":\"gpt-4o\"}";
    Wire closed = wire(OnFailure.CLOSED).client(post("/v1/chat/completions", both));
    assertThat(closed.atServer()).isEmpty();
    assertThat(closed.atClient()).startsWith("HTTP/1.1 503 ");
    Wire open = wire(OnFailure.OPEN).client(post("/v1/chat/completions", both));
    assertThat(open.atServer()).isEqualTo(post("/v1/chat/completions", both));
    assertThat(enforcement.counters()).containsEntry("failed_open", 1L);
  }
}

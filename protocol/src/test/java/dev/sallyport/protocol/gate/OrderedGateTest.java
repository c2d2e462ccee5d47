// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Effect;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderedGateTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String BAD =
      "DELETE /b HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n";
  private static final String BAD_POST =
      "POST /bad HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nSECRET";
  private static final String BAD_CHUNKED =
      "POST /bad HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "6\r\nSECRET\r\n0\r\n\r\n";
  private static final String PUT = "PUT /c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void anAllowedRequestPassesAsItIs() {
    Guarded guarded = byMethod();
    guarded.client(GET);
    guarded.server(OK);
    assertThat(guarded.atServer()).isEqualTo(GET);
    assertThat(guarded.atClient()).isEqualTo(OK);
  }

  @Test
  void aRefusedRequestNeverReachesTheServerAndIsAnswered() {
    Guarded guarded = byMethod();
    guarded.client(BAD);
    assertThat(guarded.atServer()).isEmpty();
    assertThat(guarded.atClient())
        .startsWith("HTTP/1.1 403 Forbidden\r\n")
        .contains("content-type: application/problem+json\r\n")
        .contains("x-sallyport-policy: shop/only-reads\r\n")
        .contains("x-sallyport-decision: 7\r\n")
        .contains("\"detail\":\"no\"");
    assertThat(guarded.hungUp).isFalse();
    guarded.client(GET);
    assertThat(guarded.atServer()).isEqualTo(GET);
  }

  @Test
  void aHeadWithoutItsEndDoesNotPass() {
    Guarded guarded = byMethod();
    guarded.client(GET.substring(0, GET.length() - 1));
    assertThat(guarded.atServer()).isEmpty();
    guarded.client("\n");
    assertThat(guarded.atServer()).isEqualTo(GET);
  }

  @Test
  void theRefusalStandsBehindTheAnswersBeforeIt() {
    Guarded guarded = byMethod();
    guarded.client(GET + BAD + PUT);
    assertThat(guarded.atServer()).isEqualTo(GET);
    assertThat(guarded.atClient()).isEmpty();
    guarded.server(OK);
    assertThat(guarded.atClient()).startsWith(OK + "HTTP/1.1 403");
    assertThat(guarded.atServer()).isEqualTo(GET + PUT);
    guarded.server(OK);
    assertThat(guarded.atClient()).endsWith("}" + OK);
  }

  @Test
  void aRequestWaitsForItsSentence() {
    Guarded guarded = new Guarded(80, head -> Optional.empty());
    guarded.client(GET);
    assertThat(guarded.atServer()).isEmpty();
    guarded.say(0, Guarded.pass());
    assertThat(guarded.atServer()).isEqualTo(GET);
  }

  @Test
  void anAnswerWaitsForItsSentenceButNotWhatComesBeforeIt() {
    Guarded guarded = new Guarded(80, head -> Optional.of(Guarded.passRequest()));
    guarded.client(GET);
    assertThat(guarded.atServer()).isEqualTo(GET);
    String interim = "HTTP/1.1 100 Continue\r\n\r\n";
    guarded.server(interim + OK);
    assertThat(guarded.atClient()).isEqualTo(interim);
    guarded.say(0, Guarded.pass());
    assertThat(guarded.atClient()).isEqualTo(interim + OK);
  }

  @Test
  void aRefusedAnswerIsReplaced() {
    Guarded guarded = new Guarded(80, head -> Optional.of(Guarded.passRequest()));
    guarded.client(GET + GET);
    guarded.server("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nSEC");
    guarded.say(0, Guarded.refuse());
    guarded.server("RET" + OK);
    guarded.say(1, Guarded.pass());
    assertThat(guarded.atClient()).startsWith("HTTP/1.1 403").endsWith("}" + OK);
    assertThat(guarded.atClient()).doesNotContain("SEC");
  }

  @Test
  void aCallerThatAsksForTheEndGetsIt() {
    Guarded guarded = byMethod();
    guarded.client("DELETE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(guarded.atClient()).contains("connection: close\r\n");
    assertThat(guarded.hungUp).isTrue();
  }

  @Test
  void aCallerThatWaitsForLeaveToSendIsNotLeftInDoubt() {
    Guarded guarded = byMethod();
    guarded.client(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n");
    assertThat(guarded.atClient()).contains("connection: close\r\n");
    assertThat(guarded.hungUp).isTrue();
  }

  @Test
  void noCutOfBytesMakesADifference() {
    String conversation = GET + BAD_POST + PUT + BAD_CHUNKED + BAD + GET;
    Guarded whole = talk(conversation, new int[] {conversation.length()}, new Random(1));
    assertThat(whole.atServer()).isEqualTo(GET + PUT + GET);
    for (int cut = 1; cut < conversation.length(); cut++) {
      Guarded parts = talk(conversation, new int[] {cut}, new Random(cut));
      assertThat(parts.atServer()).isEqualTo(whole.atServer());
      assertThat(parts.atClient()).isEqualTo(whole.atClient());
      assertThat(parts.atServer()).doesNotContain("SECRET").doesNotContain("DELETE");
    }
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      int[] cuts = random.ints(12, 0, conversation.length()).sorted().distinct().toArray();
      Guarded parts = talk(conversation, cuts, random);
      assertThat(parts.atServer()).isEqualTo(whole.atServer());
      assertThat(parts.atClient()).isEqualTo(whole.atClient());
    }
  }

  @Test
  void aRulingThatDeniesLetsNothingPass() {
    Verdict deny = new Verdict.Deny(403, "");
    Decision decision = new Decision(deny, List.of(), deny, List.of(), List.of(), true);
    Ruling ruling = new Ruling(1, decision, new Effect.Applied());
    assertThatThrownBy(() -> new Sentence.Pass(ruling, Editing.NONE, true))
        .isInstanceOf(IllegalArgumentException.class);
    Guarded guarded = byMethod();
    assertThatThrownBy(() -> guarded.gate.open(ruling))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Lets a server answer each request that it sees whole, sometimes late. */
  private static Guarded talk(String conversation, int[] cuts, Random random) {
    Guarded guarded = byMethod();
    int from = 0;
    int answered = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : conversation.length();
      guarded.client(conversation.substring(from, to));
      from = to;
      if (random.nextBoolean()) {
        answered = answer(guarded, answered, random);
      }
    }
    for (int before = -1; before != answered; ) {
      before = answered;
      answered = answer(guarded, answered, random);
    }
    return guarded;
  }

  private static int answer(Guarded guarded, int answered, Random random) {
    int whole = count(guarded.atServer(), GET) + count(guarded.atServer(), PUT);
    StringBuilder answers = new StringBuilder();
    for (int i = answered; i < whole; i++) {
      answers.append(OK);
    }
    int cut = answers.isEmpty() ? 0 : random.nextInt(answers.length());
    guarded.server(answers.substring(0, cut));
    guarded.server(answers.substring(cut));
    return whole;
  }

  private static int count(String in, String what) {
    return in.split(java.util.regex.Pattern.quote(what), -1).length - 1;
  }

  private static Guarded byMethod() {
    return new Guarded(80, head -> Optional.of(allowed(head) ? Guarded.pass() : Guarded.refuse()));
  }

  private static boolean allowed(Observation.RequestHead head) {
    String method = ((HttpOperation) head.operation()).method();
    return method.equals("GET") || method.equals("PUT");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static dev.sallyport.node.identity.Given.deployment;
import static dev.sallyport.node.identity.Given.socket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.model.Workload;
import dev.sallyport.node.identity.Peers.Answer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeerCodecTest {
  private static final PeerKey KEY = PeerKey.of("0123456789abcdef");
  private final PeerCodec codec = new PeerCodec(KEY);

  @Test
  void questionsComeBackAsTheyWere() {
    for (String ip : List.of("10.0.0.1", "fd00::1")) {
      PeerMessage.Ask ask = ask(ip);
      assertThat(codec.read(codec.write(ask))).contains(ask);
      assertThat(codec.write(ask)).hasSize(PeerCodec.QUESTION_BYTES);
    }
  }

  @Test
  void answersComeBackAsTheyWere() {
    for (Answer answer :
        List.of(
            new Answer.Vouched("uid", deployment("cart"), true),
            new Answer.Vouched("uid", deployment("cart"), false),
            new Answer.Claimed("uid", true),
            new Answer.Holder("uid", deployment("cart")),
            new Answer.Denied())) {
      PeerMessage.Tell tell = new PeerMessage.Tell(7, ClaimId.next(), answer);
      assertThat(codec.read(codec.write(tell).orElseThrow())).contains(tell);
    }
  }

  @Test
  void noAnswerIsMuchLongerThanItsQuestion() {
    Workload longest = Workload.of("n".repeat(63), "K".repeat(63), "w".repeat(253));
    var tell =
        new PeerMessage.Tell(7, ClaimId.next(), new Answer.Vouched("u".repeat(36), longest, true));
    assertThat(codec.write(tell).orElseThrow().length)
        .isLessThanOrEqualTo(2 * PeerCodec.QUESTION_BYTES);
  }

  @Test
  void namesThatAreTooLongAreNotSaid() {
    Workload absurd = Workload.of("n".repeat(300), "Deployment", "w");
    var tell = new PeerMessage.Tell(7, ClaimId.next(), new Answer.Holder("u", absurd));
    assertThat(codec.write(tell)).isEmpty();
  }

  @Test
  void anotherKeyIsNotBelieved() {
    byte[] datagram = new PeerCodec(PeerKey.of("another-key-of-16")).write(ask("10.0.0.1"));
    assertThat(codec.read(datagram)).isEmpty();
  }

  @Test
  void noChangedBitIsBelieved() {
    byte[] datagram = codec.write(ask("10.0.0.1"));
    for (int bit = 0; bit < datagram.length * 8; bit++) {
      byte[] changed = datagram.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(codec.read(changed)).isEmpty();
    }
  }

  @Test
  void nothingThatArrivesThrows() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] junk = new byte[random.nextInt(1_200)];
      random.nextBytes(junk);
      assertThat(codec.read(junk)).isEmpty();
    }
  }

  @Test
  void nothingThatIsSignedThrowsEither() throws Exception {
    Random random = new Random(43);
    for (int i = 0; i < 20_000; i++) {
      byte[] body = new byte[5 + random.nextInt(800)];
      random.nextBytes(body);
      body[0] = 'S';
      body[1] = 'P';
      body[2] = 'V';
      body[3] = '1';
      body[4] = (byte) random.nextInt(4);
      byte[] signed = java.util.Arrays.copyOf(body, body.length + 32);
      System.arraycopy(KEY.mac().doFinal(body), 0, signed, body.length, 32);
      codec.read(signed);
    }
  }

  @Test
  void shortKeysAreRefusedAndNotShown() {
    assertThatThrownBy(() -> PeerKey.of("short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected")
        .hasMessageNotContaining("short");
    assertThat(KEY.toString()).doesNotContain("0123");
  }

  @Test
  void keyComesFromTheEnvironment() throws Exception {
    assertThat(PeerKey.fromEnvironment(Map.of())).isEmpty();
    assertThat(PeerKey.fromEnvironment(Map.of("SALLYPORT_PEER_KEY", "0123456789abcdef")))
        .isPresent();
  }

  @Test
  void oldAndRepeatedQuestionsAreRefused() {
    PeerGuard guard = new PeerGuard(IdentityLimits.defaults());
    PeerMessage.Ask ask = ask("10.0.0.1");
    assertThat(guard.isFresh(ask, ask.stampMillis() + 1_000)).isTrue();
    assertThat(guard.isFresh(ask, ask.stampMillis() + 1_000)).isFalse();
    assertThat(guard.isFresh(ask("10.0.0.2"), ask.stampMillis() + 31_000)).isFalse();
    assertThat(guard.isFresh(ask("10.0.0.2"), ask.stampMillis() - 31_000)).isFalse();
  }

  @Test
  void floodIsCutAtTheLimitOfTheSecond() {
    PeerGuard guard = new PeerGuard(IdentityLimits.defaults());
    int passed = 0;
    for (int i = 0; i < 50_000; i++) {
      passed += guard.hasTime(1_000 + i) ? 1 : 0;
    }
    assertThat(passed).isEqualTo(20_000);
    assertThat(guard.hasTime(2_000_000_000L)).isTrue();
  }

  private static PeerMessage.Ask ask(String ip) {
    return new PeerMessage.Ask(
        1_000_000,
        new Random().nextLong(),
        2,
        ClaimId.next(),
        socket(ip, 40_000),
        socket(ip, 65_535),
        123);
  }
}

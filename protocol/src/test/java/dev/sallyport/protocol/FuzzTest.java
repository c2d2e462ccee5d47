// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No bytes make a decoder throw, move an index, contradict itself or depend on the cuts. */
class FuzzTest {
  private static final int MUTANTS = Integer.getInteger("sallyport.fuzz.mutants", 1500);

  static List<Dialogue> corpus() {
    return Corpus.all();
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void everyCutGivesTheSame(Dialogue dialogue) {
    Dialogue.Heard whole = dialogue.heard();
    assertThat(dialogue.heard(Dialogue.byteByByte())).isEqualTo(whole);
    int longest = dialogue.said().stream().mapToInt(each -> each.bytes().length).max().orElse(1);
    for (int first = 1; first < longest; first++) {
      int size = first;
      assertThat(dialogue.heard(left -> size)).as("reads of %d", size).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void aDialogueCutShortAnywhereIsHarmless(Dialogue dialogue) {
    for (int turn = 0; turn < dialogue.said().size(); turn++) {
      Dialogue.Said last = dialogue.said().get(turn);
      for (int size = 0; size < last.bytes().length; size++) {
        List<Dialogue.Said> said = new ArrayList<>(dialogue.said().subList(0, turn));
        said.add(new Dialogue.Said(last.direction(), Arrays.copyOf(last.bytes(), size)));
        holds(new Dialogue(said).heard());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void mutantsAreReadTheSameHoweverTheyAreCut(Dialogue dialogue) {
    Random random = new Random(42);
    for (int i = 0; i < MUTANTS; i++) {
      Dialogue mutant = mutate(dialogue, random);
      Dialogue.Heard whole = mutant.heard();
      holds(whole);
      Dialogue.Heard pieces = mutant.heard(Dialogue.random(random));
      assertThat(pieces).as("mutant %d", i).isEqualTo(whole);
    }
  }

  @Test
  void noiseIsHarmless() {
    Random random = new Random(9);
    List<Dialogue> corpus = corpus();
    for (int i = 0; i < 5000; i++) {
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      Dialogue start = corpus.get(random.nextInt(corpus.size()));
      List<Dialogue.Said> said =
          new ArrayList<>(start.said().subList(0, random.nextInt(start.said().size() + 1)));
      said.add(new Dialogue.Said(Direction.values()[random.nextInt(2)], noise));
      holds(new Dialogue(said).heard(Dialogue.random(random)));
    }
  }

  private static Dialogue mutate(Dialogue dialogue, Random random) {
    List<Dialogue.Said> said = new ArrayList<>();
    int target = random.nextInt(dialogue.said().size());
    for (int turn = 0; turn < dialogue.said().size(); turn++) {
      Dialogue.Said each = dialogue.said().get(turn);
      byte[] bytes = each.bytes().clone();
      if (turn == target || random.nextInt(4) == 0) {
        for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 1; changes--) {
          bytes = change(bytes, random);
        }
      }
      said.add(new Dialogue.Said(each.direction(), bytes));
    }
    return new Dialogue(said);
  }

  private static byte[] change(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] = (byte) random.nextInt(256);
      case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> bytes[at] = new byte[] {0, -1, '\r', '\n', ' ', ':', 127, 1}[random.nextInt(8)];
      case 3 -> {
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
        System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
        return shorter;
      }
      default -> {
        int length = Math.min(1 + random.nextInt(8), bytes.length - at);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        return longer;
      }
    }
    return bytes;
  }

  /** The order of observations that everybody downstream builds on. */
  private static void holds(Dialogue.Heard heard) {
    Map<Long, String> seen = new HashMap<>();
    long clientOffset = 0;
    long serverOffset = 0;
    for (Observation each : heard.observations()) {
      String before = seen.getOrDefault(each.stream(), "");
      switch (each) {
        case Observation.RequestHead head -> {
          assertThat(before).isEmpty();
          assertThat(head.offset()).isGreaterThanOrEqualTo(clientOffset);
          clientOffset = head.offset();
          seen.put(head.stream(), "q");
        }
        case Observation.RequestEnd end -> {
          assertThat(before).contains("q").doesNotContain("Q");
          assertThat(end.offset()).isGreaterThanOrEqualTo(clientOffset);
          assertThat(end.bytes()).isBetween(0L, end.offset());
          clientOffset = end.offset();
          seen.put(end.stream(), before + "Q");
        }
        case Observation.ResponseHead head -> {
          assertThat(before).contains("q").doesNotContain("a");
          assertThat(head.offset()).isGreaterThanOrEqualTo(serverOffset);
          serverOffset = head.offset();
          seen.put(head.stream(), before + "a");
        }
        case Observation.ResponseEnd end -> {
          assertThat(before).contains("q").contains("a").doesNotContain("A");
          assertThat(end.offset()).isGreaterThanOrEqualTo(serverOffset);
          assertThat(end.bytes()).isBetween(0L, end.offset());
          serverOffset = end.offset();
          seen.put(end.stream(), before + "A");
        }
        case Observation.StatusSeen status -> assertThat(before).contains("a").doesNotContain("A");
        case Observation.GivenUp end -> {
          assertThat(before).contains("q").doesNotContain("X");
          assertThat(before.contains("Q") && before.contains("A")).isFalse();
          seen.put(end.stream(), "qQaAX");
        }
        case Observation.RowsSeen rows -> assertThat(before).contains("q").doesNotContain("A");
        case Observation.OperationNamed named -> assertThat(before).contains("q");
        case Observation.MessageSeen message ->
            assertThat(message.bytes()).isGreaterThanOrEqualTo(0);
        case Observation.TlsSeen tls -> assertThat(tls.facts().fingerprint()).hasSize(36);
        case Observation.NameSeen name -> assertThat(name.name()).isNotEmpty();
      }
    }
  }
}

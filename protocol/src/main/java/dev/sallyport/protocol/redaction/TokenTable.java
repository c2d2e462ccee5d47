// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Content;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The tokens of one exchange: what stands for which value. A token looks like a value of its class
 * and is drawn at random, so that without this table nothing leads back from it; it ends with the
 * exchange. What is checked by a checksum has a wrong one, so that nobody takes a token for a
 * value. Not thread-safe.
 */
public final class TokenTable implements Replacement {
  /** Below this a token may stand in an answer by chance. */
  private static final int DRAWN_MIN = 6;

  private static final int DRAWS_MAX = 8;
  private static final int INDEXED = 4;

  private final RandomGenerator random;
  private final int tokensMax;
  private final Map<String, String> tokens = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();
  private final Map<Integer, List<byte[]>> byBeginning = new HashMap<>();

  /**
   * Makes an empty table.
   *
   * @param random draws tokens; to be one that cannot be guessed
   * @param tokensMax most values that get a token; further ones are masked
   */
  public TokenTable(RandomGenerator random, int tokensMax) {
    this.random = requireNonNull(random, "random");
    this.tokensMax = tokensMax;
  }

  /** Returns how many tokens there are. */
  public int size() {
    return tokens.size();
  }

  @Override
  public void replace(DataClass dataClass, char[] value, boolean number) {
    String sent = new String(value);
    String token = tokens.get(sent);
    if (token == null) {
      token = tokens.size() < tokensMax ? draw(dataClass, sent, number) : "";
      if (token.isEmpty()) {
        Replacement.MASKS.replace(dataClass, value, number);
        return;
      }
      tokens.put(sent, token);
      values.put(token, sent);
      byte[] octets = token.getBytes(StandardCharsets.UTF_8);
      byBeginning.computeIfAbsent(beginning(octets, 0), at -> new ArrayList<>(1)).add(octets);
    }
    token.getChars(0, value.length, value, 0);
  }

  private String draw(DataClass dataClass, String sent, boolean number) {
    for (int draw = 0; draw < DRAWS_MAX; draw++) {
      char[] drawn = sent.toCharArray();
      if (Tokens.draw(dataClass, drawn, number, random) < DRAWN_MIN) {
        return "";
      }
      String token = new String(drawn);
      if (!values.containsKey(token) && !tokens.containsKey(token)) {
        return token;
      }
    }
    return "";
  }

  /**
   * Returns what turns tokens back in an answer, and replaces the values that the answer itself
   * holds.
   *
   * @param finder finds those values
   * @param replacement by what they are replaced
   * @param limits bounds
   * @param failsClosed see {@link Redacting}
   */
  public Redacting restoring(
      ContentFinder finder, Replacement replacement, RedactionLimits limits, boolean failsClosed) {
    return new Redacting(
        new Finder(finder),
        (dataClass, text, number) -> {
          String value = values.get(new String(text));
          if (value == null) {
            replacement.replace(dataClass, text, number);
          } else {
            value.getChars(0, text.length, text, 0);
          }
        },
        limits,
        failsClosed);
  }

  /** Finds tokens, and what another finder finds beside them. */
  private final class Finder implements ContentFinder {
    private final ContentFinder other;

    Finder(ContentFinder other) {
      this.other = other;
    }

    @Override
    public void find(Content content, Sink sink) {
      List<int[]> places = tokens(content.bytes(), content.offset(), content.length(), sink);
      other.find(content, beside(places, sink));
    }

    @Override
    public void find(Place place, byte[] text, Sink sink) {
      List<int[]> places = tokens(text, 0, text.length, sink);
      other.find(place, text, beside(places, sink));
    }

    private Sink beside(List<int[]> places, Sink sink) {
      return (dataClass, start, end) -> {
        for (int[] each : places) {
          if (start < each[1] && end > each[0]) {
            return;
          }
        }
        sink.found(dataClass, start, end);
      };
    }

    private List<int[]> tokens(byte[] bytes, int offset, int length, Sink sink) {
      List<int[]> places = new ArrayList<>(0);
      int end = offset + length;
      for (int i = offset; !byBeginning.isEmpty() && i + INDEXED <= end; i++) {
        for (byte[] token : byBeginning.getOrDefault(beginning(bytes, i), List.of())) {
          int to = i + token.length;
          if (to <= end && Arrays.equals(bytes, i, to, token, 0, token.length)) {
            sink.found(DataClass.SECRET, i - offset, to - offset);
            places.add(new int[] {i - offset, to - offset});
            i = to - 1;
            break;
          }
        }
      }
      return places;
    }
  }

  private static int beginning(byte[] octets, int at) {
    int beginning = 0;
    for (int i = at; i < at + INDEXED; i++) {
      beginning = beginning << 8 | (octets[i] & 0xff);
    }
    return beginning;
  }
}

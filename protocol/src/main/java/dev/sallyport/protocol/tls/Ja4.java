// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.tls;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

/**
 * The JA4 fingerprint of a client's hello over TCP, written after its public description (FoxIO,
 * JA4 TLS client, BSD-3-Clause): what it offers, sorted, so that shuffled extensions do not matter.
 * None of the other JA4+ methods is here.
 */
final class Ja4 {
  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;
  private static final int COUNT_MAX = 99;
  private static final int HASH_CHARS = 12;
  private static final String NOTHING = "0".repeat(HASH_CHARS);

  private Ja4() {}

  /**
   * Returns the fingerprint. Reserved values (RFC 8701) are left out by the caller.
   *
   * @param version highest version offered
   * @param ciphers cipher suites
   * @param extensions types of extensions in order
   * @param signatures signature algorithms in order
   * @param protocol bytes of the first application protocol as Latin-1; empty when there is none
   */
  static String of(
      int version,
      List<Integer> ciphers,
      List<Integer> extensions,
      List<Integer> signatures,
      String protocol) {
    String what =
        "t"
            + version(version)
            + (extensions.contains(SERVER_NAME) ? 'd' : 'i')
            + count(ciphers.size())
            + count(extensions.size())
            + ends(protocol);
    String offered =
        sorted(extensions.stream().filter(each -> each != SERVER_NAME && each != ALPN).toList());
    String tail = signatures.isEmpty() ? offered : offered + "_" + joined(signatures);
    String first = ciphers.isEmpty() ? NOTHING : hash(sorted(ciphers));
    String second = extensions.isEmpty() ? NOTHING : hash(tail);
    return what + "_" + first + "_" + second;
  }

  private static String version(int version) {
    return switch (version) {
      case 0x0304 -> "13";
      case 0x0303 -> "12";
      case 0x0302 -> "11";
      case 0x0301 -> "10";
      case 0x0300 -> "s3";
      case 0x0002 -> "s2";
      default -> "00";
    };
  }

  private static String count(int size) {
    int shown = Math.min(size, COUNT_MAX);
    return shown < 10 ? "0" + shown : Integer.toString(shown);
  }

  /** The first and the last character, in hexadecimal where they are no letters or digits. */
  private static String ends(String protocol) {
    if (protocol.isEmpty()) {
      return "00";
    }
    char first = protocol.charAt(0);
    char last = protocol.charAt(protocol.length() - 1);
    if (isPlain(first) && isPlain(last)) {
      return "" + first + last;
    }
    HexFormat hex = HexFormat.of();
    return "" + hex.toHighHexDigit(first) + hex.toLowHexDigit(last);
  }

  private static boolean isPlain(char each) {
    return (each >= '0' && each <= '9')
        || (each >= 'a' && each <= 'z')
        || (each >= 'A' && each <= 'Z');
  }

  private static String sorted(List<Integer> values) {
    return joined(values.stream().sorted().toList());
  }

  private static String joined(List<Integer> values) {
    StringJoiner joined = new StringJoiner(",");
    for (int each : values) {
      joined.add(HexFormat.of().toHexDigits((short) each));
    }
    return joined.toString();
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_CHARS / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

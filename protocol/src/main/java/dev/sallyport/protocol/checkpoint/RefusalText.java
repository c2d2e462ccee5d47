// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

import dev.sallyport.protocol.gate.Denial;
import java.nio.charset.StandardCharsets;

/** What whoever is refused reads, in letters that every protocol has. */
public final class RefusalText {
  /** Most characters, so that every protocol has room for it. */
  public static final int LENGTH_MAX = 200;

  private RefusalText() {}

  /** Returns the text of a denial with the number of its decision, in printable ASCII. */
  public static String of(Denial denial) {
    StringBuilder text = new StringBuilder(denial.text());
    if (!denial.policy().isEmpty() && text.indexOf(denial.policy()) < 0) {
      text.append(" (policy ").append(denial.policy()).append(')');
    }
    String end = " (decision " + denial.decision() + ")";
    text.setLength(Math.min(text.length(), LENGTH_MAX - end.length()));
    text.append(end);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) >= 0x7f) {
        text.setCharAt(i, ' ');
      }
    }
    return text.toString();
  }

  /** Returns the same as bytes. */
  public static byte[] bytes(Denial denial) {
    return of(denial).getBytes(StandardCharsets.US_ASCII);
  }
}

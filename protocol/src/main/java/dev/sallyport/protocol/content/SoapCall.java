// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** The name of a SOAP call: the first element in the body of its envelope, or its action. */
final class SoapCall {
  private static final int LOOKED_AT_BYTES = 8192;

  private SoapCall() {}

  /**
   * Names it, empty when the document is no envelope.
   *
   * @param action value of the field or parameter that names the action; empty when there is none
   */
  static Optional<Call> read(String action, byte[] octets, int from, int to) {
    int end = Math.min(to, from + LOOKED_AT_BYTES);
    String text = new String(octets, from, end - from, StandardCharsets.UTF_8);
    int body = element(text, 0, "Body");
    if (element(text, 0, "Envelope") < 0) {
      return Optional.empty();
    }
    String name = body < 0 ? "" : first(text, body);
    if (!Call.isName(name)) {
      String plain = action.replace("\"", "");
      name = plain.substring(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf(':')) + 1);
    }
    return Call.isName(name) ? Optional.of(new Call("soap " + name, Set.of())) : Optional.empty();
  }

  /** Returns the index behind the start tag of an element, -1 when there is none. */
  private static int element(String text, int from, String local) {
    for (int at = text.indexOf('<', from); at >= 0; at = text.indexOf('<', at + 1)) {
      int stop = nameEnd(text, at + 1);
      String name = text.substring(at + 1, stop);
      if (name.equals(local) || name.endsWith(":" + local)) {
        int close = text.indexOf('>', stop);
        return close < 0 ? -1 : close + 1;
      }
    }
    return -1;
  }

  private static String first(String text, int from) {
    for (int at = text.indexOf('<', from); at >= 0; at = text.indexOf('<', at + 1)) {
      if (!text.startsWith("<!--", at) && !text.startsWith("</", at)) {
        String name = text.substring(at + 1, nameEnd(text, at + 1));
        return name.substring(name.indexOf(':') + 1);
      }
    }
    return "";
  }

  private static int nameEnd(String text, int from) {
    int i = from;
    while (i < text.length() && " \t\r\n/>".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }
}

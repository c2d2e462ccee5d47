// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Protocol;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names what a request head calls. Remembers the last one of the connection, since clients tend to
 * say the same again; then nothing is allocated.
 */
final class RequestNames {
  private static final int REMEMBERED_BYTES_MAX = 512;
  private static final byte[] NOTHING = new byte[0];
  private static final byte[] HTTP = Octets.of("http://");
  private static final byte[] HTTPS = Octets.of("https://");

  private byte[] line = NOTHING;
  private boolean lineWebsocket;
  private byte[] host = NOTHING;
  private @Nullable HttpOperation operation;
  private String path = "";
  private String targetAuthority = "";
  private String hostAuthority = "";

  /** Returns the method as it may stand in a name. */
  static String method(String sent) {
    return HttpOperation.METHODS.contains(sent) ? sent : HttpOperation.OTHER_METHOD;
  }

  /** Names the request; false when its target has no known form. */
  boolean read(Head head) {
    if (!sameLine(head) && !readLine(head)) {
      return false;
    }
    if (!Arrays.equals(host, 0, host.length, head.octets, head.hostStart, head.hostEnd)) {
      host = remembered(head.octets, head.hostStart, head.hostEnd);
      hostAuthority = Authority.host(head.octets, head.hostStart, head.hostEnd);
    }
    return true;
  }

  HttpOperation operation() {
    if (operation == null) {
      throw new IllegalStateException("no request was named");
    }
    return operation;
  }

  String path() {
    return path;
  }

  /** Returns the host that the request names; the target counts before the header field. */
  String authority() {
    return targetAuthority.isEmpty() ? hostAuthority : targetAuthority;
  }

  private boolean sameLine(Head head) {
    return operation != null
        && lineWebsocket == head.websocket
        && Arrays.equals(line, 0, line.length, head.octets, head.methodStart, head.targetEnd);
  }

  private boolean readLine(Head head) {
    byte[] octets = head.octets;
    String method = method(head.method());
    int from = head.targetStart;
    int to = head.targetEnd;
    targetAuthority = "";
    String template;
    if (method.equals("CONNECT")) {
      targetAuthority = Authority.host(octets, from, to);
      if (targetAuthority.isEmpty()) {
        return false;
      }
      path = "";
      template = "{authority}";
    } else if (to - from == 1 && octets[from] == '*') {
      path = "*";
      template = "*";
    } else {
      int scheme = scheme(octets, from, to);
      if (scheme > 0) {
        int slash = from + scheme;
        while (slash < to && octets[slash] != '/' && octets[slash] != '?') {
          slash++;
        }
        targetAuthority = Authority.host(octets, from + scheme, slash);
        from = slash;
      } else if (octets[from] != '/') {
        return false;
      }
      path = from == to ? "/" : Octets.text(octets, from, to);
      template = PathTemplate.of(path);
    }
    operation =
        new HttpOperation(method, template, head.websocket ? Protocol.WEBSOCKET : Protocol.HTTP1);
    line = remembered(octets, head.methodStart, head.targetEnd);
    lineWebsocket = head.websocket;
    return true;
  }

  private static int scheme(byte[] octets, int from, int to) {
    if (to - from > HTTP.length && Octets.equalsLower(octets, from, from + HTTP.length, HTTP)) {
      return HTTP.length;
    }
    if (to - from > HTTPS.length && Octets.equalsLower(octets, from, from + HTTPS.length, HTTPS)) {
      return HTTPS.length;
    }
    return 0;
  }

  private static byte[] remembered(byte[] octets, int from, int to) {
    return to - from > REMEMBERED_BYTES_MAX ? NOTHING : Arrays.copyOfRange(octets, from, to);
  }
}

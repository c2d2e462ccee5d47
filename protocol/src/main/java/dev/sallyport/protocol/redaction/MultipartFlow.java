// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Place;
import dev.sallyport.protocol.content.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Redacts the parts of a multipart body (RFC 2046, 5.1; RFC 7578), each as its own head says. What
 * may be the begin of a delimiter waits, and so do the heads of parts.
 */
final class MultipartFlow implements Flow {
  private static final int HEAD_BYTES_MAX = 8192;
  private static final byte[] BLANK_LINE = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private enum State {
    CONTENT,
    HEAD,
    /** Behind the last delimiter. */
    OVER
  }

  private final Redacting redacting;
  private final byte[] delimiter;
  private final int nesting;
  private final Out out;
  private byte[] held = new byte[512];
  private int size;
  private State state = State.CONTENT;
  private boolean begun;
  private @Nullable Flow part;

  /**
   * Makes one.
   *
   * @param boundary between its parts
   * @param nesting how many multiparts it stands in
   */
  MultipartFlow(Redacting redacting, String boundary, int nesting, Out out) {
    this.redacting = redacting;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    this.nesting = nesting;
    this.out = out;
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    if (size + length > held.length) {
      held = Arrays.copyOf(held, Math.max(size + length, 2 * held.length));
    }
    System.arraycopy(bytes, from, held, size, length);
    size += length;
    boolean more = true;
    while (more && size > 0) {
      more =
          switch (state) {
            case CONTENT -> content();
            case HEAD -> head();
            case OVER -> {
              out.write(held, 0, size);
              drop(size);
              yield false;
            }
          };
    }
  }

  /** Passes on content up to a delimiter; returns whether one came. */
  private boolean content() {
    if (!begun && size < delimiter.length - 2) {
      return false;
    }
    // The line break before the first delimiter may be missing.
    if (!begun && Arrays.equals(held, 0, delimiter.length - 2, delimiter, 2, delimiter.length)) {
      return delimiter(0, delimiter.length - 2);
    }
    begun = true;
    int at = indexOf(delimiter, 0);
    if (at >= 0) {
      return delimiter(at, delimiter.length);
    }
    int kept = Math.min(delimiter.length - 1, size);
    while (!Arrays.equals(held, size - kept, size, delimiter, 0, kept)) {
      kept--;
    }
    pass(size - kept);
    return false;
  }

  private boolean delimiter(int at, int length) {
    begun = true;
    pass(at);
    endPart();
    out.write(held, 0, length);
    drop(length);
    state = State.HEAD;
    return true;
  }

  /** Passes on the head of a part once it is whole; returns whether it was. */
  private boolean head() {
    if (size >= 2 && held[0] == '-' && held[1] == '-') {
      state = State.OVER;
      return true;
    }
    int end = indexOf(BLANK_LINE, 0);
    if (end < 0 && size <= HEAD_BYTES_MAX) {
      return false;
    }
    int length = end < 0 ? 0 : end + BLANK_LINE.length;
    part = part(new String(held, 0, length, StandardCharsets.UTF_8));
    out.write(held, 0, length);
    drop(length);
    state = State.CONTENT;
    return true;
  }

  private @Nullable Flow part(String head) {
    String type = "";
    String name = "";
    boolean file = false;
    for (String line : head.split("\r\n")) {
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, Math.max(0, colon)).strip().toLowerCase(Locale.ROOT)) {
        case "content-disposition" -> {
          name = MediaType.parameter(value, "name");
          file = !MediaType.parameter(value, "filename").isEmpty();
        }
        case "content-type" -> type = value;
        default -> {}
      }
    }
    MediaType shape = MediaType.of(type.isEmpty() && !file ? "text/plain" : type);
    return Flows.of(redacting, shape, new Place(Place.Part.MULTIPART, name), nesting + 1, out);
  }

  private void pass(int length) {
    Flow to = part;
    if (length > 0 && to != null) {
      to.write(held, 0, length);
    } else if (length > 0) {
      out.write(held, 0, length);
    }
    drop(length);
  }

  private void drop(int length) {
    System.arraycopy(held, length, held, 0, size - length);
    size -= length;
  }

  private int indexOf(byte[] wanted, int from) {
    for (int i = from; i + wanted.length <= size; i++) {
      if (held[i] == wanted[0]
          && Arrays.equals(held, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  private void endPart() {
    Flow ended = part;
    if (ended != null) {
      ended.end();
      part = null;
    }
  }

  @Override
  public void idle() {
    Flow to = part;
    if (to != null) {
      to.idle();
    }
  }

  @Override
  public void end() {
    pass(size);
    endPart();
  }
}

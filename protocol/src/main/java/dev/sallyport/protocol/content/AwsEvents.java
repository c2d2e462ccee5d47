// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Events of {@code application/vnd.amazon.eventstream}: lengths of all and of the headers and a
 * checksum, headers, payload, checksum. Payloads are JSON, some with the JSON of a model inside.
 */
final class AwsEvents extends EventReader {
  private static final int PRELUDE_BYTES = 12;
  private static final byte[] BYTES = "bytes".getBytes(StandardCharsets.US_ASCII);

  private final byte[] prelude = new byte[PRELUDE_BYTES];
  private int preludeSize;
  private int headersLeft;
  private int payloadLeft;
  private int checksumLeft;
  private boolean broken;

  AwsEvents(Allowance allowance, ContentLimits limits) {
    super(allowance, limits);
  }

  @Override
  void read(byte octet) {
    if (broken) {
      return;
    }
    if (preludeSize < PRELUDE_BYTES) {
      prelude[preludeSize++] = octet;
      if (preludeSize == PRELUDE_BYTES) {
        start();
      }
    } else if (headersLeft > 0) {
      headersLeft--;
    } else if (payloadLeft > 0) {
      payloadLeft--;
      event().add(octet);
    } else if (--checksumLeft == 0) {
      preludeSize = 0;
      payload();
    }
  }

  private void start() {
    int total = int32(0);
    headersLeft = int32(4);
    payloadLeft = total - headersLeft - PRELUDE_BYTES - 4;
    checksumLeft = 4;
    broken = total < 0 || total > 1 << 24 || headersLeft < 0 || payloadLeft < 0;
  }

  private int int32(int at) {
    return (prelude[at] & 0xff) << 24
        | (prelude[at + 1] & 0xff) << 16
        | (prelude[at + 2] & 0xff) << 8
        | (prelude[at + 3] & 0xff);
  }

  private void payload() {
    byte[] octets = event().octets();
    int size = event().size();
    JsonTokens tokens = new JsonTokens(octets, 0, size);
    if (!event().cut()
        && tokens.next() == JsonTokens.Token.OBJECT
        && tokens.next() == JsonTokens.Token.KEY
        && tokens.is(BYTES)
        && tokens.next() == JsonTokens.Token.STRING) {
      try {
        byte[] coded = Arrays.copyOfRange(octets, tokens.start(), tokens.end());
        byte[] inner = Base64.getDecoder().decode(coded);
        dispatch(inner, 0, inner.length);
        event().clear();
        return;
      } catch (IllegalArgumentException e) {
        // Then it is what it is.
      }
    }
    dispatch();
  }

  @Override
  void end() {
    if (broken) {
      event().clear();
      event().leaveOut();
      dispatch();
    }
  }
}

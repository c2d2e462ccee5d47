// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Content;
import java.util.List;

/** The texts of protobuf messages whose schema is not known. */
public final class ProtobufTexts {
  private ProtobufTexts() {}

  /**
   * Returns the texts of a message, in order, each in the array given. What is no message is read
   * as the text that it looks like: other ways of writing messages go over gRPC too, mostly JSON.
   *
   * @param from index of its first byte
   * @param to index behind its last byte
   * @param limits bounds
   */
  public static List<Content> of(byte[] octets, int from, int to, ContentLimits limits) {
    Pieces pieces = new Pieces(limits);
    if (from < to && !new ProtobufFields(pieces, octets).read(from, to)) {
      pieces.body(MediaType.NONE, Pieces.place(MediaType.Shape.PROTOBUF), octets, from, to, true);
    }
    return pieces.contents().stream()
        .filter(each -> each.bytes() == octets && each.form() != Content.Form.BINARY)
        .toList();
  }
}

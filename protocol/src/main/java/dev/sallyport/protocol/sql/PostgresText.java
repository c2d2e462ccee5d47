// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

/** Numbers and texts as messages hold them. */
final class PostgresText {
  private PostgresText() {}

  static int int32(byte[] content) {
    return (content[0] & 0xff) << 24
        | (content[1] & 0xff) << 16
        | (content[2] & 0xff) << 8
        | (content[3] & 0xff);
  }

  /** Returns the index of the zero that ends the text from {@code start}, or the end. */
  static int end(byte[] content, int start) {
    int i = start;
    while (i < content.length && content[i] != 0) {
      i++;
    }
    return i;
  }
}

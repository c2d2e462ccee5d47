// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import java.util.UUID;

/** Fields of Kafka messages, which are written in one of two ways depending on the version. */
final class KafkaFields {
  private static final int TAGS_MAX = 64;

  private final FrameBytes bytes;
  private final boolean compact;

  KafkaFields(FrameBytes bytes, boolean compact) {
    this.bytes = bytes;
    this.compact = compact;
  }

  FrameBytes raw() {
    return bytes;
  }

  /** Returns a text; empty when it is null. */
  String text() {
    int length = compact ? bytes.varint() - 1 : bytes.int16();
    return length <= 0 ? "" : bytes.text(length);
  }

  /** Returns the number of elements that follow; 0 when there is no array. */
  int count() {
    return Math.max(0, compact ? bytes.varint() - 1 : bytes.int32());
  }

  void skipBytes() {
    bytes.skip(Math.max(0, length()));
  }

  /** Returns the length of the bytes that follow; -1 when there are none. */
  int length() {
    return compact ? bytes.varint() - 1 : bytes.int32();
  }

  UUID id() {
    return new UUID(bytes.int64(), bytes.int64());
  }

  /** Skips the fields that later versions add. */
  void tags() {
    if (!compact) {
      return;
    }
    int count = bytes.varint();
    for (int i = 0; i < Math.min(count, TAGS_MAX) && !bytes.beyond(); i++) {
      bytes.varint();
      bytes.skip(bytes.varint());
    }
  }
}

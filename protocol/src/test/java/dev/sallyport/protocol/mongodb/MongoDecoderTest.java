// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.Dialogue;
import dev.sallyport.protocol.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.junit.jupiter.api.Test;

public class MongoDecoderTest {

  private static byte[] message(int id, int answerTo, int flags, String json) {
    BasicOutputBuffer document = new BasicOutputBuffer();
    new BsonDocumentCodec()
        .encode(
            new BsonBinaryWriter(document),
            BsonDocument.parse(json),
            EncoderContext.builder().build());
    byte[] content = document.toByteArray();
    return ByteBuffer.allocate(21 + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(21 + content.length)
        .putInt(id)
        .putInt(answerTo)
        .putInt(2013)
        .putInt(flags)
        .put((byte) 0)
        .put(content)
        .array();
  }

  private static Dialogue asked(Dialogue dialogue, int id, String json) {
    return dialogue.with(Direction.FROM_CLIENT, message(id, 0, 0, json));
  }

  private static Dialogue answered(Dialogue dialogue, int to, String json) {
    return dialogue.with(Direction.FROM_SERVER, message(1000 + to, to, 0, json));
  }

  /** Commands answered out of order, errors of both kinds, one that nobody answers. */
  public static Dialogue sample() {
    Dialogue dialogue = asked(Dialogue.empty(), 1, "{hello: 1, $db: 'admin'}");
    dialogue = answered(dialogue, 1, "{isWritablePrimary: true, ok: 1.0}");
    dialogue = asked(dialogue, 2, "{find: 'customers', filter: {card: '4111'}, $db: 'shop'}");
    dialogue = asked(dialogue, 3, "{getMore: {$numberLong: '77'}, collection: 'orders'}");
    dialogue = answered(dialogue, 3, "{cursor: {nextBatch: [{a: 1}]}, ok: 1.0}");
    dialogue = answered(dialogue, 2, "{ok: 0.0, errmsg: 'no', code: 13}");
    dialogue = asked(dialogue, 4, "{insert: '507f1f77bcf86cd799439011', documents: []}");
    dialogue = answered(dialogue, 4, "{n: 0, writeErrors: [{code: 11000}], ok: 1.0}");
    return dialogue.with(Direction.FROM_CLIENT, message(5, 0, 2, "{insert: 'log', documents: []}"));
  }

  @Test
  void commandsAreNamedByTheirCollectionAndFailAsTheReplySays() {
    assertThat(Shape.of(sample()))
        .isEqualTo(
            "0>hello; 0<ok; 1>find customers; 2>getMore orders; 2<ok; 1<failed; 3>insert {id}; "
                + "3<failed; 4>insert log; 4<ok; ");
  }

  @Test
  void compressedAndMalformedMessagesEndUnderstanding() {
    byte[] compressed = message(9, 0, 0, "{ping: 1}");
    compressed[12] = (byte) 2012;
    compressed[13] = 2012 >> 8;
    assertThat(Shape.of(sample().with(Direction.FROM_CLIENT, compressed)))
        .endsWith("!compressed MongoDB messages are not decoded");
    assertThat(Shape.of(sample().with(Direction.FROM_CLIENT, new byte[] {1, 0, 0, 0})))
        .endsWith("!MongoDB message is malformed");
  }
}

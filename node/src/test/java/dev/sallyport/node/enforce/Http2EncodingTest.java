// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Response;
import dev.sallyport.protocol.HeadView;
import dev.sallyport.protocol.gate.BodyEditor;
import dev.sallyport.protocol.gate.Editing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a request on HTTP/2 asks for where its answer is to be edited. */
class Http2EncodingTest {
  private static Redactor editing(boolean answers) {
    Editing.BodyEditors editors =
        new Editing.BodyEditors() {
          @Override
          public Optional<BodyEditor> editor(Direction direction, HeadView head) {
            return Optional.empty();
          }

          @Override
          public boolean editsAnswers() {
            return answers;
          }
        };
    return (protocol, head, conversation, redactions, onFailure) ->
        new Redactor.Redacted(new Editing.Bodies(editors), () -> true);
  }

  private static Http2Headers asked(boolean answers) throws Exception {
    Enforcement enforcement = new Enforcement(EnforceLimits.DEFAULT, editing(answers));
    enforcement.apply(
        List.of(
            Policies.inbound(
                OnFailure.CLOSED,
                false,
                Policies.onAny(
                    new Response.Redact(
                        new Redaction(
                            Set.of(DataClass.CREDIT_CARD),
                            Set.of(Direction.values()),
                            Redaction.Method.MASK))))));
    ByteBuf block = Unpooled.buffer();
    new DefaultHttp2HeadersEncoder()
        .encodeHeaders(
            1,
            new DefaultHttp2Headers()
                .method("GET")
                .path("/a")
                .scheme("http")
                .authority("catalog")
                .add("accept-encoding", "gzip, br")
                .add("grpc-accept-encoding", "gzip")
                .add("range", "bytes=0-9")
                .add("te", "trailers"),
            block);
    String start = Http2JoiningTest.PREFACE + Http2JoiningTest.frame(4, 0, 0, "");
    Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED);
    wire.client(start + Http2JoiningTest.frame(1, 5, 1, block.toString(ISO_8859_1)));
    ByteBuf seen = Unpooled.copiedBuffer(wire.atServer(), ISO_8859_1);
    seen.skipBytes(start.length());
    int length = seen.readMedium();
    return new DefaultHttp2HeadersDecoder(false)
        .decodeHeaders(1, seen.skipBytes(6).readSlice(length));
  }

  @Test
  void anAnswerThatIsToBeEditedIsNotAskedForPackedOrInPart() throws Exception {
    Http2Headers asked = asked(true);
    assertThat(asked.get("accept-encoding")).hasToString("identity");
    assertThat(asked.get("grpc-accept-encoding")).hasToString("identity");
    assertThat(asked.contains("range")).isFalse();
    assertThat(asked.get("te")).hasToString("trailers");
  }

  @Test
  void anAnswerThatPassesAsItIsMayBeAskedForInAnyWay() throws Exception {
    Http2Headers asked = asked(false);
    assertThat(asked.get("accept-encoding")).hasToString("gzip, br");
    assertThat(asked.get("grpc-accept-encoding")).hasToString("gzip");
    assertThat(asked.get("range")).hasToString("bytes=0-9");
  }
}

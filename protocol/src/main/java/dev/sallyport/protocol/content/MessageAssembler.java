// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of recorded requests and answers, read exactly as they are while they pass. Not
 * safe for several threads; each makes its own. A message is valid until the next one is made.
 */
public final class MessageAssembler {
  private final ContentLimits limits;
  private final Allowance allowance;
  private final Expander expander;
  private final Held held;
  private @Nullable Inflow last;

  /** Makes an assembler with those bounds. */
  public MessageAssembler(ContentLimits limits) {
    ContentBuffers buffers = new ContentBuffers(limits);
    this.limits = limits;
    this.allowance = new Allowance(buffers, limits.connectionBytes());
    this.expander = buffers.expander();
    this.held = new Held(allowance, limits);
  }

  /**
   * Makes a message of an exchange that was recorded.
   *
   * @param method method of a request; empty for an answer
   * @param target path and query of a request; empty for an answer
   * @param status status of an answer; 0 for a request
   * @param fields header fields
   * @param body body without the framing of its transport, but with its content codings
   */
  public Message of(
      String method, String target, int status, List<Message.Field> fields, byte[] body) {
    release();
    boolean answer = status != 0;
    Inflow.Start start =
        new Inflow.Start(
            answer ? Direction.FROM_SERVER : Direction.FROM_CLIENT,
            method,
            target,
            status,
            fields,
            null,
            MediaType.of(Fields.first(fields, "content-type")),
            ContentReader.coding(fields),
            ContentReader.messageCoding(fields));
    Inflow inflow = new Inflow(start, limits, allowance);
    last = inflow;
    inflow.add(Unpooled.wrappedBuffer(body), 0, body.length);
    return inflow.message(true, expander, held, new Pieces(limits));
  }

  /** Holds nothing any more; the last message is not valid afterwards. */
  public void release() {
    held.release();
    if (last != null) {
      last.release();
      last = null;
    }
  }
}

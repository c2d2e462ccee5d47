// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.protocol.HeadView;
import dev.sallyport.protocol.content.MediaType;
import dev.sallyport.protocol.gate.BodyEditor;
import dev.sallyport.protocol.gate.Editor;
import dev.sallyport.protocol.gate.UneditableException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replaces values in a body while it passes. Bodies without a content coding keep their length;
 * those with gzip or deflate are unpacked, redacted and packed again while they pass.
 */
public final class BodyRedactor implements BodyEditor {
  private static final int PARTIAL_CONTENT = 206;

  private final Redacting redacting;
  private final @Nullable Flow flow;
  private final @Nullable Coded coded;
  private boolean touched;
  private ByteBuf passing = Unpooled.EMPTY_BUFFER;

  private BodyRedactor(Redacting redacting, MediaType type, String coding) {
    this.redacting = redacting;
    Coded packed = coding.isEmpty() ? null : new Coded(coding.equals("deflate"), this::passes);
    this.coded = packed;
    this.flow = Flows.of(redacting, type, null, 0, packed == null ? this::passes : packed::pack);
  }

  /**
   * Returns what redacts the body that follows a head.
   *
   * @param redacting what is to be done
   * @param head of the message, valid only during the call
   * @return empty when nothing can stand in it, or when it cannot be redacted; the latter is
   *     counted
   * @throws UneditableException when it cannot be redacted and must not pass as it is
   */
  public static Optional<BodyEditor> of(Redacting redacting, HeadView head) {
    String coding = head.first("content-encoding").orElse("").toLowerCase(Locale.ROOT).strip();
    MediaType type = MediaType.of(head.first("content-type").orElse(""));
    if (type.shape() == MediaType.Shape.BINARY) {
      return Optional.empty();
    }
    if (coding.equals("identity")) {
      coding = "";
    } else if (coding.equals("x-gzip")) {
      coding = "gzip";
    }
    boolean known = coding.isEmpty() || coding.equals("gzip") || coding.equals("deflate");
    boolean readable =
        type.shape() != MediaType.Shape.AWS_EVENTS
            && !type.charsetUnknown()
            && (type.charset() == null || asciiInside(type));
    if (!known || !readable || head.status() == PARTIAL_CONTENT) {
      redacting.countUnlooked();
      check(redacting);
      return Optional.empty();
    }
    return Optional.of(new BodyRedactor(redacting, type, coding));
  }

  /** Values are written in ASCII, which these character sets write as it is. */
  private static boolean asciiInside(MediaType type) {
    return type.charset() == null
        || !type.charset().name().startsWith("UTF-16")
            && !type.charset().name().startsWith("UTF-32");
  }

  @Override
  public boolean keepsLength() {
    return coded == null;
  }

  @Override
  public void idle(Editor.Out out) {
    if (!touched && flow != null) {
      flow.idle();
      pass(out);
    }
    touched = false;
  }

  @Override
  public void edit(ByteBuf bytes, Editor.Out out) {
    touched = true;
    byte[] octets = new byte[bytes.readableBytes()];
    bytes.readBytes(octets);
    Flow to = flow;
    if (to == null) {
      passes(octets, 0, octets.length);
    } else if (coded == null) {
      to.write(octets, 0, octets.length);
    } else if (!coded.unpack(octets, to::write)) {
      // What passed was packed anew, so that the rest cannot pass as it is.
      throw new UneditableException("a body is not packed as it says");
    }
    pass(out);
  }

  @Override
  public void end(Editor.Out out) {
    if (flow != null) {
      flow.end();
    }
    if (coded != null) {
      coded.end();
    }
    pass(out);
  }

  @Override
  public void abandon() {
    passing.release();
    passing = Unpooled.EMPTY_BUFFER;
    if (coded != null) {
      coded.close();
    }
  }

  private void passes(byte[] bytes, int from, int length) {
    if (!passing.isReadable()) {
      passing = Unpooled.buffer(Math.max(64, length));
    }
    passing.writeBytes(bytes, from, length);
  }

  private void pass(Editor.Out out) {
    check(redacting);
    if (coded != null) {
      coded.flush();
    }
    if (passing.isReadable()) {
      ByteBuf now = passing;
      passing = Unpooled.EMPTY_BUFFER;
      out.pass(now);
    }
  }

  private static void check(Redacting redacting) {
    if (redacting.failed()) {
      throw new UneditableException("a body cannot be redacted");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What two peers say in turn, and ways of cutting it into reads. */
public record Dialogue(List<Said> said) {

  public record Said(Direction direction, byte[] bytes) {}

  /** What a reader made of it; times are left out, so that only content is compared. */
  public record Heard(
      List<Observation> observations,
      Protocol protocol,
      String visibility,
      boolean finished,
      Map<String, String> values) {}

  /** Decides how many of {@code left} bytes the next read brings. */
  public interface Cutter {
    int next(int left);
  }

  public static Dialogue empty() {
    return new Dialogue(List.of());
  }

  public Dialogue client(String text) {
    return with(Direction.FROM_CLIENT, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public Dialogue server(String text) {
    return with(Direction.FROM_SERVER, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public Dialogue with(Direction direction, byte[] bytes) {
    List<Said> more = new ArrayList<>(said);
    more.add(new Said(direction, bytes));
    return new Dialogue(more);
  }

  public Heard heard() {
    return heard(left -> left);
  }

  public Heard heard(Cutter cutter) {
    return heard(cutter, 80, Optional.empty(), ProtocolLimits.DEFAULT, true);
  }

  public Heard heard(
      Cutter cutter, int port, Optional<Protocol> hint, ProtocolLimits limits, boolean close) {
    List<Observation> observations = new ArrayList<>();
    ValuesSaid values = new ValuesSaid();
    ConnectionReader reader = new ConnectionReader(port, hint, limits, observations::add, values);
    for (Said each : said) {
      ByteBuf all = Unpooled.directBuffer(each.bytes().length + 3).writeZero(3);
      all.readerIndex(3).writeBytes(each.bytes());
      int from = 3;
      while (from < all.writerIndex()) {
        int size =
            Math.max(1, Math.min(cutter.next(all.writerIndex() - from), all.writerIndex() - from));
        ByteBuf piece = all.slice(from, size);
        reader.read(each.direction(), piece, 0);
        if (piece.readerIndex() != 0 || piece.writerIndex() != size) {
          throw new AssertionError("indexes were moved");
        }
        from += size;
      }
      byte[] after = new byte[each.bytes().length];
      all.getBytes(3, after);
      if (!java.util.Arrays.equals(after, each.bytes())) {
        throw new AssertionError("bytes were changed");
      }
      all.release();
    }
    if (close) {
      reader.closed(Direction.FROM_CLIENT, 0);
      reader.closed(Direction.FROM_SERVER, 0);
    }
    return new Heard(
        observations,
        reader.protocol(),
        reader.visibility().unseen().toString(),
        reader.finished(),
        values.said());
  }

  public static Cutter byteByByte() {
    return left -> 1;
  }

  public static Cutter random(RandomGenerator random) {
    return left -> 1 + random.nextInt(Math.min(left, 40));
  }

  /** The first read has {@code first} bytes, the second the rest. */
  public static Cutter at(int first) {
    int[] calls = {0};
    return left -> calls[0]++ == 0 ? first : left;
  }

  public static byte[] hex(String hex) {
    return java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}

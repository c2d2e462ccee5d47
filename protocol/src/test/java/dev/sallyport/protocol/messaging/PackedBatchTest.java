// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyOutputStream;

/** Batches as other programs pack them, and what becomes of broken ones. */
class PackedBatchTest {
  /** Ways of packing, by the libraries that Kafka's own client uses. */
  enum Way {
    GZIP(1),
    SNAPPY_CHUNKS(2),
    SNAPPY_BLOCK(2),
    LZ4(3),
    ZSTD(4);

    private final int number;

    Way(int number) {
      this.number = number;
    }

    byte[] pack(byte[] plain) {
      try {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        switch (this) {
          case SNAPPY_BLOCK -> packed.writeBytes(Snappy.compress(plain));
          case ZSTD -> packed.writeBytes(Zstd.compress(plain, 3));
          case GZIP -> write(new GZIPOutputStream(packed), plain);
          case SNAPPY_CHUNKS -> write(new SnappyOutputStream(packed), plain);
          case LZ4 ->
              write(
                  new LZ4FrameOutputStream(packed, LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB),
                  plain);
        }
        return packed.toByteArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void write(OutputStream to, byte[] plain) throws IOException {
      try (to) {
        to.write(plain);
      }
    }

    PackedBatch unpack(byte[] packed, int to) {
      return PackedBatch.unpack(number, packed, 0, to);
    }
  }

  private static byte[] text(PackedBatch batch) {
    return Arrays.copyOf(batch.bytes(), batch.size());
  }

  private static List<byte[]> samples() {
    Random random = new Random(11);
    List<byte[]> samples = new ArrayList<>();
    samples.add(new byte[] {7});
    samples.add("hello, hello, hello, hello".getBytes(StandardCharsets.UTF_8));
    samples.add(new byte[100_000]);
    byte[] noise = new byte[70_000];
    random.nextBytes(noise);
    samples.add(noise);
    StringBuilder json = new StringBuilder("[");
    for (int i = 0; json.length() < 200_000; i++) {
      json.append("{\"id\":").append(i * 7919 % 10007).append(",\"name\":\"customer ");
      json.append(random.nextInt(50)).append("\"},");
    }
    samples.add(json.toString().getBytes(StandardCharsets.UTF_8));
    byte[] few = new byte[40_000];
    for (int i = 0; i < few.length; i++) {
      few[i] = (byte) "aaaaabbbccd\n".charAt(random.nextInt(12));
    }
    samples.add(few);
    return samples;
  }

  @ParameterizedTest
  @EnumSource
  void batchesComeOutAsTheyWentIn(Way way) {
    for (byte[] sample : samples()) {
      byte[] packed = way.pack(sample);
      PackedBatch batch = way.unpack(packed, packed.length);
      assertThat(batch.whole()).as("%d bytes", sample.length).isTrue();
      assertThat(Arrays.equals(text(batch), sample)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCutIsReadAsFarAsItCameAndNeverCalledWhole(Way way) {
    byte[] sample = samples().get(4);
    byte[] packed = way.pack(sample);
    for (int to = 1; to < packed.length; to += 1 + to / 7) {
      PackedBatch batch = way.unpack(packed, to);
      assertThat(batch.whole()).as("%d of %d", to, packed.length).isFalse();
      assertThat(Arrays.mismatch(sample, text(batch))).isEqualTo(batch.size());
    }
    assertThat(way.unpack(packed, packed.length - 20).size()).isGreaterThan(50_000);
  }

  @ParameterizedTest
  @EnumSource
  void whatGrowsBeyondTheBoundIsCutThere(Way way) {
    byte[] packed = way.pack(new byte[20 << 20]);
    PackedBatch batch = way.unpack(packed, packed.length);
    assertThat(batch.whole()).isFalse();
    assertThat(batch.size()).isLessThanOrEqualTo(PackedBatch.BYTES_MAX);
  }

  @ParameterizedTest
  @EnumSource
  void brokenBatchesDoNoHarm(Way way) {
    Random random = new Random(5);
    for (byte[] sample : samples()) {
      byte[] packed = way.pack(Arrays.copyOf(sample, Math.min(sample.length, 3000)));
      for (int i = 0; i < 400; i++) {
        byte[] mutant = Arrays.copyOf(packed, 1 + random.nextInt(packed.length));
        for (int changes = random.nextInt(4); changes > 0; changes--) {
          mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
        }
        assertThat(way.unpack(mutant, mutant.length).size()).isBetween(0, PackedBatch.BYTES_MAX);
      }
    }
    byte[] noise = new byte[300];
    for (int i = 0; i < 2000; i++) {
      random.nextBytes(noise);
      assertThat(way.unpack(noise, noise.length).whole()).isFalse();
    }
  }
}

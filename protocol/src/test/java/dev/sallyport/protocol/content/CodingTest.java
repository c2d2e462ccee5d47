// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Codings as other programs write them, and what becomes of broken ones. */
class CodingTest {
  private static final ContentLimits WIDE =
      new ContentLimits(1 << 20, 1 << 20, 10_000, 1 << 24, 1 << 25, 128, 32, 64);

  private final ContentBuffers buffers = new ContentBuffers(WIDE);
  private final Allowance allowance = new Allowance(buffers, WIDE.connectionBytes());

  private record Expanded(Expander.End end, byte[] bytes) {}

  private Expanded expand(String coding, byte[] sent) {
    Gathered out = new Gathered(allowance, WIDE.expandedBytes());
    Expander.End end =
        buffers.expander().expand(coding, sent, 0, sent.length, out, WIDE.expansionRatio());
    byte[] bytes = Arrays.copyOf(out.octets(), out.size());
    out.release();
    assertThat(buffers.heldBytes()).isZero();
    return new Expanded(end, bytes);
  }

  private static List<byte[]> samples() {
    Random random = new Random(11);
    List<byte[]> samples = new ArrayList<>();
    samples.add(new byte[0]);
    samples.add(new byte[] {7});
    samples.add("hello, hello, hello".getBytes(StandardCharsets.UTF_8));
    samples.add(new byte[100_000]);
    byte[] noise = new byte[70_000];
    random.nextBytes(noise);
    samples.add(noise);
    StringBuilder json = new StringBuilder("[");
    for (int i = 0; json.length() < 300_000; i++) {
      json.append("{\"id\":").append(i * 7919 % 10007).append(",\"name\":\"customer ");
      json.append(random.nextInt(50)).append("\",\"mail\":\"a").append(i).append("@x.example\"},");
    }
    samples.add(json.toString().getBytes(StandardCharsets.UTF_8));
    samples.add(Arrays.copyOf(samples.getLast(), 1500));
    byte[] mixed = samples.getLast().clone();
    for (int i = 0; i < mixed.length; i += 1 + random.nextInt(30)) {
      mixed[i] = (byte) random.nextInt(256);
    }
    samples.add(mixed);
    byte[] few = new byte[40_000];
    for (int i = 0; i < few.length; i++) {
      few[i] = (byte) "aaaaabbbccd\n".charAt(random.nextInt(12));
    }
    samples.add(few);
    return samples;
  }

  @Test
  void zstandardOfEveryLevelComesOutAsItWentIn() {
    for (byte[] sample : samples()) {
      for (int level : new int[] {-5, 1, 2, 3, 5, 7, 9, 12, 15, 19, 22}) {
        byte[] packed = Zstd.compress(sample, level);
        Expanded expanded = expand("zstd", packed);
        assertThat(expanded.end())
            .as("level %d of %d", level, sample.length)
            .isEqualTo(Expander.End.WHOLE);
        assertThat(expanded.bytes()).isEqualTo(sample);
      }
    }
  }

  @Test
  void zstandardIsReadAsFarAsItCame() {
    byte[] sample = samples().get(5);
    byte[] packed = Zstd.compress(sample, 3);
    Expanded half = expand("zstd", Arrays.copyOf(packed, packed.length - 100));
    assertThat(half.end()).isEqualTo(Expander.End.TRUNCATED);
    assertThat(half.bytes().length).isGreaterThan(100_000);
    assertThat(sample).startsWith(half.bytes());
  }

  /** What the other decoder accepts must come out the same; what it refuses must do no harm. */
  @Test
  void brokenZstandardIsRefusedLikeElsewhere() {
    Random random = new Random(5);
    int refused = 0;
    for (byte[] sample : samples()) {
      byte[] start = Arrays.copyOf(sample, Math.min(sample.length, 5000));
      byte[] packed = Zstd.compress(start, 1 + random.nextInt(19));
      for (int i = 0; i < 600; i++) {
        byte[] mutant = packed.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
          mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Expanded ours = expand("zstd", mutant);
        byte[] theirs = zstd(mutant);
        if (theirs == null) {
          refused++;
        } else if (ours.end() == Expander.End.WHOLE) {
          // Bits behind the end of a stream are read differently; nobody relies on them.
          assertThat(ours.bytes()).hasSameSizeAs(theirs);
        } else {
          assertThat(ours.end()).isNotEqualTo(Expander.End.MALFORMED);
        }
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  private static byte[] zstd(byte[] packed) {
    byte[] out = new byte[2 << 20];
    try {
      long size = Zstd.decompressByteArray(out, 0, out.length, packed, 0, packed.length);
      return Zstd.isError(size) ? null : Arrays.copyOf(out, (int) size);
    } catch (ZstdException e) {
      return null;
    }
  }

  @Test
  void brotliOfEveryQualityComesOutAsItWentIn() throws IOException {
    Brotli4jLoader.ensureAvailability();
    for (byte[] sample : samples()) {
      for (int quality = 0; quality <= 11; quality++) {
        Encoder.Parameters parameters = new Encoder.Parameters().setQuality(quality).setWindow(18);
        Expanded expanded = expand("br", Encoder.compress(sample, parameters));
        assertThat(expanded.end()).isEqualTo(Expander.End.WHOLE);
        assertThat(expanded.bytes()).isEqualTo(sample);
      }
    }
  }

  @Test
  void brotliWithAHugeWindowIsNotRead() throws IOException {
    Brotli4jLoader.ensureAvailability();
    byte[] packed = Encoder.compress(samples().get(5), new Encoder.Parameters().setWindow(24));
    assertThat(expand("br", packed).end()).isIn(Expander.End.TOO_LARGE, Expander.End.WHOLE);
    assertThat(expand("br", new byte[] {0x0f, 1, 2, 3}).end()).isEqualTo(Expander.End.TOO_LARGE);
  }

  @Test
  void brokenBrotliDoesNoHarm() throws IOException {
    Brotli4jLoader.ensureAvailability();
    Random random = new Random(6);
    byte[] packed =
        Encoder.compress(samples().get(6), new Encoder.Parameters().setQuality(9).setWindow(18));
    for (int i = 0; i < 1500; i++) {
      byte[] mutant = Arrays.copyOf(packed, 1 + random.nextInt(packed.length));
      mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
      assertThat(expand("br", mutant).bytes().length).isLessThanOrEqualTo(WIDE.expandedBytes());
    }
  }

  @Test
  void gzipIsReadLikeJavaReadsIt() throws IOException {
    Random random = new Random(7);
    for (byte[] sample : samples()) {
      byte[] packed =
          MessageAssemblerTest.gzip(Arrays.copyOf(sample, Math.min(sample.length, 9000)));
      for (int i = 0; i < 1000; i++) {
        byte[] mutant = packed.clone();
        mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
        Expanded ours = expand("gzip", mutant);
        byte[] theirs = gunzip(mutant);
        if (theirs != null && ours.end() == Expander.End.WHOLE) {
          assertThat(ours.bytes()).isEqualTo(theirs);
        }
        assertThat(theirs == null || ours.end() != Expander.End.MALFORMED).isTrue();
      }
    }
  }

  private static byte[] gunzip(byte[] packed) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    } catch (IOException e) {
      return null;
    }
  }
}

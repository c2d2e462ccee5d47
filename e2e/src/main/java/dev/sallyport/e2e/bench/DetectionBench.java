// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import com.sun.management.ThreadMXBean;
import dev.sallyport.detection.data.secret.SecretRecogniser;
import dev.sallyport.detection.data.secret.SecretSink;
import dev.sallyport.detection.scan.HitSink;
import dev.sallyport.detection.scan.Pattern;
import dev.sallyport.detection.scan.PatternSet;
import dev.sallyport.detection.scan.ScanLimits;
import dev.sallyport.detection.scan.Scanner;
import dev.sallyport.detection.scan.StreamScan;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures what detection costs on one thread: the whole pass and its stages, the native engine
 * beside the one in pure Java, beside copying the same bytes. Rounds are interleaved, so that a
 * noisy neighbour hits all of them.
 */
public final class DetectionBench {
  private static final long SEED = 20261121;

  private DetectionBench() {}

  /** One thing to measure. */
  private record Stage(String name, Look look) {}

  /** Looks at one document. */
  private interface Look {
    void at(byte[] document);
  }

  /** Runs the benchmark; {@code --rounds N} (default 7), {@code --quick}, {@code --peer}. */
  public static void main(String[] arguments) {
    List<String> options = List.of(arguments);
    boolean quick = options.contains("--quick");
    int rounds = quick ? 3 : 7;
    if (options.contains("--rounds")) {
      rounds = Integer.parseInt(options.get(options.indexOf("--rounds") + 1));
    }
    List<byte[]> documents = Corpus.benign(SEED, quick ? 4_000_000 : 16_000_000);
    List<Stage> stages = stages();
    double[][] speeds = new double[stages.size()][rounds];
    double[] allocated = new double[stages.size()];
    for (Stage stage : stages) {
      long until = System.nanoTime() + (quick ? 1_000_000_000L : 2_500_000_000L);
      while (System.nanoTime() < until) {
        megabytesPerSecond(stage, documents, quick ? 50_000_000L : 100_000_000L);
      }
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < stages.size(); i++) {
        speeds[i][round] =
            megabytesPerSecond(stages.get(i), documents, quick ? 150_000_000L : 500_000_000L);
      }
    }
    for (int i = 0; i < stages.size(); i++) {
      allocated[i] = bytesPerDocument(stages.get(i), documents);
    }
    print(stages, documents, speeds, allocated, rounds);
    if (!options.contains("--no-peer")) {
      System.out.println(WafPeer.measure(quick ? 1 : 3));
    }
  }

  private static List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    byte[] target = new byte[32 << 20];
    int[] at = {0};
    stages.add(
        new Stage(
            "copy in memory",
            document -> {
              at[0] = at[0] + document.length > target.length ? 0 : at[0];
              System.arraycopy(document, 0, target, at[0], document.length);
              at[0] += document.length;
            }));
    add(stages, "best", SecretRecogniser.create());
    add(stages, "java", SecretRecogniser.create(PatternSet.Engine.JAVA, ScanLimits.DEFAULT));
    return stages;
  }

  private static void add(List<Stage> stages, String engine, SecretRecogniser recogniser) {
    System.out.println(
        engine
            + ": "
            + recogniser.engine()
            + ", "
            + recogniser.patterns().patterns().size()
            + " patterns, "
            + recogniser.patterns().literals()
            + " literals");
    HitSink nobody = (pattern, start, end, confidence) -> {};
    SecretSink noSecret = (rule, start, end, confidence) -> {};
    Scanner literals = literalsOnly(recogniser, engine).scanner();
    stages.add(
        new Stage(engine + ": literals", text -> literals.scan(text, 0, text.length, nobody)));
    stages.add(
        new Stage(
            engine + ": secrets (literals and confirmation)",
            text -> recogniser.find(text, 0, text.length, noSecret)));
    stages.add(
        new Stage(
            engine + ": secrets in streams of 1.5 KB pieces",
            text -> {
              try (StreamScan stream = recogniser.stream()) {
                for (int i = 0; i < text.length; i += 1_500) {
                  stream.feed(text, i, Math.min(text.length, i + 1_500), nobody);
                }
                stream.finish(nobody);
              }
            }));
  }

  /** The same literals with nothing to confirm. */
  private static PatternSet literalsOnly(SecretRecogniser recogniser, String engine) {
    List<Pattern> silent =
        recogniser.patterns().patterns().stream()
            .map(each -> new Pattern(each.id(), each.anchors(), 0, 0, window -> {}))
            .toList();
    return PatternSet.compile(
        silent,
        engine.equals("java") ? PatternSet.Engine.JAVA : PatternSet.Engine.BEST,
        ScanLimits.DEFAULT);
  }

  private static double megabytesPerSecond(Stage stage, List<byte[]> documents, long nanos) {
    long begun = System.nanoTime();
    long bytes = 0;
    long now = begun;
    for (int i = 0; now - begun < nanos; i++) {
      byte[] document = documents.get(i % documents.size());
      stage.look().at(document);
      bytes += document.length;
      if ((i & 15) == 15) {
        now = System.nanoTime();
      }
    }
    return bytes * 1e3 / (System.nanoTime() - begun);
  }

  private static double bytesPerDocument(Stage stage, List<byte[]> documents) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().threadId();
    long before = threads.getThreadAllocatedBytes(thread);
    for (byte[] document : documents) {
      stage.look().at(document);
    }
    return (threads.getThreadAllocatedBytes(thread) - before) / (double) documents.size();
  }

  private static void print(
      List<Stage> stages,
      List<byte[]> documents,
      double[][] speeds,
      double[] allocated,
      int rounds) {
    System.out.printf(
        Locale.ROOT,
        "%d benign documents, %.1f MB; median [min-max] of %d interleaved rounds, one thread%n",
        documents.size(),
        documents.stream().mapToLong(document -> document.length).sum() / 1e6,
        rounds);
    System.out.printf(
        Locale.ROOT, "%-48s %-24s %-20s %s%n", "", "MB/s", "share of copying", "bytes allocated");
    for (int i = 0; i < stages.size(); i++) {
      double[] shares = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        shares[round] = speeds[i][round] / speeds[0][round];
      }
      System.out.printf(
          Locale.ROOT,
          "%-48s %-24s %-20s %.1f per document%n",
          stages.get(i).name(),
          Spread.of(speeds[i]).text(0),
          Spread.of(shares).text(3),
          allocated[i]);
    }
  }
}

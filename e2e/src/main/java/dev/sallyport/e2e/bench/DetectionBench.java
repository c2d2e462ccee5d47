// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import com.sun.management.ThreadMXBean;
import dev.sallyport.detection.MessageInspector;
import dev.sallyport.detection.StandardData;
import dev.sallyport.detection.attack.AttackInspector;
import dev.sallyport.detection.attack.AttackLimits;
import dev.sallyport.detection.attack.Attacks;
import dev.sallyport.detection.data.CandidatePass;
import dev.sallyport.detection.data.CandidatePasses;
import dev.sallyport.detection.data.Candidates;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.ScalarCandidatePass;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.SensitiveDataScratch;
import dev.sallyport.detection.data.secret.SecretRecogniser;
import dev.sallyport.detection.data.secret.SecretSink;
import dev.sallyport.detection.scan.HitSink;
import dev.sallyport.detection.scan.Pattern;
import dev.sallyport.detection.scan.PatternSet;
import dev.sallyport.detection.scan.ScanLimits;
import dev.sallyport.detection.scan.Scanner;
import dev.sallyport.detection.scan.StreamScan;
import dev.sallyport.model.Content;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Message;
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
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private DetectionBench() {}

  /** What a document of the mix is, in the order of {@link Corpus#benign}. */
  private static final List<String> KINDS =
      List.of("JSON of APIs", "chat", "streams of events", "pages");

  /** One thing to measure. */
  private record Stage(String name, boolean whole, Look look) {}

  /** Looks at one document. */
  private interface Look {
    void at(Document document);
  }

  /**
   * A body, and the messages that carry it, made before so that they cost the stages nothing.
   *
   * @param sent JSON as a request, pages and streams of events as answers
   * @param asked all as requests
   */
  private record Document(Content body, Message sent, Message asked) {
    static Document of(Content body) {
      Message asked =
          new Message(Direction.FROM_CLIENT, "POST", "/v1/orders?page=2", 0, FIELDS, List.of(body));
      return new Document(
          body,
          body.form() == Content.Form.JSON
              ? asked
              : new Message(Direction.FROM_SERVER, "", "", 200, FIELDS, List.of(body)),
          asked);
    }

    int length() {
      return body.length();
    }
  }

  /**
   * Runs the benchmark; {@code --rounds N} (default 7), {@code --quick}, {@code --no-peer}. The
   * launcher's {@code --java} leaves the native engine out.
   */
  public static void main(String[] arguments) {
    List<String> options = List.of(arguments);
    boolean quick = options.contains("--quick");
    int rounds = quick ? 3 : 7;
    if (options.contains("--rounds")) {
      rounds = Integer.parseInt(options.get(options.indexOf("--rounds") + 1));
    }
    List<Document> documents =
        Corpus.benign(SEED, quick ? 4_000_000 : 16_000_000).stream().map(Document::of).toList();
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
    byKind(stages, documents, rounds, quick ? 50_000_000L : 200_000_000L);
    if (!options.contains("--no-peer")) {
      List<Content> json =
          documents.stream()
              .map(Document::body)
              .filter(each -> each.form() == Content.Form.JSON)
              .limit(20)
              .toList();
      System.out.println(WafPeer.measure(json, quick ? 1 : 3));
    }
  }

  private static List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    byte[] target = new byte[32 << 20];
    int[] at = {0};
    stages.add(
        new Stage(
            "copy in memory",
            false,
            document -> {
              at[0] = at[0] + document.length() > target.length ? 0 : at[0];
              System.arraycopy(document.body().bytes(), 0, target, at[0], document.length());
              at[0] += document.length();
            }));
    add(stages, "best", SecretRecogniser.create());
    add(stages, "java", SecretRecogniser.create(PatternSet.Engine.JAVA, ScanLimits.DEFAULT));
    candidates(stages, "candidates: byte by byte", new ScalarCandidatePass());
    candidates(stages, "candidates: " + CandidatePasses.description(), CandidatePasses.best());
    SensitiveData data = StandardData.sensitiveData(DataLimits.DEFAULT);
    SensitiveDataScratch scratch = data.scratch(Fingerprints.none());
    stages.add(
        new Stage(
            "sensitive data (structure, people, secrets)",
            true,
            text -> data.inspect(text.body(), scratch, sighting -> {})));
    AttackInspector attacks = new Attacks(AttackLimits.DEFAULT).inspector();
    stages.add(
        new Stage(
            "attacks in requests, leaks in answers",
            true,
            text -> attacks.inspect(text.sent(), finding -> {})));
    stages.add(
        new Stage(
            "attacks, as if all were requests",
            true,
            text -> attacks.inspect(text.asked(), finding -> {})));
    MessageInspector both = new MessageInspector(data, scratch, attacks);
    stages.add(
        new Stage(
            "all of it: sensitive data, attacks, leaks",
            true,
            text -> both.inspect(text.sent(), sighting -> {}, finding -> {})));
    return stages;
  }

  private static void candidates(List<Stage> stages, String name, CandidatePass pass) {
    Candidates found = new Candidates();
    stages.add(
        new Stage(
            name,
            false,
            text -> {
              found.clear();
              pass.find(text.body().bytes(), 0, text.length(), found);
            }));
  }

  private static final List<Message.Field> FIELDS =
      List.of(
          new Message.Field("Host", "api.shop.example"),
          new Message.Field("User-Agent", "shop-client/2.1"),
          new Message.Field("Accept", "application/json"));

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
        new Stage(
            engine + ": literals",
            false,
            text -> literals.scan(text.body().bytes(), 0, text.length(), nobody)));
    stages.add(
        new Stage(
            engine + ": secrets (literals and confirmation)",
            false,
            text -> recogniser.find(text.body().bytes(), 0, text.length(), noSecret)));
    stages.add(
        new Stage(
            engine + ": secrets in streams of 1.5 KB pieces",
            false,
            text -> {
              try (StreamScan stream = recogniser.stream()) {
                int length = text.length();
                for (int i = 0; i < length; i += 1_500) {
                  stream.feed(text.body().bytes(), i, Math.min(length, i + 1_500), nobody);
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

  /** By the processor time of the thread, so that others on the machine count less. */
  private static double megabytesPerSecond(Stage stage, List<Document> documents, long nanos) {
    long begun = THREADS.getCurrentThreadCpuTime();
    long bytes = 0;
    long now = begun;
    for (int i = 0; now - begun < nanos; i++) {
      Document document = documents.get(i % documents.size());
      stage.look().at(document);
      bytes += document.length();
      if ((i & 15) == 15) {
        now = THREADS.getCurrentThreadCpuTime();
      }
    }
    return bytes * 1e3 / (now - begun);
  }

  /** Each kind of document by itself, the stages in turns. */
  private static void byKind(
      List<Stage> all, List<Document> documents, int rounds, long nanosEach) {
    System.out.printf("%n%-48s %-20s %-24s %s%n", "by kind", "", "MB/s", "bytes allocated");
    List<Stage> stages = all.stream().filter(Stage::whole).toList();
    for (int kind = 0; kind < KINDS.size(); kind++) {
      List<Document> same = new ArrayList<>();
      for (int i = kind; i < documents.size(); i += KINDS.size()) {
        same.add(documents.get(i));
      }
      double[][] speeds = new double[stages.size()][rounds];
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < stages.size(); i++) {
          speeds[i][round] = megabytesPerSecond(stages.get(i), same, nanosEach);
        }
      }
      for (int i = 0; i < stages.size(); i++) {
        System.out.printf(
            Locale.ROOT,
            "%-48s %-20s %-24s %.1f per document%n",
            stages.get(i).name(),
            KINDS.get(kind),
            Spread.of(speeds[i]).text(0),
            bytesPerDocument(stages.get(i), same));
      }
    }
  }

  private static double bytesPerDocument(Stage stage, List<Document> documents) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (Document document : documents) {
      stage.look().at(document);
    }
    return (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) documents.size();
  }

  private static void print(
      List<Stage> stages,
      List<Document> documents,
      double[][] speeds,
      double[] allocated,
      int rounds) {
    System.out.printf(
        Locale.ROOT,
        "%d benign documents, %.1f MB; median [min-max] of %d interleaved rounds, one thread, by its processor time%n",
        documents.size(),
        documents.stream().mapToLong(Document::length).sum() / 1e6,
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

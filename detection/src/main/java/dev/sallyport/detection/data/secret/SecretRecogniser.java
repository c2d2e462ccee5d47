// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.HitSink;
import dev.sallyport.detection.scan.Pattern;
import dev.sallyport.detection.scan.PatternSet;
import dev.sallyport.detection.scan.ScanLimits;
import dev.sallyport.detection.scan.Scanner;
import dev.sallyport.detection.scan.StreamScan;

/**
 * Finds credentials in text. Shared by all threads: each gets working memory of its own at its
 * first call. Nothing is allocated for text without credentials.
 */
public final class SecretRecogniser {
  private final PatternSet patterns;
  private final ThreadLocal<Finder> finders;

  private SecretRecogniser(PatternSet patterns) {
    this.patterns = patterns;
    finders = ThreadLocal.withInitial(() -> new Finder(patterns.scanner()));
  }

  /** Returns a recogniser with all rules, on the best engine there is. */
  public static SecretRecogniser create() {
    return create(PatternSet.Engine.BEST, ScanLimits.DEFAULT);
  }

  /** Returns a recogniser with all rules, on an engine. */
  public static SecretRecogniser create(PatternSet.Engine engine, ScanLimits limits) {
    return new SecretRecogniser(PatternSet.compile(SecretRules.all(), engine, limits));
  }

  /**
   * Finds all credentials of one text.
   *
   * @param bytes holds it, UTF-8 or any superset of ASCII
   * @param from index of its first byte
   * @param to index behind its last byte
   * @return whether all that was found was handed out; false when there was more than is kept
   */
  public boolean find(byte[] bytes, int from, int to, SecretSink sink) {
    return finders.get().find(bytes, from, to, sink);
  }

  /**
   * Returns a search for the calling thread in a text that comes in pieces; to be closed. It sees a
   * window of about one kilobyte, so the ends of longer values are not known.
   */
  public StreamScan stream() {
    return finders.get().scanner.stream();
  }

  /** Returns in one line which engine runs and why. */
  public String engine() {
    return patterns.engine();
  }

  /** Returns the compiled rules. */
  public PatternSet patterns() {
    return patterns;
  }

  /** A scanner and the way from its hits to a sink, made once for each thread. */
  private static final class Finder {
    private static final SecretSink NOBODY = (rule, start, end, confidence) -> {};

    private final Scanner scanner;
    private final HitSink hits = this::hit;
    private SecretSink sink = NOBODY;

    Finder(Scanner scanner) {
      this.scanner = scanner;
    }

    boolean find(byte[] bytes, int from, int to, SecretSink secrets) {
      long droppedBefore = scanner.dropped();
      sink = secrets;
      scanner.scan(bytes, from, to, hits);
      sink = NOBODY;
      return scanner.dropped() == droppedBefore;
    }

    private void hit(Pattern pattern, long start, long end, double confidence) {
      sink.secret(pattern.id(), (int) start, (int) end, confidence);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import com.sun.management.ThreadMXBean;
import dev.sallyport.detection.StandardData;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Observation;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Vantage;
import dev.sallyport.node.enforce.DataRedactor;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.Editor;
import dev.sallyport.protocol.redaction.RedactionLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * Measures how fast answers of HTTP/1.1 go through redaction on one thread, by its processor time:
 * documents and events, with values in them and without, in pieces as a relay reads them.
 */
public final class RedactionBench {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int[] PIECES = {1460, 65536};
  private static final Attribution NOBODY =
      new Attribution(new Unidentified(Unidentified.Why.CLUSTER_ADDRESS_UNKNOWN), Proof.UNKNOWN);

  private RedactionBench() {}

  private record Case(String name, byte[] answer, int piece) {}

  private record Cost(double megabytesPerSecond, double bytesPerByte) {}

  /** Runs the benchmark; {@code --rounds N} (default 5), {@code --quick}. */
  public static void main(String[] arguments) {
    List<String> options = List.of(arguments);
    boolean quick = options.contains("--quick");
    int rounds = quick ? 3 : 5;
    if (options.contains("--rounds")) {
      rounds = Integer.parseInt(options.get(options.indexOf("--rounds") + 1));
    }
    SensitiveData data = StandardData.sensitiveData(DataLimits.DEFAULT);
    DataRedactor redactor = new DataRedactor(data, RedactionLimits.DEFAULT);
    List<Case> cases =
        Arrays.stream(PIECES)
            .boxed()
            .flatMap(
                piece ->
                    java.util.stream.Stream.of(
                        new Case("JSON, a card and an address in each row", json(true), piece),
                        new Case("JSON without values", json(false), piece),
                        new Case("events of a model, values split over them", events(true), piece),
                        new Case("events of a model without values", events(false), piece)))
            .toList();
    double[][] speeds = new double[cases.size()][rounds];
    double[] allocated = new double[cases.size()];
    long nanos = quick ? 150_000_000L : 600_000_000L;
    cases.forEach(each -> cost(redactor, each, 2 * nanos));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < cases.size(); i++) {
        Cost cost = cost(redactor, cases.get(i), nanos);
        speeds[i][round] = cost.megabytesPerSecond();
        allocated[i] = cost.bytesPerByte();
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%n%-46s %10s %18s %22s%n",
        "redaction",
        "read at",
        "MB/s (median)",
        "allocated per byte");
    for (int i = 0; i < cases.size(); i++) {
      Arrays.sort(speeds[i]);
      System.out.printf(
          Locale.ROOT,
          "%-46s %8d B %10.1f (%.1f-%.1f) %15.1f B%n",
          cases.get(i).name(),
          cases.get(i).piece(),
          speeds[i][rounds / 2],
          speeds[i][0],
          speeds[i][rounds - 1],
          allocated[i]);
    }
  }

  private static Cost cost(DataRedactor redactor, Case each, long nanos) {
    long thread = Thread.currentThread().threadId();
    long allocatedBefore = THREADS.getThreadAllocatedBytes(thread);
    long before = THREADS.getCurrentThreadCpuTime();
    long bytes = 0;
    long passed = 0;
    while (THREADS.getCurrentThreadCpuTime() - before < nanos) {
      passed += run(redactor, each);
      bytes += each.answer().length;
    }
    if (passed != bytes) {
      throw new IllegalStateException("expected " + bytes + " bytes to pass, got " + passed);
    }
    double seconds = (THREADS.getCurrentThreadCpuTime() - before) / 1e9;
    long allocated = THREADS.getThreadAllocatedBytes(thread) - allocatedBefore;
    return new Cost(bytes / 1e6 / seconds, (double) allocated / bytes);
  }

  private static long run(DataRedactor redactor, Case each) {
    Editing editing =
        redactor
            .redacted(
                Protocol.HTTP1,
                new Observation.RequestHead(
                    0, 0, 0, new HttpOperation("GET", "/", Protocol.HTTP1, ""), "", "/"),
                new Conversation(NOBODY, NOBODY, 80, CaptureTier.NODE, Vantage.SERVER),
                List.of(
                    new Redaction(
                        Set.of(DataClass.CREDIT_CARD, DataClass.EMAIL_ADDRESS, DataClass.SECRET),
                        Set.of(),
                        Redaction.Method.MASK)),
                OnFailure.OPEN)
            .editing();
    if (!(editing instanceof Editing.Bytes sides) || sides.answer().isEmpty()) {
      throw new IllegalStateException("expected answers of HTTP/1.1 to be edited");
    }
    Editor editor = sides.answer().get();
    long[] passed = {0};
    Editor.Out out =
        bytes -> {
          passed[0] += bytes.readableBytes();
          bytes.release();
        };
    ByteBuf answer = Unpooled.wrappedBuffer(each.answer());
    while (answer.isReadable()) {
      editor.edit(answer.readSlice(Math.min(each.piece(), answer.readableBytes())), out);
    }
    editor.end(out);
    return passed[0];
  }

  private static byte[] json(boolean values) {
    Random random = new Random(7);
    StringBuilder rows = new StringBuilder("[");
    for (int i = 0; i < 2_000; i++) {
      rows.append(i == 0 ? "" : ",")
          .append("{\"id\":")
          .append(random.nextInt(1_000_000))
          .append(
              ",\"name\":\"Green tea, second harvest\",\"price\":12.50,\"tags\":[\"tea\",\"new\"]")
          .append(",\"card\":\"")
          .append(values ? "4111 1111 1111 1111" : "on file")
          .append("\",\"email\":\"")
          .append(values ? "jane.doe@example.com" : "on file")
          .append("\",\"note\":\"Leave it with the neighbours, thank you very much indeed\"}");
    }
    return answer("application/json", rows.append(']').toString());
  }

  private static byte[] events(boolean values) {
    String[] words =
        (values
                ? "The card of the customer is 41|11 11|11 1111| 1111 and |her address| jane.d|oe@exam|ple.com, |so much|is known "
                : "The| tea| of| the| second| harvest| is| what| we| would| recommend| to| you| today| and ")
            .split("\\|");
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      events
          .append(
              "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\"")
          .append(",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"")
          .append(words[i % words.length])
          .append("\"},\"finish_reason\":null}]}\n\n");
    }
    return answer("text/event-stream", events.append("data: [DONE]\n\n").toString());
  }

  private static byte[] answer(String type, String body) {
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    return (head + body).getBytes(StandardCharsets.ISO_8859_1);
  }
}

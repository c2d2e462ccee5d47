// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.proof.Sufficiency;
import dev.sallyport.policy.proof.Trial;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.DeclaredViews;
import dev.sallyport.wire.api.LedgerHeaderView;
import dev.sallyport.wire.api.LedgerLineView;
import dev.sallyport.wire.api.LedgerNames;
import dev.sallyport.wire.api.LedgerViews;
import dev.sallyport.wire.kube.PolicySpecs;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What happened, read from the control program or from a file that was exported.
 *
 * @param header what exists, and when that was so
 * @param lines what happened
 * @param skipped lines that this version cannot read
 */
record LedgerSource(LedgerHeaderView header, List<LedgerLine> lines, int skipped) {
  private static final int GZIP = 0x1f;

  /** Asks the control program. */
  static LedgerSource ask(ControlClient client, @Nullable String since) {
    String path = since == null ? "ledger" : "ledger?since=" + since;
    try {
      return read(new ByteArrayInputStream(client.bytes(path)), "the answer", null);
    } catch (IOException e) {
      throw new CommandFailure(CommandFailure.UNAVAILABLE, "ledger: " + e.getMessage());
    }
  }

  /** Reads an exported file, packed or not; times before its export count from the export. */
  static LedgerSource file(Path file, @Nullable String since) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(unpacked(in), file.toString(), since);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE, "--ledger: no such file: " + e.getFile());
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE, "--ledger: " + file + " is not readable: " + e.getMessage());
    }
  }

  /** Returns the moment up to which this tells what happened. */
  Instant now() {
    return header.exportedAt();
  }

  /** Returns workloads that existed then. */
  List<Workload> existing() {
    return header.workloads().stream()
        .map(each -> LedgerNames.party(each.workload()))
        .flatMap(Optional::stream)
        .filter(Workload.class::isInstance)
        .map(Workload.class::cast)
        .toList();
  }

  /** Returns policies that were in force then. */
  List<Policy> living() {
    return header.policies().stream()
        .flatMap(each -> PolicySpecs.readResolved(each.toString()).policy().stream())
        .toList();
  }

  /** Returns the question about policies at that time. */
  Trial trial(List<Policy> policies, boolean alone, Sufficiency sufficiency) {
    return new Trial(
        policies,
        alone ? List.of() : living(),
        sufficiency,
        Optional.of(now()),
        existing(),
        DeclaredViews.probes(header.workloads()));
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    PushbackInputStream begun = new PushbackInputStream(in, 1);
    int first = begun.read();
    if (first >= 0) {
      begun.unread(first);
    }
    return first == GZIP ? new GZIPInputStream(begun) : begun;
  }

  private static LedgerSource read(InputStream in, String what, @Nullable String since)
      throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    LedgerHeaderView header = header(reader.readLine(), what);
    Instant from =
        since == null ? Instant.EPOCH : header.exportedAt().minus(duration("--since", since));
    List<LedgerLine> lines = new ArrayList<>();
    int skipped = 0;
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      Optional<LedgerLine> line =
          text.isBlank()
              ? Optional.empty()
              : LedgerViews.line(ApiJson.mapper().readValue(text, LedgerLineView.class));
      if (line.isPresent() && line.get().until().isAfter(from)) {
        lines.add(line.get());
      }
      skipped += line.isEmpty() && !text.isBlank() ? 1 : 0;
    }
    return new LedgerSource(header, lines, skipped);
  }

  private static LedgerHeaderView header(@Nullable String first, String what) {
    try {
      LedgerHeaderView header =
          first == null ? null : ApiJson.mapper().readValue(first, LedgerHeaderView.class);
      if (header != null && header.sallyportLedger() == LedgerHeaderView.FORMAT) {
        return header;
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      // Said below.
    }
    throw new CommandFailure(
        CommandFailure.WRONG_USAGE,
        what + " is no exported ledger (expected: what `sallyport ledger export` writes)");
  }

  /** Reads {@code 90s}, {@code 15m}, {@code 2h} or {@code 7d}. */
  static Duration duration(String option, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    try {
      return Duration.parse(lower.endsWith("d") ? "p" + lower : "pt" + lower);
    } catch (DateTimeParseException e) {
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE,
          option + ": '" + text + "' (expected: a duration such as 90s, 15m, 2h or 7d)");
    }
  }
}

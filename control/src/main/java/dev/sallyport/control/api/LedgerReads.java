// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.control.access.Scope;
import dev.sallyport.control.store.Ledger;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Policy;
import dev.sallyport.policy.PolicyProblem;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.proof.Simulation;
import dev.sallyport.policy.proof.Sufficiency;
import dev.sallyport.policy.proof.Trial;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.DeclaredViews;
import dev.sallyport.wire.api.LedgerHeaderView;
import dev.sallyport.wire.api.LedgerViews;
import dev.sallyport.wire.api.SimulationRequest;
import dev.sallyport.wire.api.SimulationView;
import dev.sallyport.wire.api.SimulationViews;
import dev.sallyport.wire.kube.PolicySpecs;
import dev.sallyport.wire.kube.Read;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the API says of what happened, and of what policies would have done. */
final class LedgerReads {
  /** Most bytes of policies in one question; a thousand policies of usual length. */
  static final long REQUEST_BYTES_MAX = 4L << 20;

  private static final MediaType LINES = MediaType.parse("application/x-ndjson");
  private static final int CHUNK = 64 << 10;

  private final LedgerParts parts;
  private final InstantSource clock;

  LedgerReads(LedgerParts parts, InstantSource clock) {
    this.parts = parts;
    this.clock = clock;
  }

  /** Streams the ledger, a line of JSON for each of its lines. */
  HttpResponse export(ServiceRequestContext context, HttpRequest request) {
    Instant now = clock.instant();
    Instant since = since(context.queryParams().get("since"), now);
    Scope scope = Gate.access(context).scope();
    LedgerHeaderView header =
        new LedgerHeaderView(
            LedgerHeaderView.FORMAT,
            now,
            CutDown.declared(parts.workloads().get(), scope),
            parts.living().get().stream()
                .filter(each -> scope.holds(each.id().namespace()))
                .<JsonNode>map(PolicySpecs::write)
                .toList());
    HttpResponseWriter out = HttpResponse.streaming();
    context.clearRequestTimeout();
    Thread.ofVirtual()
        .name("ledger-export")
        .start(() -> write(out, header, scope, since, now.plus(Duration.ofHours(1))));
    return out;
  }

  /** Tells what policies would have done. */
  HttpResponse simulate(ServiceRequestContext context, HttpRequest request) {
    SimulationRequest asked;
    try {
      String body = request.aggregate().join().contentUtf8();
      asked = ApiJson.mapper().readValue(body, SimulationRequest.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the body is no question (expected: {\"policies\": [GuardPolicy, …]}): "
              + e.getOriginalMessage(),
          e);
    }
    List<Policy> policies = policies(asked);
    PolicySet set = PolicySet.compile(policies);
    if (!set.problems().isEmpty()) {
      throw new IllegalArgumentException(
          String.join("; ", set.problems().stream().map(PolicyProblem::toString).toList()));
    }
    Instant now = clock.instant();
    Scope scope = Gate.access(context).scope();
    try {
      Trial trial =
          trial(policies, Boolean.TRUE.equals(asked.alone()), sufficiency(asked), scope, now);
      return JsonBody.of(simulated(trial, lines(scope, since(asked.since(), now), now)))
          .answer(request);
    } catch (Ledger.Unavailable e) {
      return unavailable(e);
    }
  }

  /**
   * Returns the question about policies in this cluster. Others that act are asked whatever their
   * namespace, since they decide on the caller's exchanges as well.
   */
  Trial trial(
      List<Policy> policies, boolean alone, Sufficiency sufficiency, Scope scope, Instant now) {
    return new Trial(
        policies,
        alone ? List.of() : parts.living().get(),
        sufficiency,
        Optional.of(now),
        parts.existing().get().stream().filter(scope::holds).toList(),
        DeclaredViews.probes(parts.workloads().get()));
  }

  static SimulationView simulated(Trial trial, List<LedgerLine> lines) {
    return SimulationViews.of(Simulation.of(trial, lines.stream()), trial);
  }

  List<LedgerLine> lines(Scope scope, Instant since, Instant now) throws Ledger.Unavailable {
    List<LedgerLine> lines = new ArrayList<>();
    parts
        .ledger()
        .read(
            since,
            now.plus(Duration.ofHours(1)),
            line -> {
              if (CutDown.touches(scope, line)) {
                lines.add(line);
              }
            });
    return lines;
  }

  static HttpResponse unavailable(Ledger.Unavailable why) {
    return Problems.of(
        HttpStatus.SERVICE_UNAVAILABLE,
        "no-ledger",
        "The ledger is not available",
        why.getMessage() + "; /api/v1/status says how the database is");
  }

  static Instant since(@Nullable String text, Instant now) {
    return text == null || text.isEmpty() ? Instant.EPOCH : now.minus(Selection.duration(text));
  }

  private List<Policy> policies(SimulationRequest asked) {
    if (asked.policies().isEmpty()) {
      throw new IllegalArgumentException("policies: none (expected: at least one)");
    }
    List<Policy> policies = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    asked
        .policies()
        .forEach(
            object -> {
              Read read = PolicySpecs.read(object, parts.surroundings());
              read.policy().ifPresent(policies::add);
              read.problems().forEach(each -> problems.add(each.toString()));
            });
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return policies;
  }

  private static Sufficiency sufficiency(SimulationRequest asked) {
    Integer age = asked.ageDays();
    Integer days = asked.seenDays();
    return new Sufficiency(
        age == null ? Sufficiency.DEFAULT.age() : Duration.ofDays(age),
        days == null ? Sufficiency.DEFAULT.days() : days);
  }

  private void write(
      HttpResponseWriter out, LedgerHeaderView header, Scope scope, Instant since, Instant until) {
    StringBuilder chunk = new StringBuilder(CHUNK + 1024);
    boolean[] begun = new boolean[1];
    try {
      append(chunk, header);
      parts
          .ledger()
          .read(
              since,
              until,
              line -> {
                if (CutDown.touches(scope, line)) {
                  append(chunk, LedgerViews.of(CutDown.line(line, scope)));
                }
                if (chunk.length() >= CHUNK) {
                  flush(out, chunk, begun);
                }
              });
      flush(out, chunk, begun);
      out.close();
    } catch (Ledger.Unavailable | RuntimeException e) {
      if (begun[0]) {
        out.close(e);
      } else {
        out.write(ResponseHeaders.of(HttpStatus.SERVICE_UNAVAILABLE));
        out.close();
      }
    }
  }

  private static void flush(HttpResponseWriter out, StringBuilder chunk, boolean[] begun) {
    if (!begun[0]) {
      out.write(ResponseHeaders.builder(HttpStatus.OK).contentType(LINES).build());
      begun[0] = true;
    }
    out.write(HttpData.wrap(chunk.toString().getBytes(StandardCharsets.UTF_8)));
    chunk.setLength(0);
    out.whenConsumed().join();
  }

  private static void append(StringBuilder chunk, Object line) {
    try {
      chunk.append(ApiJson.mapper().writeValueAsString(line)).append('\n');
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}

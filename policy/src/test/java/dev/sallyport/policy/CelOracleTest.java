// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.cel.common.CelOptions;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Finding;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Place;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Severity;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Holds our expressions against the language's own runtime; the repetition is the seed. */
class CelOracleTest {
  private static final int EXPRESSIONS = 80;
  private static final CelOptions OPTIONS =
      CelOptions.current().enableHeterogeneousNumericComparisons(true).build();
  private static final Map<String, CelType> TYPES = types();
  private static final CelCompiler COMPILER = compiler();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

  private static Map<String, CelType> types() {
    Map<String, CelType> types = new LinkedHashMap<>();
    for (String end : List.of("source.", "target.")) {
      for (String text : List.of("namespace", "name", "kind", "serviceAccount")) {
        types.put(end + text, SimpleType.STRING);
      }
      types.put(end + "labels", MapType.create(SimpleType.STRING, SimpleType.STRING));
    }
    for (String text :
        List.of(
            "request.method",
            "request.path",
            "request.host",
            "operation.verb",
            "operation.subject",
            "operation.protocol")) {
      types.put(text, SimpleType.STRING);
    }
    types.put("connection.port", SimpleType.INT);
    types.put("data.classes", ListType.create(SimpleType.STRING));
    types.put("data.sent", ListType.create(SimpleType.STRING));
    types.put("data.answered", ListType.create(SimpleType.STRING));
    types.put("attack.score", SimpleType.DOUBLE);
    types.put("attack.families", ListType.create(SimpleType.STRING));
    types.put("now", SimpleType.TIMESTAMP);
    types.put("now.hour", SimpleType.INT);
    types.put("now.minute", SimpleType.INT);
    types.put("now.dayOfWeek", SimpleType.INT);
    return types;
  }

  private static CelCompiler compiler() {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(dev.cel.parser.CelStandardMacro.STANDARD_MACROS)
            .setResultType(SimpleType.BOOL);
    TYPES.forEach(builder::addVar);
    return builder.build();
  }

  @RepeatedTest(20)
  void expressionsMeanWhatTheLanguageSays(RepetitionInfo info) throws Exception {
    Random random = new Random(info.getCurrentRepetition());
    int compared = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
      String expression = new Writer(random).test(3);
      CelRuntime.Program program = RUNTIME.createProgram(COMPILER.compile(expression).getAst());
      Test here = WhenLowering.lower(expression, true);
      Test there = WhenLowering.lower(expression, false);
      for (int j = 0; j < 4; j++) {
        Sample sample = Sample.of(random);
        Object expected;
        try {
          expected = program.eval(sample.values());
        } catch (CelEvaluationException e) {
          // A label that is absent is an error there, and empty here.
          assertThat(expression).contains("labels");
          continue;
        }
        compared++;
        Truth truth = Truth.of((Boolean) expected);
        assertThat(here.bind(sample.ends).of(sample.known)).as(expression).isEqualTo(truth);
        assertThat(there.bind(sample.ends).of(sample.known)).as(expression).isEqualTo(truth);
        Truth early = here.bind(sample.ends).of(sample.head());
        assertThat(early == Truth.UNKNOWN || early == truth).as(expression).isTrue();
      }
    }
    assertThat(compared).isGreaterThan(EXPRESSIONS * 2);
  }

  /** An exchange, as we and as the language see it. */
  private record Sample(Ends ends, Known known) {
    static Sample of(Random random) {
      Workload source = workload(random);
      Workload target = workload(random);
      Instant at = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(365 * 86_400));
      Known head =
          Known.connection(Protocol.TCP, at)
              .called(
                  new HttpOperation(pick(random, "GET", "POST"), "/a", Protocol.HTTP1),
                  pick(random, "a.example", "b.example"),
                  pick(random, "/", "/a", "/a/b", "/b/\u00c3\u00a4"));
      List<Seen> seen = new ArrayList<>();
      List<Shown> shown = new ArrayList<>();
      for (Direction direction : Direction.values()) {
        if (random.nextBoolean()) {
          seen.add(
              new Seen(
                  direction, random.nextBoolean() ? DataClass.CREDIT_CARD : DataClass.IBAN_CODE));
        }
        if (random.nextBoolean()) {
          shown.add(
              new Shown(
                  direction,
                  new Finding.AttackAttempt(
                      "x",
                      random.nextBoolean()
                          ? AttackFamily.SQL_INJECTION
                          : AttackFamily.PATH_TRAVERSAL,
                      Severity.HIGH,
                      random.nextInt(5) / 4.0,
                      Place.of(Place.Part.QUERY),
                      "")));
        }
      }
      return new Sample(
          new Ends(source, target, random.nextBoolean() ? 80 : 8080), head.answered(seen, shown));
    }

    /** The same before anything of its content is known whole. */
    Known head() {
      return Known.connection(Protocol.TCP, known.at())
          .called(known.operation(), known.host(), known.path().raw())
          .with(known.seen(), known.findings());
    }

    Map<String, Object> values() {
      Map<String, Object> values = new HashMap<>();
      put(values, "source.", (Workload) ends.source());
      put(values, "target.", (Workload) ends.target());
      HttpOperation http = (HttpOperation) known.operation();
      values.put("request.method", http.method());
      values.put("request.path", known.path().readings().getFirst());
      values.put("request.host", known.host());
      values.put("operation.verb", http.method());
      values.put("operation.subject", "/a");
      values.put("operation.protocol", "http");
      values.put("connection.port", (long) ends.port());
      values.put("data.classes", classes(Set.of(Direction.values())));
      values.put("data.sent", classes(Set.of(Direction.FROM_CLIENT)));
      values.put("data.answered", classes(Set.of(Direction.FROM_SERVER)));
      double score = 0;
      Set<String> families = new LinkedHashSet<>();
      for (Shown each : known.findings()) {
        if (each.direction() == Direction.FROM_CLIENT) {
          Finding.AttackAttempt attack = (Finding.AttackAttempt) each.finding();
          score = Math.max(score, attack.score());
          families.add(attack.family().name());
        }
      }
      values.put("attack.score", score);
      values.put("attack.families", List.copyOf(families));
      values.put("now", Timestamp.newBuilder().setSeconds(known.at().getEpochSecond()).build());
      values.put("now.hour", Math.floorMod(known.at().getEpochSecond() / 3600, 24L));
      values.put("now.minute", known.at().getEpochSecond() / 60 % 60);
      // The first of January 1970 was a Thursday.
      values.put("now.dayOfWeek", (known.at().getEpochSecond() / 86_400 + 4) % 7);
      return values;
    }

    private List<String> classes(Set<Direction> directions) {
      return known.seen().stream()
          .filter(each -> directions.contains(each.direction()))
          .map(each -> each.dataClass().name())
          .distinct()
          .toList();
    }

    private static void put(Map<String, Object> values, String end, Workload workload) {
      values.put(end + "namespace", workload.namespace());
      values.put(end + "name", workload.name());
      values.put(end + "kind", workload.kind());
      values.put(end + "serviceAccount", workload.serviceAccount());
      values.put(end + "labels", Map.copyOf(workload.labels()));
    }

    private static Workload workload(Random random) {
      Map<String, String> labels = new TreeMap<>();
      labels.put("app", pick(random, "a", "b"));
      if (random.nextBoolean()) {
        labels.put("tier", pick(random, "a", "ab"));
      }
      return new Workload(
          pick(random, "a", "ab"),
          pick(random, "Deployment", "Job"),
          pick(random, "a", "b"),
          pick(random, "a", "default"),
          new TreeMap<>(labels));
    }
  }

  private static String pick(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }

  /** Writes random expressions of the vocabulary. */
  private record Writer(Random random) {
    String test(int depth) {
      if (depth == 0) {
        return atom();
      }
      return switch (random.nextInt(9)) {
        case 0 -> "(" + test(depth - 1) + " && " + test(depth - 1) + ")";
        case 1 -> test(depth - 1) + " || " + atom();
        case 2 -> atom() + " && " + test(depth - 1);
        case 3 -> "!(" + test(depth - 1) + ")";
        case 4 -> "(" + test(depth - 1) + " ? " + test(depth - 1) + " : " + test(depth - 1) + ")";
        case 5 -> "(" + test(depth - 1) + ") == (" + test(depth - 1) + ")";
        case 6 -> "(" + test(depth - 1) + ") != (" + test(depth - 1) + ")";
        default -> atom();
      };
    }

    private String atom() {
      return switch (random.nextInt(12)) {
        case 0 -> text() + pick(random, " == ", " != ", " < ", " <= ", " > ", " >= ") + text();
        case 1 ->
            text()
                + pick(random, ".startsWith(", ".endsWith(", ".contains(")
                + pick(random, "'a'", "\"/\"", "r'/a'", "'\\u00e4'", "''")
                + ")";
        case 2 -> text() + " in " + pick(random, "['a', 'GET']", "['b']", "[]");
        case 3 -> whole() + pick(random, " == ", " < ", " >= ", " != ", " <= ", " > ") + whole();
        case 4 -> whole() + " in [0, 6, 80]";
        case 5 ->
            "attack.score"
                + pick(random, " < ", " <= ", " > ", " >= ", " == ")
                + pick(random, "0.5", "0.75", "1e0", "0.0");
        case 6 -> pick(random, "1", "0") + pick(random, " <= ", " < ") + "attack.score";
        case 7 ->
            pick(random, "'CREDIT_CARD'", "'IBAN_CODE'")
                + " in "
                + pick(random, "data.classes", "data.sent", "data.answered");
        case 8 -> pick(random, "'SQL_INJECTION'", "'SCANNER'") + " in attack.families";
        case 9 ->
            pick(random, "'tier' in ", "'app' in ")
                + pick(random, "source.labels", "target.labels");
        case 10 ->
            pick(random, "has(source.labels.tier)", "has(target.labels.app)", "true", "false");
        default ->
            pick(
                random,
                "now < timestamp('2026-06-01T00:00:00Z')",
                "timestamp('2026-03-01T12:00:00+02:00') <= now",
                "now != timestamp('2026-03-01T12:00:00Z')");
      };
    }

    private String text() {
      return pick(
          random,
          "source.name",
          "source.namespace",
          "source.serviceAccount",
          "target.kind",
          "target.name",
          "source.labels['app']",
          "target.labels[\"tier\"]",
          "source.labels.tier",
          "request.method",
          "request.path",
          "request.host",
          "operation.verb",
          "operation.subject",
          "'a'",
          "'ab'",
          "'/a'");
    }

    private String whole() {
      return pick(
          random,
          "connection.port",
          "now.hour",
          "now.minute",
          "now.dayOfWeek",
          "now.getHours()",
          "now.getHours('Europe/Berlin')",
          "now.getMinutes('+05:30')",
          "now.getDayOfWeek('America/New_York')",
          "now.getDate()",
          "now.getDayOfMonth()",
          "now.getDayOfYear()",
          "now.getMonth()",
          "now.getFullYear()",
          "now.getSeconds()",
          "size(request.path)",
          "request.path.size()",
          "size(data.classes)",
          "size(source.labels)",
          "80",
          "-1",
          "12");
    }
  }
}

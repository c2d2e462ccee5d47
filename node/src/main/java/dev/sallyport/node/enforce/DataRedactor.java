// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.util.Objects.requireNonNull;

import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.SensitiveDataScratch;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Observation;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Redaction;
import dev.sallyport.protocol.HeadView;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.gate.BodyEditor;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.UneditableException;
import dev.sallyport.protocol.http.Http1Editor;
import dev.sallyport.protocol.redaction.BodyRedactor;
import dev.sallyport.protocol.redaction.Redacting;
import dev.sallyport.protocol.redaction.RedactionLimits;
import dev.sallyport.protocol.redaction.Replacement;
import dev.sallyport.protocol.redaction.TokenTable;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Replaces sensitive data in exchanges. Safe for use by many threads. */
public final class DataRedactor implements Redactor {
  private static final int TOKENS_MAX = 1024;

  private final SensitiveData data;
  private final RedactionLimits limits;
  private final ThreadLocal<SensitiveDataScratch> scratch;
  private final SecureRandom random = new SecureRandom();
  private final Map<DataClass, LongAdder> replaced = new EnumMap<>(DataClass.class);
  private final LongAdder unlooked = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /**
   * Makes one.
   *
   * @param data finds what is to be replaced
   * @param limits bounds of each body
   */
  public DataRedactor(SensitiveData data, RedactionLimits limits) {
    this.data = requireNonNull(data, "data");
    this.limits = requireNonNull(limits, "limits");
    this.scratch = ThreadLocal.withInitial(() -> data.scratch(Fingerprints.none()));
    for (DataClass each : DataClass.values()) {
      replaced.put(each, new LongAdder());
    }
  }

  /** Returns counts by name: values replaced of each class, and what could not be looked at. */
  public Map<String, Long> counters() {
    Map<String, Long> counters = new TreeMap<>();
    replaced.forEach(
        (dataClass, count) -> {
          if (count.sum() > 0) {
            counters.put(
                "redacted_" + dataClass.name().toLowerCase(Locale.ROOT) + "_values", count.sum());
          }
        });
    counters.put("redaction_unlooked", unlooked.sum());
    counters.put("redaction_refused", refused.sum());
    return counters;
  }

  @Override
  public Editing editing(
      Protocol protocol,
      Observation.RequestHead head,
      Conversation conversation,
      List<Redaction> redactions) {
    return editing(protocol, head, conversation, redactions, OnFailure.OPEN);
  }

  @Override
  public Editing editing(
      Protocol protocol,
      Observation.RequestHead head,
      Conversation conversation,
      List<Redaction> redactions,
      OnFailure onFailure) {
    boolean failsClosed = onFailure == OnFailure.CLOSED;
    return switch (protocol) {
      case HTTP1 -> http1(head, new Bodies(redactions, failsClosed));
      case HTTP2, GRPC -> new Editing.Bodies(new Bodies(redactions, failsClosed));
      case WEBSOCKET,
          POSTGRESQL,
          MYSQL,
          REDIS,
          MONGODB,
          KAFKA,
          AMQP,
          MQTT,
          DNS,
          SMTP,
          SSH,
          TLS,
          TCP ->
          Editing.NONE;
    };
  }

  private static Editing http1(Observation.RequestHead head, Bodies bodies) {
    String method = head.operation() instanceof HttpOperation http ? http.method() : "";
    return new Editing.Bytes(
        Optional.of(new Http1Editor(Direction.FROM_CLIENT, method, bodies, ProtocolLimits.DEFAULT)),
        bodies.editsAnswers()
            ? Optional.of(
                new Http1Editor(Direction.FROM_SERVER, method, bodies, ProtocolLimits.DEFAULT))
            : Optional.empty());
  }

  /** What is done to the bodies of one exchange. */
  private final class Bodies implements Editing.BodyEditors {
    private final Redacting request;
    private final Redacting answer;
    private final Set<DataClass> inRequest;
    private final Set<DataClass> inAnswer;
    private final boolean tokens;

    Bodies(List<Redaction> redactions, boolean failsClosed) {
      inRequest = classes(redactions, Direction.FROM_CLIENT, false);
      inAnswer = classes(redactions, Direction.FROM_SERVER, false);
      Set<DataClass> tokensInRequest = classes(redactions, Direction.FROM_CLIENT, true);
      tokens = !tokensInRequest.isEmpty();
      TokenTable table = new TokenTable(random, TOKENS_MAX);
      request =
          counted(
              new Redacting(
                  finder(inRequest), replacement(table, tokensInRequest), limits, failsClosed));
      // What stands for values of the answer leads back to nothing.
      Replacement own =
          replacement(
              new TokenTable(random, TOKENS_MAX), classes(redactions, Direction.FROM_SERVER, true));
      answer =
          counted(
              tokens
                  ? table.restoring(finder(inAnswer), own, limits, failsClosed)
                  : new Redacting(finder(inAnswer), own, limits, failsClosed));
    }

    @Override
    public boolean editsAnswers() {
      return tokens || !inAnswer.isEmpty();
    }

    @Override
    public Optional<BodyEditor> editor(Direction direction, HeadView head) {
      boolean client = direction == Direction.FROM_CLIENT;
      if (client ? inRequest.isEmpty() : !editsAnswers()) {
        return Optional.empty();
      }
      try {
        return BodyRedactor.of(client ? request : answer, head);
      } catch (UneditableException e) {
        refused.increment();
        throw e;
      }
    }

    private SightingFinder finder(Set<DataClass> classes) {
      return new SightingFinder(data, scratch.get(), classes);
    }
  }

  private Redacting counted(Redacting redacting) {
    return redacting.counting(
        dataClass -> requireNonNull(replaced.get(dataClass)).increment(), unlooked::increment);
  }

  /** Returns the classes replaced in a direction; only those replaced by tokens if asked so. */
  private static Set<DataClass> classes(
      List<Redaction> redactions, Direction direction, boolean tokensOnly) {
    Set<DataClass> classes = EnumSet.noneOf(DataClass.class);
    for (Redaction each : redactions) {
      if (each.covers(direction) && (!tokensOnly || each.method() == Redaction.Method.TOKEN)) {
        classes.addAll(each.classes());
      }
    }
    return classes;
  }

  private static Replacement replacement(TokenTable table, Set<DataClass> tokens) {
    return (dataClass, value, number) ->
        (tokens.contains(dataClass) ? table : Replacement.MASKS).replace(dataClass, value, number);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.util.Objects.requireNonNull;

import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.SensitiveDataScratch;
import dev.sallyport.detection.text.TextLimits;
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
import dev.sallyport.protocol.gate.Editor;
import dev.sallyport.protocol.gate.UneditableException;
import dev.sallyport.protocol.http.Http1Editor;
import dev.sallyport.protocol.redaction.BodyRedactor;
import dev.sallyport.protocol.redaction.MysqlRedactor;
import dev.sallyport.protocol.redaction.PostgresRedactor;
import dev.sallyport.protocol.redaction.RedactionLimits;
import dev.sallyport.protocol.redaction.WebSocketRedactor;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Replaces sensitive data in exchanges. Safe for use by many threads. */
public final class DataRedactor implements Redactor {
  /** No value may be left out because there are many. */
  private static final DataLimits LOOK = new DataLimits(2 << 20, 1 << 18, TextLimits.DEFAULT);

  private final SensitiveData data;
  private final RedactionLimits limits;
  private final RedactionLimits framedLimits;
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
    this.data = requireNonNull(data, "data").within(LOOK);
    this.limits = requireNonNull(limits, "limits");
    this.framedLimits = limits.withEventBytes(limits.messageBytes());
    this.scratch = ThreadLocal.withInitial(() -> this.data.scratch(Fingerprints.none()));
    for (DataClass each : DataClass.values()) {
      replaced.put(each, new LongAdder());
    }
  }

  /** Returns counts by name: values replaced of each class, and what could not be looked at. */
  @Override
  public Map<String, Long> counters() {
    Map<String, Long> counters = new TreeMap<>();
    replaced.forEach(
        (dataClass, count) -> {
          if (count.sum() > 0) {
            counters.put("redacted_" + dataClass.name().toLowerCase(Locale.ROOT), count.sum());
          }
        });
    counters.put("redaction_unlooked", unlooked.sum());
    counters.put("redaction_refused", refused.sum());
    return counters;
  }

  @Override
  public Redacted redacted(
      Protocol protocol,
      Observation.RequestHead head,
      Conversation conversation,
      List<Redaction> redactions,
      OnFailure onFailure) {
    ExchangeRedaction exchange =
        ExchangeRedaction.of(
            redactions,
            onFailure == OnFailure.CLOSED,
            classes -> new SightingFinder(data, scratch.get(), classes),
            random,
            protocol == Protocol.HTTP1 ? limits : framedLimits);
    exchange.request().counting(this::count, unlooked::increment);
    exchange.answer().counting(this::count, unlooked::increment);
    return new Redacted(editing(protocol, head, exchange), exchange::whole);
  }

  private void count(DataClass dataClass) {
    requireNonNull(replaced.get(dataClass)).increment();
  }

  private Editing editing(
      Protocol protocol, Observation.RequestHead head, ExchangeRedaction exchange) {
    return switch (protocol) {
      case HTTP1 -> http1(head, exchange);
      case HTTP2, GRPC -> new Editing.Bodies(new Bodies(exchange));
      case POSTGRESQL ->
          sides(exchange, direction -> new PostgresRedactor(exchange.of(direction), direction));
      case MYSQL -> mysql(exchange);
      case WEBSOCKET, REDIS, MONGODB, KAFKA, AMQP, MQTT, DNS, SMTP, SSH, TLS, TCP -> Editing.NONE;
    };
  }

  private Editing http1(Observation.RequestHead head, ExchangeRedaction exchange) {
    String method = head.operation() instanceof HttpOperation http ? http.method() : "";
    Bodies bodies = new Bodies(exchange);
    Function<Direction, Editor> editor =
        direction -> new Http1Editor(direction, method, bodies, ProtocolLimits.DEFAULT);
    // The request's head says what the answer may be, so it is always looked at.
    return new Editing.Bytes(
        Optional.of(editor.apply(Direction.FROM_CLIENT)),
        exchange.editsAnswer()
            ? Optional.of(editor.apply(Direction.FROM_SERVER))
            : Optional.empty());
  }

  private static Editing mysql(ExchangeRedaction exchange) {
    MysqlRedactor both = new MysqlRedactor(exchange.request(), exchange.answer());
    return new Editing.Bytes(
        Optional.of(both.request(exchange.editsRequest())),
        exchange.editsAnswer() ? Optional.of(both.answer()) : Optional.empty());
  }

  private static Editing sides(ExchangeRedaction exchange, Function<Direction, Editor> editor) {
    return new Editing.Bytes(
        side(exchange, Direction.FROM_CLIENT, editor),
        side(exchange, Direction.FROM_SERVER, editor));
  }

  private static Optional<Editor> side(
      ExchangeRedaction exchange, Direction direction, Function<Direction, Editor> editor) {
    return exchange.edits(direction) ? Optional.of(editor.apply(direction)) : Optional.empty();
  }

  /** What is done to the bodies of one exchange. */
  private final class Bodies implements Editing.BodyEditors {
    private final ExchangeRedaction exchange;

    Bodies(ExchangeRedaction exchange) {
      this.exchange = exchange;
    }

    @Override
    public boolean editsAnswers() {
      return exchange.editsAnswer();
    }

    @Override
    public void missed(Direction direction) {
      if (exchange.edits(direction)) {
        exchange.of(direction).missed();
      }
    }

    @Override
    public Optional<Editor> messages(Direction direction) {
      return exchange.edits(direction)
          ? Optional.of(new WebSocketRedactor(exchange.of(direction)))
          : Optional.empty();
    }

    @Override
    public Optional<BodyEditor> editor(Direction direction, HeadView head) {
      if (!exchange.edits(direction)) {
        return Optional.empty();
      }
      try {
        return BodyRedactor.of(exchange.of(direction), head);
      } catch (UneditableException e) {
        refused.increment();
        throw e;
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.Direction;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.Finding;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.ModelOperation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What expressions may speak of. */
final class Terms {
  private Terms() {}

  /** What an end of a connection is. What it has none of is empty. */
  enum EndFact {
    NAMESPACE,
    NAME,
    KIND,
    SERVICE_ACCOUNT,
    LABELS;

    Object of(Party party) {
      if (party instanceof Workload workload) {
        return switch (this) {
          case NAMESPACE -> workload.namespace();
          case NAME -> workload.name();
          case KIND -> workload.kind();
          case SERVICE_ACCOUNT -> workload.serviceAccount();
          case LABELS -> workload.labels();
        };
      }
      return switch (this) {
        case NAME -> name(party);
        case KIND -> kind(party);
        case NAMESPACE, SERVICE_ACCOUNT -> "";
        case LABELS -> Map.of();
      };
    }

    private static String name(Party party) {
      return switch (party) {
        case ExternalHost host -> host.name();
        case ClusterNode node -> node.name();
        case Workload workload -> workload.name();
        case ControlPlane _, OutsideClient _, Unidentified _ -> "";
      };
    }

    private static String kind(Party party) {
      return switch (party) {
        case ExternalHost _ -> "Host";
        case ClusterNode _ -> "Node";
        case Workload workload -> workload.kind();
        case ControlPlane _ -> "KubeApi";
        case OutsideClient _ -> "Internet";
        case Unidentified _ -> "Unidentified";
      };
    }
  }

  /**
   * A fact of an end.
   *
   * @param caller whether of who calls, rather than of who is called
   * @param fact which
   */
  record End(boolean caller, EndFact fact) implements Term {
    @Override
    public Type type() {
      return fact == EndFact.LABELS ? Type.LABELS : Type.TEXT;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      return null;
    }

    @Override
    public Term bind(Ends ends) {
      return new Constant(type(), fact.of(caller ? ends.source() : ends.target()));
    }

    @Override
    public Needs needs() {
      return Needs.PARTIES;
    }
  }

  /** A label; empty when it is absent. */
  record Label(Term of, String key) implements Term {
    @Override
    public Type type() {
      return Type.TEXT;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      Object labels = of.value(known, path);
      if (labels instanceof Map<?, ?> map) {
        Object value = map.get(key);
        return value == null ? "" : value;
      }
      return null;
    }

    @Override
    public Term bind(Ends ends) {
      Term bound = of.bind(ends);
      Object value = new Label(bound, key).value(Known.NOTHING, "");
      return value == null ? this : new Constant(Type.TEXT, value);
    }

    @Override
    public Needs needs() {
      return of.needs();
    }
  }

  /** The port that is called. */
  record Port() implements Term {
    @Override
    public Type type() {
      return Type.WHOLE;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      return null;
    }

    @Override
    public Term bind(Ends ends) {
      return new Constant(Type.WHOLE, (long) ends.port());
    }

    @Override
    public Needs needs() {
      return Needs.PARTIES;
    }

    @Override
    public void addPorts(Set<Integer> into) {
      into.add(Test.EVERY_PORT);
    }
  }

  /** What the head of a request says. What a protocol has none of is empty. */
  enum Head implements Term {
    METHOD,
    HOST,
    VERB,
    SUBJECT,
    PROTOCOL;

    @Override
    public Type type() {
      return Type.TEXT;
    }

    @Override
    public Needs needs() {
      return Needs.OPERATION;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      if (known.stage() == Stage.CONNECTION) {
        return null;
      }
      return switch (this) {
        case METHOD -> method(known);
        case HOST -> known.host();
        case VERB -> verb(known);
        case SUBJECT -> subject(known);
        case PROTOCOL -> known.operation().protocol().id();
      };
    }

    private static String method(Known known) {
      return switch (known.operation()) {
        case HttpOperation http -> http.method();
        case RpcOperation _, ModelOperation _ -> "POST";
        default -> "";
      };
    }

    private static String verb(Known known) {
      return switch (known.operation()) {
        case HttpOperation http -> http.method();
        case RpcOperation rpc -> rpc.method();
        case QueryOperation query -> query.verb();
        case MessageOperation message -> message.verb();
        case LookupOperation lookup -> lookup.type();
        case ModelOperation model -> model.action();
        case RawOperation _ -> "";
      };
    }

    private static String subject(Known known) {
      return switch (known.operation()) {
        case HttpOperation http -> http.pathTemplate();
        case RpcOperation rpc -> rpc.service();
        case QueryOperation query -> query.subject();
        case MessageOperation message -> message.destination();
        case LookupOperation lookup -> lookup.name();
        case ModelOperation model -> model.model();
        case RawOperation _ -> "";
      };
    }
  }

  /** The path of a request, in one of its readings; empty for what has none. */
  record Path() implements Term {
    @Override
    public Type type() {
      return Type.TEXT;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      return known.stage() == Stage.CONNECTION ? null : path;
    }

    @Override
    public Needs needs() {
      return Needs.OPERATION;
    }

    @Override
    public boolean readsPath() {
      return true;
    }
  }

  /** Names of the classes of data that were seen; both directions when none is named. */
  record Classes(Set<Direction> directions) implements Term {
    @Override
    public Type type() {
      return Type.TEXTS;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      return needs().knownAt(known.stage()) ? soFar(known) : null;
    }

    List<String> soFar(Known known) {
      List<String> names = new ArrayList<>();
      for (Seen each : known.seen()) {
        if ((directions.isEmpty() || directions.contains(each.direction()))
            && !names.contains(each.dataClass().name())) {
          names.add(each.dataClass().name());
        }
      }
      return names;
    }

    @Override
    public Needs needs() {
      return directions.equals(Set.of(Direction.FROM_CLIENT))
          ? Needs.REQUEST_CONTENT
          : Needs.RESPONSE_CONTENT;
    }
  }

  /** Names of the families of attacks that the request shows. */
  record Families() implements Term {
    @Override
    public Type type() {
      return Type.TEXTS;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      return needs().knownAt(known.stage()) ? soFar(known) : null;
    }

    List<String> soFar(Known known) {
      List<String> names = new ArrayList<>();
      for (Shown each : known.findings()) {
        if (each.direction() == Direction.FROM_CLIENT
            && each.finding() instanceof Finding.AttackAttempt attack
            && !names.contains(attack.family().name())) {
          names.add(attack.family().name());
        }
      }
      return names;
    }

    @Override
    public Needs needs() {
      return Needs.REQUEST_CONTENT;
    }
  }

  /** The highest score of any attack that the request shows; 0 for none. */
  record Score() implements Term {
    @Override
    public Type type() {
      return Type.DECIMAL;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      return needs().knownAt(known.stage()) ? soFar(known) : null;
    }

    double soFar(Known known) {
      double highest = 0;
      for (Shown each : known.findings()) {
        if (each.direction() == Direction.FROM_CLIENT
            && each.finding() instanceof Finding.AttackAttempt attack) {
          highest = Math.max(highest, attack.score());
        }
      }
      return highest;
    }

    @Override
    public Needs needs() {
      return Needs.REQUEST_CONTENT;
    }
  }

  /**
   * When an exchange began. It is asked of each exchange, not once for a connection, which may
   * outlive a schedule.
   */
  record Now() implements Term {
    @Override
    public Type type() {
      return Type.MOMENT;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      return known.stage() == Stage.CONNECTION ? null : known.at();
    }

    @Override
    public Needs needs() {
      return Needs.OPERATION;
    }
  }

  /** Parts of a moment, counted as the language counts them. */
  enum Clock {
    HOUR,
    MINUTE,
    SECOND,
    /** 0 for Sunday to 6. */
    DAY_OF_WEEK,
    /** From 1. */
    DATE,
    /** From 0. */
    DAY_OF_MONTH,
    /** From 0. */
    DAY_OF_YEAR,
    /** From 0. */
    MONTH,
    YEAR;

    long of(ZonedDateTime time) {
      return switch (this) {
        case HOUR -> time.getHour();
        case MINUTE -> time.getMinute();
        case SECOND -> time.getSecond();
        case DAY_OF_WEEK -> time.getDayOfWeek().getValue() % 7;
        case DATE -> time.getDayOfMonth();
        case DAY_OF_MONTH -> time.getDayOfMonth() - 1;
        case DAY_OF_YEAR -> time.getDayOfYear() - 1;
        case MONTH -> time.getMonthValue() - 1;
        case YEAR -> time.getYear();
      };
    }
  }

  /** A part of the moment at which an exchange began. */
  record ClockPart(Clock part, ZoneId zone) implements Term {
    static final ZoneId UTC = ZoneOffset.UTC;

    @Override
    public Type type() {
      return Type.WHOLE;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      return known.stage() == Stage.CONNECTION ? null : part.of(known.at().atZone(zone));
    }

    @Override
    public Needs needs() {
      return Needs.OPERATION;
    }
  }

  /** How long a text or a list is. */
  record Size(Term of) implements Term {
    @Override
    public Type type() {
      return Type.WHOLE;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      return switch (of.value(known, path)) {
        case String text -> (long) text.codePointCount(0, text.length());
        case List<?> list -> (long) list.size();
        case Map<?, ?> map -> (long) map.size();
        case null, default -> null;
      };
    }

    @Override
    public Term bind(Ends ends) {
      Term bound = new Size(of.bind(ends));
      Object value = of.needs() == Needs.PARTIES ? bound.value(Known.NOTHING, "") : null;
      return value == null ? bound : new Constant(Type.WHOLE, value);
    }

    @Override
    public Needs needs() {
      return of.needs();
    }

    @Override
    public boolean readsPath() {
      return of.readsPath();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Finding;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.ModelOperation;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.RpcOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What expressions may speak of. */
final class Terms {
  private Terms() {}

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

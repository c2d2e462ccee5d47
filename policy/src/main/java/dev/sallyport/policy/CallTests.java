// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.ModelOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.RpcOperation;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Tests of what is called. */
final class CallTests {
  private CallTests() {}

  /**
   * Makes the test of a pattern.
   *
   * @param protects whether it holds when any reading of the call is meant, rather than all
   */
  static Test of(CallPattern pattern, boolean protects) {
    return switch (pattern) {
      case CallPattern.Http http ->
          new Http(http.methods(), http.paths().stream().map(PathPattern::of).toList(), protects);
      case CallPattern.Rpc rpc ->
          new Rpc(NameSet.of(rpc.services()), NameSet.of(rpc.methods()), protects);
      case CallPattern.Queries queries ->
          new Queries(
              queries.stores(),
              NameSet.folded(queries.verbs()),
              SubjectSet.of(queries.subjects()),
              protects);
      case CallPattern.Messages messages ->
          new Messages(
              messages.brokers(),
              NameSet.folded(messages.verbs()),
              NameSet.of(messages.destinations()),
              protects);
      case CallPattern.Lookups lookups -> new Lookups(NameSet.foldedPatterns(lookups.names()));
      case CallPattern.Models models -> new Models(NameSet.of(models.models()));
      case CallPattern.Tools tools -> new Tools(NameSet.of(tools.tools()), protects);
      case CallPattern.Ports ports -> new Tests.Port(ports.ports());
    };
  }

  /** What is known once the head of a request is. */
  private interface OfHead extends Test {
    @Override
    default Truth of(Known known) {
      return known.stage() == Stage.CONNECTION ? Truth.UNKNOWN : of(known.operation(), known);
    }

    Truth of(Operation operation, Known known);

    @Override
    default Needs needs() {
      return Needs.OPERATION;
    }
  }

  /** Requests of HTTP, and calls of gRPC by their path. */
  record Http(Set<String> methods, List<PathPattern> paths, boolean protects) implements OfHead {
    @Override
    public Truth of(Operation operation, Known known) {
      return switch (operation) {
        case HttpOperation http ->
            methods.isEmpty() || methods.contains(http.method())
                ? path(known, http.pathTemplate())
                : Truth.FALSE;
        case RpcOperation rpc ->
            methods.isEmpty() || methods.contains("POST")
                ? path(known, known.path().isNone() ? "/" + rpc.key() : "")
                : Truth.FALSE;
        case ModelOperation _ ->
            // A call of a model is a POST of which the path is known, or nothing is.
            methods.isEmpty() || methods.contains("POST") ? path(known, "{model}") : Truth.FALSE;
        default -> Truth.FALSE;
      };
    }

    private Truth path(Known known, String template) {
      if (paths.isEmpty()) {
        return Truth.TRUE;
      }
      return known.path().isNone()
          ? template(template)
          : Paths.match(paths, known.path(), protects);
    }

    private Truth template(String template) {
      Truth truth = Truth.FALSE;
      for (PathPattern each : paths) {
        truth = truth.or(each.matchesTemplate(template));
      }
      return truth;
    }
  }

  /** Remote procedure calls, also those that do not say so but use the same path. */
  record Rpc(NameSet services, NameSet methods, boolean protects) implements OfHead {
    @Override
    public Truth of(Operation operation, Known known) {
      return switch (operation) {
        case RpcOperation rpc ->
            Truth.of(services.matches(rpc.service()) && methods.matches(rpc.method()));
        case HttpOperation http -> path(http, known.path());
        default -> Truth.FALSE;
      };
    }

    private Truth path(HttpOperation http, RequestPath path) {
      if (!http.method().equals("POST")) {
        return Truth.FALSE;
      }
      if (path.isNone()) {
        return Truth.of(isCall(http.pathTemplate()));
      }
      List<String> readings = path.readings();
      boolean holds = readings.isEmpty() ? protects : !protects;
      for (String each : readings) {
        holds = protects ? holds || isCall(each) : holds && isCall(each);
      }
      return Truth.of(holds);
    }

    private boolean isCall(String path) {
      int slash = path.indexOf('/', 1);
      return slash > 1
          && path.indexOf('/', slash + 1) < 0
          && (!services.any() || path.lastIndexOf('.', slash) > 0)
          && services.matches(path.substring(1, slash))
          && methods.matches(path.substring(slash + 1));
    }
  }

  /** Statements and commands. */
  record Queries(Set<Protocol> stores, NameSet verbs, SubjectSet subjects, boolean protects)
      implements OfHead {
    @Override
    public Truth of(Operation operation, Known known) {
      return Truth.of(
          operation instanceof QueryOperation query
              && (stores.isEmpty() || stores.contains(query.protocol()))
              && verbs.matchesFolded(query.verb())
              && subjects.matches(query.subject(), protects));
    }
  }

  /** Messages of brokers. */
  record Messages(Set<Protocol> brokers, NameSet verbs, NameSet destinations, boolean protects)
      implements OfHead {
    @Override
    public Truth of(Operation operation, Known known) {
      return Truth.of(
          operation instanceof MessageOperation message
              && (brokers.isEmpty() || brokers.contains(message.protocol()))
              && verbs.matchesFolded(message.verb())
              && (destinations.any() || matches(message.destination())));
    }

    /** One name, or several divided by commas; an ellipsis at the end stands for further ones. */
    private boolean matches(String destination) {
      if (destination.indexOf(',') < 0 && destination.indexOf('{') < 0) {
        return destinations.matches(destination);
      }
      for (String each : destination.split(",", -1)) {
        boolean hidden = each.equals("…") || each.indexOf('{') >= 0;
        boolean meant = hidden ? protects && destinations.mayHide() : destinations.matches(each);
        if (meant == protects) {
          return protects;
        }
      }
      return !protects;
    }
  }

  /** Questions to DNS. */
  record Lookups(NameSet names) implements OfHead {
    @Override
    public Truth of(Operation operation, Known known) {
      return Truth.of(
          operation instanceof LookupOperation lookup && names.matchesFolded(lookup.name()));
    }
  }

  /** What is known once the body of a request is, if the request is one of HTTP. */
  private interface OfBody extends Test {
    @Override
    default Needs needs() {
      return Needs.REQUEST_CONTENT;
    }
  }

  /** Calls of language models. */
  record Models(NameSet models) implements OfBody {
    @Override
    public Truth of(Known known) {
      if (known.operation() instanceof ModelOperation call) {
        return Truth.of(models.matches(call.model()));
      }
      if (!known.model().isEmpty()) {
        return Truth.of(models.matches(known.model()));
      }
      return unlessInBody(known);
    }
  }

  /** Calls of tools in the Model Context Protocol. */
  record Tools(NameSet tools, boolean protects) implements OfBody {
    private static final String CALL = "tools/call";

    @Override
    public Truth of(Known known) {
      if (!(known.operation() instanceof HttpOperation http) || http.call().isEmpty()) {
        return unlessInBody(known);
      }
      String call = http.call();
      if (call.equals("batch")) {
        // Several calls at once, of which the names are not kept.
        return Truth.of(protects);
      }
      if (!call.startsWith(CALL)) {
        return Truth.FALSE;
      }
      if (call.length() == CALL.length()) {
        return Truth.of(tools.any() || protects);
      }
      return Truth.of(
          call.charAt(CALL.length()) == ' ' && tools.matches(call.substring(CALL.length() + 1)));
    }
  }

  private static Truth unlessInBody(Known known) {
    if (known.stage().compareTo(Stage.REQUEST_CONTENT) >= 0) {
      return Truth.FALSE;
    }
    return known.stage() == Stage.CONNECTION || known.operation() instanceof HttpOperation
        ? Truth.UNKNOWN
        : Truth.FALSE;
  }

  /** Paths against patterns. */
  static final class Paths {
    private Paths() {}

    static Truth match(List<PathPattern> patterns, RequestPath path, boolean protects) {
      if (path.plain()) {
        return Truth.of(any(patterns, path.raw()));
      }
      List<String> readings = path.readings();
      if (readings.isEmpty()) {
        return Truth.of(protects);
      }
      for (String each : readings) {
        if (any(patterns, each) == protects) {
          return Truth.of(protects);
        }
      }
      return Truth.of(!protects);
    }

    private static boolean any(Collection<PathPattern> patterns, String path) {
      for (PathPattern each : patterns) {
        if (each.matches(path)) {
          return true;
        }
      }
      return false;
    }
  }
}

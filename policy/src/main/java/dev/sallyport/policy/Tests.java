// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The logical tests, and those of the ends of a connection. */
final class Tests {
  static final Test TRUE = new Constant(Truth.TRUE);
  static final Test FALSE = new Constant(Truth.FALSE);

  private Tests() {}

  /** Always the same. */
  record Constant(Truth truth) implements Test {
    @Override
    public Truth of(Known known) {
      return truth;
    }

    @Override
    public Needs needs() {
      return Needs.NOTHING;
    }
  }

  /** All hold. */
  record All(List<Test> parts) implements Test {
    @Override
    public Truth of(Known known) {
      Truth truth = Truth.TRUE;
      for (int i = 0; i < parts.size() && truth != Truth.FALSE; i++) {
        truth = truth.and(parts.get(i).of(known));
      }
      return truth;
    }

    @Override
    public Test bind(Ends ends) {
      return all(parts.stream().map(each -> each.bind(ends)).toList());
    }

    @Override
    public Needs needs() {
      return furthest(parts);
    }

    @Override
    public void addPorts(Set<Integer> into) {
      parts.forEach(each -> each.addPorts(into));
    }
  }

  /** One holds. */
  record Any(List<Test> parts) implements Test {
    @Override
    public Truth of(Known known) {
      Truth truth = Truth.FALSE;
      for (int i = 0; i < parts.size() && truth != Truth.TRUE; i++) {
        truth = truth.or(parts.get(i).of(known));
      }
      return truth;
    }

    @Override
    public Test bind(Ends ends) {
      return any(parts.stream().map(each -> each.bind(ends)).toList());
    }

    @Override
    public Needs needs() {
      return furthest(parts);
    }

    @Override
    public void addPorts(Set<Integer> into) {
      parts.forEach(each -> each.addPorts(into));
    }
  }

  /** It does not hold. */
  record Opposite(Test part) implements Test {
    @Override
    public Truth of(Known known) {
      return part.of(known).not();
    }

    @Override
    public Test bind(Ends ends) {
      return not(part.bind(ends));
    }

    @Override
    public Needs needs() {
      return part.needs();
    }

    @Override
    public void addPorts(Set<Integer> into) {
      part.addPorts(into);
    }
  }

  /** One of the peers calls. */
  record Source(List<Peer> peers) implements Test {
    @Override
    public Truth of(Known known) {
      return Truth.UNKNOWN;
    }

    @Override
    public Test bind(Ends ends) {
      return constant(peers.stream().anyMatch(each -> each.matches(ends.source())));
    }

    @Override
    public Needs needs() {
      return Needs.PARTIES;
    }
  }

  /** One of the peers is called. */
  record Target(List<Peer> peers) implements Test {
    @Override
    public Truth of(Known known) {
      return Truth.UNKNOWN;
    }

    @Override
    public Test bind(Ends ends) {
      return constant(peers.stream().anyMatch(each -> each.matches(ends.target())));
    }

    @Override
    public Needs needs() {
      return Needs.PARTIES;
    }
  }

  /** One of the ports is called; any when empty. */
  record Port(Set<Integer> ports) implements Test {
    @Override
    public Truth of(Known known) {
      return Truth.UNKNOWN;
    }

    @Override
    public Test bind(Ends ends) {
      return constant(ports.isEmpty() || ports.contains(ends.port()));
    }

    @Override
    public void addPorts(Set<Integer> into) {
      into.addAll(ports);
    }

    @Override
    public Needs needs() {
      return Needs.PARTIES;
    }
  }

  static Test constant(boolean holds) {
    return holds ? TRUE : FALSE;
  }

  static Test all(List<Test> parts) {
    List<Test> kept = new ArrayList<>(parts.size());
    for (Test each : parts) {
      if (each.equals(FALSE)) {
        return FALSE;
      }
      if (each instanceof All inner) {
        kept.addAll(inner.parts);
      } else if (!each.equals(TRUE)) {
        kept.add(each);
      }
    }
    return kept.isEmpty() ? TRUE : kept.size() == 1 ? kept.getFirst() : new All(List.copyOf(kept));
  }

  static Test any(List<Test> parts) {
    List<Test> kept = new ArrayList<>(parts.size());
    for (Test each : parts) {
      if (each.equals(TRUE)) {
        return TRUE;
      }
      if (each instanceof Any inner) {
        kept.addAll(inner.parts);
      } else if (!each.equals(FALSE)) {
        kept.add(each);
      }
    }
    return kept.isEmpty() ? FALSE : kept.size() == 1 ? kept.getFirst() : new Any(List.copyOf(kept));
  }

  static Test not(Test part) {
    if (part.equals(TRUE)) {
      return FALSE;
    }
    return part.equals(FALSE) ? TRUE : new Opposite(part);
  }

  private static Needs furthest(List<Test> parts) {
    Needs furthest = Needs.NOTHING;
    for (Test each : parts) {
      furthest = furthest.max(each.needs());
    }
    return furthest;
  }
}

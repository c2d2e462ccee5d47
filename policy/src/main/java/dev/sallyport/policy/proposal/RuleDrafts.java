// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.Condition;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.Operation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Peer;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Side;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.baseline.Habit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Drafts the rules of one side of a policy. Not thread-safe. */
final class RuleDrafts {
  private static final int ITEMS_MAX = 32;
  private static final int NAME_MAX = 55;
  private static final String CLUSTER_NAMES = "*.cluster.local";

  /** Peers that may make the same calls. */
  private static final class Group {
    private final List<Peer> peers = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<String> why = new ArrayList<>();
  }

  private final Side side;
  private final Workload subject;
  private final Set<String> notes;
  private final Map<List<CallPattern>, Group> groups = new LinkedHashMap<>();
  private final List<Rule> more = new ArrayList<>();
  private final Map<String, List<String>> evidence = new HashMap<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> lookedUp = new TreeSet<>();

  RuleDrafts(Side side, Workload subject, Set<String> notes) {
    this.side = side;
    this.subject = subject;
    this.notes = notes;
  }

  void addAll(List<Habit> habits) {
    Drafts.byPeer(habits).values().forEach(this::add);
  }

  /** Adds what must be possible though nobody may have done it yet. */
  void addDeclared(Declared said) {
    List<CallPattern> probes = new ArrayList<>();
    List<String> why = new ArrayList<>();
    for (Declared.Probe each : said.probes()) {
      probes.add(probe(each));
      why.add(
          "declared probe on port "
              + each.port()
              + (each.path().isEmpty() ? "" : " at " + each.path()));
    }
    if (!probes.isEmpty()) {
      rule(
          "probes",
          List.of(new Peer.Nodes()),
          probes.stream().distinct().limit(ITEMS_MAX).toList(),
          why);
    }
    if (said.webhook()) {
      rule(
          "api-server",
          List.of(new Peer.KubeApi()),
          List.of(),
          List.of("the API server calls it as a webhook or as an aggregated API"));
    }
    if (said.ingress() && groups.values().stream().noneMatch(RuleDrafts::fromOutside)) {
      rule(
          "internet",
          List.of(new Peer.Internet()),
          List.of(),
          List.of("offered to callers outside of the cluster, of whom none was seen"));
    }
    for (int port : said.scrapes()) {
      notes.add(
          "annotations offer metrics on port "
              + port
              + ": whoever gathers them is allowed where it was seen, and else needs a rule");
    }
  }

  /** Adds the lookups that everything else rests on. */
  void addLookups(List<Party> nameServers) {
    if (nameServers.isEmpty()) {
      notes.add("no DNS server was seen: if lookups are captured, add a rule for it");
      return;
    }
    Set<String> asked = new TreeSet<>();
    asked.add(CLUSTER_NAMES);
    asked.add("*.svc");
    for (String each : lookedUp) {
      boolean inside = each.endsWith(".cluster.local") || each.endsWith(".svc");
      if (!inside) {
        asked.add(each);
      }
    }
    if (asked.stream().anyMatch(each -> !each.matches("(\\*\\.)?[a-z0-9_]([-a-z0-9._]*[a-z0-9_])?"))
        || asked.size() > ITEMS_MAX * ITEMS_MAX) {
      notes.add("very many names or odd ones were looked up: all are meant");
      asked.clear();
    }
    List<CallPattern> calls = new ArrayList<>();
    List<NamePattern> chunk = new ArrayList<>();
    for (String each : asked) {
      chunk.add(new NamePattern(each));
      if (chunk.size() == ITEMS_MAX) {
        calls.add(new CallPattern.Lookups(Set.copyOf(chunk)));
        chunk.clear();
      }
    }
    if (!chunk.isEmpty() || calls.isEmpty()) {
      calls.add(new CallPattern.Lookups(Set.copyOf(chunk)));
    }
    List<Peer> peers =
        nameServers.stream().map(RuleDrafts::peer).flatMap(Optional::stream).toList();
    rule(
        "dns",
        peers.size() > ITEMS_MAX ? List.of() : peers,
        calls,
        List.of(
            lookedUp.size()
                + " names were looked up; names inside of the cluster are allowed as one"));
  }

  List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    groups.forEach(
        (calls, group) -> {
          for (int i = 0; i < group.peers.size(); i += ITEMS_MAX) {
            int end = Math.min(group.peers.size(), i + ITEMS_MAX);
            String first = group.names.get(i);
            String name = unique((side == Side.INBOUND ? "from-" : "to-") + name(first));
            evidence.put(name, group.why.subList(i, end));
            rules.addAll(
                split(name, group.peers.subList(i, end), calls, group.why.subList(i, end)));
          }
        });
    rules.addAll(more);
    more.clear();
    groups.clear();
    more.addAll(rules);
    return rules;
  }

  List<String> evidence(String rule) {
    return evidence.getOrDefault(rule, List.of());
  }

  /** Returns a text as the name of a rule or an object. */
  static String name(String text) {
    String lower = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String trimmed = lower.replaceAll("^-+|-+$", "");
    String cut = trimmed.length() > NAME_MAX ? trimmed.substring(0, NAME_MAX) : trimmed;
    return cut.isEmpty() ? "it" : cut.replaceAll("-+$", "");
  }

  private void add(List<Habit> habits) {
    Party party = habits.getFirst().peer();
    if (party instanceof Unidentified) {
      return;
    }
    List<Habit> calls = new ArrayList<>();
    for (Habit each : habits) {
      if (each.operation() instanceof LookupOperation lookup) {
        lookedUp.add(lookup.name());
        if (side == Side.INBOUND) {
          serveLookups();
        }
      } else {
        calls.add(each);
      }
    }
    Optional<Peer> peer = peer(party);
    if (calls.isEmpty() || peer.isEmpty()) {
      return;
    }
    if (party instanceof ExternalHost host && !host.named()) {
      notes.add(
          "hosts outside were called by address alone: for those calls all of the Internet is meant");
    }
    CallGroups grouping = new CallGroups();
    Set<Operation> operations = new LinkedHashSet<>();
    calls.forEach(each -> operations.add(each.operation()));
    List<CallPattern> patterns = grouping.of(operations);
    grouping.notes().forEach(each -> notes.add(party.displayName() + ": " + each));
    Group group = groups.computeIfAbsent(patterns, _ -> new Group());
    if (group.peers.contains(peer.get())) {
      return;
    }
    group.peers.add(peer.get());
    group.names.add(party instanceof Workload it ? it.name() : party.displayName());
    group.why.add(Evidence.of(party, calls));
  }

  /** Who serves names serves them to all: a new workload must find others from its first moment. */
  private void serveLookups() {
    if (names.add("lookups")) {
      more.add(
          new Rule(
              "lookups",
              side,
              new Condition.Calls(List.of(new CallPattern.Lookups(Set.of()))),
              new Response.Allow()));
      evidence.put("lookups", List.of("it answers lookups; whoever runs needs them"));
    }
  }

  private void rule(String name, List<Peer> peers, List<CallPattern> calls, List<String> why) {
    more.addAll(split(unique(name), peers, calls, why));
  }

  /** Rules that together allow these calls, of which one list holds only so many. */
  private List<Rule> split(
      String name, List<Peer> peers, List<CallPattern> calls, Collection<String> why) {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < Math.max(1, calls.size()); i += ITEMS_MAX) {
      List<CallPattern> part = calls.subList(i, Math.min(calls.size(), i + ITEMS_MAX));
      String own = i == 0 ? name : unique(name);
      evidence.put(own, List.copyOf(why));
      List<Condition> parts = new ArrayList<>();
      if (!peers.isEmpty()) {
        parts.add(side == Side.INBOUND ? new Condition.From(peers) : new Condition.To(peers));
      }
      if (!part.isEmpty()) {
        parts.add(new Condition.Calls(part));
      }
      Condition all = parts.size() == 1 ? parts.getFirst() : new Condition.AllOf(parts);
      rules.add(new Rule(own, side, all, new Response.Allow()));
    }
    return rules;
  }

  private String unique(String name) {
    String own = name;
    for (int i = 2; !names.add(own); i++) {
      own = name + "-" + i;
    }
    return own;
  }

  private static boolean fromOutside(Group group) {
    return group.peers.stream().anyMatch(Peer.Internet.class::isInstance);
  }

  private static CallPattern probe(Declared.Probe probe) {
    if (probe.grpc()) {
      return new CallPattern.Rpc(
          Set.of(new NamePattern("grpc.health.v1.Health")), Set.of(new NamePattern("Check")));
    }
    boolean plain = probe.path().matches("/[-A-Za-z0-9._~/]*") && !probe.path().contains("//");
    return probe.path().isEmpty() || !plain
        ? new CallPattern.Ports(Set.of(probe.port()))
        : new CallPattern.Http(Set.of("GET"), Set.of(probe.path()));
  }

  private static Optional<Peer> peer(Party party) {
    return switch (party) {
      case Workload it -> Optional.of(new Peer.Workloads(Selector.of(it)));
      case ClusterNode _ -> Optional.of(new Peer.Nodes());
      case ControlPlane _ -> Optional.of(new Peer.KubeApi());
      case ExternalHost it ->
          Optional.of(it.named() ? new Peer.Host(new NamePattern(it.name())) : new Peer.Internet());
      case OutsideClient _ -> Optional.of(new Peer.Internet());
      case Unidentified _ -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    return side + " of " + subject.displayName();
  }
}

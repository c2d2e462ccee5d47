// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.control.pki.RefusedRequestException;
import dev.sallyport.model.Ruleset;
import dev.sallyport.wire.link.v1.ControlMessage;
import dev.sallyport.wire.link.v1.Hello;
import dev.sallyport.wire.link.v1.NodeLinkGrpc;
import dev.sallyport.wire.link.v1.NodeMessage;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server side of the node link: many nodes, one stream each. Safe for any thread. */
public final class NodeLinkService extends NodeLinkGrpc.NodeLinkImplBase implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeLinkService.class);

  /** Programs of one node that may end what they carry at the same time. */
  private static final int LEAVING_MAX = 4;

  private final String programVersion;
  private final NodeRoster roster;
  private final SummaryIntake intake;
  private final Supplier<Ruleset> ruleset;
  private final BooleanSupplier policiesKnown;
  private final InstantSource clock;
  private final Refusals refusals = new Refusals();
  private final RulesetUpdates updates = new RulesetUpdates();
  private final LargeSends largeSends;
  private volatile @Nullable LinkGuard guard;
  private final Map<String, NodeSession> sessions = new ConcurrentHashMap<>();
  private volatile BooleanSupplier leads = () -> true;

  /**
   * Returns a service that greets nodes as {@code programVersion}.
   *
   * @param roster told what nodes say of themselves
   * @param intake given their summaries
   * @param ruleset the newest rules
   * @param policiesKnown whether the policies in them are all there are; while they are not, nodes
   *     keep those that they hold
   * @param limits how much may be on its way to nodes
   * @param clock wall clock
   */
  public NodeLinkService(
      String programVersion,
      NodeRoster roster,
      SummaryIntake intake,
      Supplier<Ruleset> ruleset,
      BooleanSupplier policiesKnown,
      ControlLimits limits,
      InstantSource clock) {
    this.programVersion = requireNonNull(programVersion, "programVersion");
    this.roster = requireNonNull(roster, "roster");
    this.intake = requireNonNull(intake, "intake");
    this.ruleset = requireNonNull(ruleset, "ruleset");
    this.policiesKnown = requireNonNull(policiesKnown, "policiesKnown");
    this.clock = requireNonNull(clock, "clock");
    this.largeSends = new LargeSends(limits, clock);
  }

  @Override
  public StreamObserver<NodeMessage> connect(StreamObserver<ControlMessage> down) {
    ServerCallStreamObserver<ControlMessage> call = (ServerCallStreamObserver<ControlMessage>) down;
    LinkGuard guarded = guard;
    if (guarded == null) {
      return new NodeSession(this, call);
    }
    Optional<LinkGuard.Credential> credential = LinkGuard.present();
    if (credential.isPresent()) {
      return new NodeSession(this, call, guarded, credential.get());
    }
    String why = "it showed no certificate of a node (expected: one that control issued)";
    refusals.byStranger(why);
    down.onError(Status.UNAUTHENTICATED.withDescription(why).asRuntimeException());
    return new Ignored();
  }

  @Override
  public void enrol(NodeMessage message, StreamObserver<ControlMessage> answer) {
    LinkGuard guarded = guard;
    if (guarded == null) {
      answer.onError(
          Status.UNIMPLEMENTED
              .withDescription("this control has TLS off (expected: SALLYPORT_LINK_TLS=on)")
              .asRuntimeException());
      return;
    }
    try {
      Enrolment.Issued issued = guarded.enrolment().issue(message.getCertificateRequest());
      log.info("Node {} got a certificate until {}", issued.identity().node(), issued.until());
      answer.onNext(ControlMessage.newBuilder().setCertificateIssued(issued.message()).build());
      answer.onCompleted();
    } catch (RefusedRequestException refused) {
      log.warn("A certificate was refused: {}", refused.getMessage());
      refusals.byStranger(String.valueOf(refused.getMessage()));
      answer.onError(
          Status.UNAUTHENTICATED.withDescription(refused.getMessage()).asRuntimeException());
    } catch (IOException later) {
      log.warn("A certificate could not be issued: {}", later.getMessage());
      answer.onError(Status.UNAVAILABLE.withDescription(later.getMessage()).asRuntimeException());
    }
  }

  /** Lets only those in whom {@code guard} lets in, from the next call on. */
  void guard(LinkGuard next) {
    guard = requireNonNull(next, "next");
  }

  /** Returns what was refused because it was not proven. */
  public Refusals refusals() {
    return refusals;
  }

  /** Lets nodes be sent what waits behind others that do not answer. */
  public void tick() {
    largeSends.tick();
  }

  /** Returns how often a node had to wait for large rules until others had theirs. */
  public long waitedForOthers() {
    return largeSends.waited();
  }

  /** Ends the streams of nodes whose certificate has ended without another taking its place. */
  public void endUnproven() {
    sessions.values().forEach(NodeSession::endWhenUnproven);
  }

  /** Takes nodes only while this program leads; they are told to ask another otherwise. */
  public void takeNodesWhile(BooleanSupplier leads) {
    this.leads = requireNonNull(leads, "leads");
  }

  /** Sends all nodes to the program that leads now. */
  public void leadsElsewhere() {
    sessions.values().forEach(NodeSession::leadsElsewhere);
  }

  /** Sends the newest rules to every node that takes messages now; others follow when they do. */
  public void rulesetChanged() {
    sessions.values().forEach(NodeSession::offerRuleset);
  }

  /** Tells every node that its rules still hold. */
  public void confirmRulesets() {
    sessions.values().forEach(NodeSession::confirmRuleset);
  }

  /** Returns how many nodes are connected. */
  public int connected() {
    return sessions.size();
  }

  @Override
  public void close() {
    sessions.values().forEach(NodeSession::stopping);
  }

  /**
   * Takes a session in, in place of an older one of its node; false when there is no room. One of a
   * program that another has followed takes nobody's place, and has one only beside that.
   */
  boolean opened(NodeSession session, Hello hello) {
    boolean leaving = !session.key().equals(session.node());
    if (leaving ? leaving(session.node()) >= LEAVING_MAX : !roster.connected(hello)) {
      return false;
    }
    NodeSession before = sessions.put(session.key(), session);
    if (before != null && before != session) {
      before.replaced();
    }
    return true;
  }

  void ended(NodeSession session) {
    if (sessions.remove(session.key(), session) && session.key().equals(session.node())) {
      log.info("Node {} disconnected", session.node());
      roster.disconnected(session.node());
    }
  }

  private long leaving(String node) {
    return sessions.keySet().stream().filter(key -> key.startsWith(node + " ")).count();
  }

  /** The node may hold exactly today's rules from before; else it is given them whole. */
  Ruleset heldBy(Hello hello) {
    Ruleset now = ruleset.get();
    boolean same =
        hello.getRulesetVersion() == now.version()
            && hello.getInventoryVersion() == now.inventory().version();
    return same ? now : Ruleset.EMPTY;
  }

  RulesetUpdates updates() {
    return updates;
  }

  LargeSends largeSends() {
    return largeSends;
  }

  Ruleset ruleset() {
    return ruleset.get();
  }

  boolean policiesKnown() {
    return policiesKnown.getAsBoolean();
  }

  boolean leads() {
    return leads.getAsBoolean();
  }

  NodeRoster roster() {
    return roster;
  }

  SummaryIntake intake() {
    return intake;
  }

  InstantSource clock() {
    return clock;
  }

  String programVersion() {
    return programVersion;
  }

  /** Takes what is still sent on a call that was refused. */
  private static final class Ignored implements StreamObserver<NodeMessage> {
    @Override
    public void onNext(NodeMessage message) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}

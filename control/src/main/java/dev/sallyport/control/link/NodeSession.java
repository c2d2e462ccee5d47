// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.pki.RefusedRequestException;
import dev.sallyport.model.Ruleset;
import dev.sallyport.wire.link.Decoded;
import dev.sallyport.wire.link.LinkLimits;
import dev.sallyport.wire.link.LinkVersion;
import dev.sallyport.wire.link.Problem;
import dev.sallyport.wire.link.RulesetCodec;
import dev.sallyport.wire.link.SummaryCodec;
import dev.sallyport.wire.link.v1.BatchAck;
import dev.sallyport.wire.link.v1.CaptureReport;
import dev.sallyport.wire.link.v1.CertificateIssued;
import dev.sallyport.wire.link.v1.CertificateRequest;
import dev.sallyport.wire.link.v1.ControlMessage;
import dev.sallyport.wire.link.v1.Hello;
import dev.sallyport.wire.link.v1.NodeHealth;
import dev.sallyport.wire.link.v1.NodeMessage;
import dev.sallyport.wire.link.v1.PodCapture;
import dev.sallyport.wire.link.v1.RulesetApplied;
import dev.sallyport.wire.link.v1.RulesetUpdate;
import dev.sallyport.wire.link.v1.SummaryBatch;
import dev.sallyport.wire.link.v1.Welcome;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of one node. Messages of a stream are handled one after the other on a thread that may
 * block, so a slow store holds back this node's stream by flow control and no other.
 *
 * <p>What is sent down is guarded by this object: acknowledgements come from the store's thread,
 * rules from the inventory's.
 */
final class NodeSession implements StreamObserver<NodeMessage> {
  private static final Logger log = LoggerFactory.getLogger(NodeSession.class);

  private final NodeLinkService link;
  private final ServerCallStreamObserver<ControlMessage> down;
  private final @Nullable LinkGuard guard;
  private volatile LinkGuard.@Nullable Credential credential;
  private volatile String node = "";
  private volatile String key = "";
  private volatile boolean leaving;
  private Ruleset held = Ruleset.EMPTY;
  private boolean greeted;
  private boolean policiesTold;
  private boolean closed;

  /** Returns a session of whoever is there: TLS is off. */
  NodeSession(NodeLinkService link, ServerCallStreamObserver<ControlMessage> down) {
    this(link, down, null, null);
  }

  /** Returns a session of the node in the credential. */
  NodeSession(
      NodeLinkService link,
      ServerCallStreamObserver<ControlMessage> down,
      @Nullable LinkGuard guard,
      LinkGuard.@Nullable Credential credential) {
    this.link = link;
    this.guard = guard;
    this.credential = credential;
    this.down = down;
    down.setOnReadyHandler(this::offerRuleset);
    down.setOnCancelHandler(this::ended);
  }

  String node() {
    return node;
  }

  /**
   * Returns what tells this stream from others: its node, and its life where another has taken
   * over.
   */
  String key() {
    return key;
  }

  @Override
  public void onNext(NodeMessage message) {
    if (message.getMessageCase() == NodeMessage.MessageCase.HELLO) {
      hello(message.getHello());
      return;
    }
    if (node.isEmpty()) {
      refuse(Status.FAILED_PRECONDITION, "the first message must be Hello");
      return;
    }
    if (!leaving) {
      link.roster().heard(node);
    }
    switch (message.getMessageCase()) {
      case SUMMARIES -> summaries(message.getSummaries());
      case CAPTURE -> captures(message.getCapture());
      case HEALTH -> health(message.getHealth());
      case RULESET_APPLIED -> applied(message.getRulesetApplied());
      case CERTIFICATE_REQUEST -> renew(message.getCertificateRequest());
      case HELLO, MESSAGE_NOT_SET -> link.roster().unknownMessage();
    }
  }

  @Override
  public void onError(Throwable failure) {
    ended();
  }

  @Override
  public void onCompleted() {
    ended();
    synchronized (this) {
      if (!closed) {
        closed = true;
        down.onCompleted();
      }
    }
  }

  /** Ends the stream because another one of the same node took its place. */
  void replaced() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      down.onError(
          Status.ABORTED
              .withDescription("another stream of node " + node + " took this one's place")
              .asRuntimeException());
    }
  }

  /** Ends the stream because another control program leads; the node looks for that one. */
  void leadsElsewhere() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        down.onError(
            Status.UNAVAILABLE.withDescription(LinkLimits.LEADS_ELSEWHERE).asRuntimeException());
      }
    }
  }

  /** Ends the stream when its node's certificate has ended and it did not get another. */
  void endWhenUnproven() {
    LinkGuard.Credential held = credential;
    if (held != null && !link.clock().instant().isBefore(held.until())) {
      refuse(Status.UNAUTHENTICATED, "the certificate of node " + node + " ended");
    }
  }

  /** Ends the stream because control stops; the node connects again and sends what is not acked. */
  void stopping() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        down.onError(
            Status.UNAVAILABLE.withDescription("control is stopping").asRuntimeException());
      }
    }
  }

  /**
   * Sends the newest rules if the node lacks them and takes messages now. A node that reads slowly
   * skips versions and costs no memory.
   */
  void offerRuleset() {
    synchronized (this) {
      Ruleset next = link.ruleset();
      if (closed || !greeted || next.version() == held.version() || !down.isReady()) {
        return;
      }
      RulesetUpdate update = link.updates().between(held, next, link.clock().instant());
      if (!link.largeSends().mayBegin(this, update.getSerializedSize())) {
        return;
      }
      down.onNext(ControlMessage.newBuilder().setRuleset(policies(update, next)).build());
      held = next;
    }
  }

  /**
   * A control that has not read the cluster's policies yet says nothing of them, and then says all:
   * its restart must not take away what nodes enforce.
   */
  private RulesetUpdate policies(RulesetUpdate update, Ruleset next) {
    if (!link.policiesKnown()) {
      return update.toBuilder().clearPolicies().build();
    }
    if (policiesTold) {
      return update;
    }
    policiesTold = true;
    return update.hasPolicies() ? update : RulesetCodec.withPolicies(update, next);
  }

  /** Tells the node that its rules still hold, so that it knows their age. */
  void confirmRuleset() {
    if (down.isReady()) {
      confirm();
    }
  }

  private void confirm() {
    synchronized (this) {
      if (closed || !greeted || held.version() == 0) {
        return;
      }
      down.onNext(
          ControlMessage.newBuilder()
              .setRuleset(
                  RulesetCodec.encodeConfirmation(
                      held, link.ruleset().fingerprintKeys(), link.clock().instant()))
              .build());
    }
  }

  private void health(NodeHealth health) {
    if (!leaving) {
      link.roster().health(node, health);
    }
  }

  private void applied(RulesetApplied applied) {
    if (!leaving) {
      link.roster().applied(node, applied.getVersion(), applied.getProblemsList());
    }
    link.largeSends().ended(this);
  }

  private void hello(Hello hello) {
    if (!LinkVersion.speaksWith(hello.getProtocolVersion())) {
      String why = LinkVersion.refusal(hello.getProtocolVersion(), LinkVersion.CURRENT);
      link.refusals().ofVersion(named(hello), why);
      refuse(Status.FAILED_PRECONDITION, why);
      return;
    }
    if (!link.leads()) {
      leadsElsewhere();
      return;
    }
    if (hello.getNode().isEmpty() || hello.getBoot().isEmpty()) {
      refuse(Status.INVALID_ARGUMENT, "Hello must name node and boot");
      return;
    }
    LinkGuard.Credential shown = credential;
    if (shown != null && !shown.identity().node().equals(hello.getNode())) {
      String why =
          "it said to be node " + hello.getNode() + ", which is not the one in its certificate";
      link.refusals().byNode(shown.identity().node(), 1, why);
      refuse(Status.PERMISSION_DENIED, why);
      return;
    }
    node = hello.getNode();
    leaving = hello.getCapabilitiesList().contains(LinkLimits.LEAVING);
    key = leaving ? node + " " + hello.getBoot() : node;
    link.refusals().speaks(node);
    if (!link.opened(this, hello)) {
      node = "";
      refuse(Status.RESOURCE_EXHAUSTED, "too many nodes are known, and this is not one of them");
      return;
    }
    log.info(
        "Node {} {}, program {}",
        node,
        leaving ? "is left by a program that another one followed" : "connected",
        hello.getProgramVersion());
    synchronized (this) {
      greeted = true;
      held = link.heldBy(hello);
      down.onNext(
          ControlMessage.newBuilder()
              .setWelcome(
                  Welcome.newBuilder()
                      .setProtocolVersion(LinkVersion.CURRENT)
                      .setProgramVersion(link.programVersion())
                      .setNowEpochMillis(link.clock().millis())
                      .addCapabilities(LinkLimits.LEAVING))
              .build());
    }
    offerRuleset();
    confirm();
  }

  /** Returns whom the certificate names; without one, whom the node says it is. */
  private String named(Hello hello) {
    LinkGuard.Credential shown = credential;
    return shown == null ? hello.getNode() : shown.identity().node();
  }

  private void summaries(SummaryBatch batch) {
    Decoded<List<Summary>> decoded = SummaryCodec.decode(batch);
    List<String> problems = new ArrayList<>();
    decoded.problems().stream().map(Problem::toString).forEach(problems::add);
    List<Summary> own = new ArrayList<>();
    for (Summary each : decoded.value()) {
      if (each.id().node().equals(node)) {
        own.add(ownWord(each, problems));
      } else {
        link.refusals().byNode(node, 1, "it sent a summary of node " + each.id().node());
        problems.add("a summary of " + each.id().node() + " was sent by " + node + ": refused");
      }
    }
    if (!problems.isEmpty()) {
      log.warn("Node {}: parts of a batch were refused: {}", node, problems);
    }
    var unused = link.intake().take(own).thenRun(() -> acknowledge(batch.getSequence(), problems));
  }

  private Summary ownWord(Summary said, List<String> problems) {
    LinkGuard guarded = guard;
    LinkGuard.Credential held = credential;
    return guarded == null || held == null
        ? said
        : guarded.ownWord().filter(held.identity(), said, problems);
  }

  /** Gives the node its next certificate; the stream goes on, and then for as long as that. */
  private void renew(CertificateRequest request) {
    LinkGuard guarded = guard;
    LinkGuard.Credential held = credential;
    CertificateIssued answer;
    if (guarded == null || held == null) {
      answer = CertificateIssued.newBuilder().setRefused("control has TLS off").build();
    } else {
      answer = renewed(guarded, held, request);
    }
    synchronized (this) {
      if (!closed) {
        down.onNext(ControlMessage.newBuilder().setCertificateIssued(answer).build());
      }
    }
  }

  private CertificateIssued renewed(
      LinkGuard guarded, LinkGuard.Credential held, CertificateRequest request) {
    String why;
    try {
      Enrolment.Issued issued = guarded.enrolment().issue(request);
      if (issued.identity().equals(held.identity())) {
        credential = new LinkGuard.Credential(held.identity(), issued.until());
        log.info("Node {} renewed its certificate until {}", node, issued.until());
        return issued.message();
      }
      why = "the token is of node " + issued.identity().node();
      link.refusals().byNode(node, 1, "it asked for a certificate, but " + why);
    } catch (RefusedRequestException refused) {
      why = String.valueOf(refused.getMessage());
      link.refusals().byNode(node, 1, "it asked for a certificate, but " + why);
    } catch (IOException later) {
      why = String.valueOf(later.getMessage());
    }
    log.warn("Node {}: no further certificate: {}", node, why);
    return CertificateIssued.newBuilder().setRefused(why).build();
  }

  private void acknowledge(long sequence, List<String> problems) {
    synchronized (this) {
      if (!closed) {
        down.onNext(
            ControlMessage.newBuilder()
                .setAck(BatchAck.newBuilder().setSequence(sequence).addAllProblems(problems))
                .build());
      }
    }
  }

  private void captures(CaptureReport report) {
    if (leaving) {
      return;
    }
    Map<String, CaptureState> pods = new HashMap<>();
    LinkGuard guarded = guard;
    LinkGuard.Credential held = credential;
    for (PodCapture each : report.getPodsList()) {
      if (guarded != null && held != null && foreign(guarded, held, each)) {
        continue;
      }
      pods.put(each.getPodUid(), CaptureState.of(each));
    }
    link.roster().captures(node, pods);
  }

  private static boolean foreign(LinkGuard guarded, LinkGuard.Credential held, PodCapture said) {
    return guarded.ownWord().foreign(held.identity(), said.getPodUid());
  }

  private void refuse(Status status, String why) {
    log.warn("A link was refused: {}", why);
    synchronized (this) {
      if (!closed) {
        closed = true;
        down.onError(status.withDescription(why).asRuntimeException());
      }
    }
  }

  private void ended() {
    link.largeSends().gone(this);
    if (!node.isEmpty()) {
      link.ended(this);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Ruleset;
import dev.sallyport.node.capture.CaptureState;
import dev.sallyport.wire.link.LinkVersion;
import dev.sallyport.wire.link.RulesetCodec;
import dev.sallyport.wire.link.v1.ControlMessage;
import dev.sallyport.wire.link.v1.RulesetUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlLinkIT {
  private static final LinkOutboxLimits ROOMY = LinkSamples.limits(4 << 20, 64 << 20);

  @TempDir Path directory;
  private final List<Ruleset> rulesets = new CopyOnWriteArrayList<>();
  private FakeControl control = new FakeControl(0).start();
  private ControlLink link;

  @AfterEach
  void stop() {
    if (link != null) {
      link.close();
    }
    control.close();
  }

  @Test
  void summariesArriveAndAreAcknowledged() {
    link = open(ROOMY);
    offer(0, 20, 3);
    LinkSamples.await("all acknowledged", () -> link.state().acknowledged() == 20);
    assertThat(control.exchanges()).isEqualTo(60);
    assertThat(control.deliveries).hasValue(20);
    assertThat(link.state().waiting()).isZero();
    assertThat(link.state().summaryBytesSent()).isPositive();
  }

  @Test
  void controlSlowsTheNodeDownByAcknowledgingLate() {
    control.acknowledges = false;
    link = open(new LinkOutboxLimits(1000, 4 << 20, 64 << 20, 4 << 20, 3600, 4, 60, 20, 100));
    offer(0, 50, 3);
    LinkSamples.await("the bound is used", () -> control.unacknowledged.get() == 4);
    LinkSamples.await("the rest waits", () -> link.state().waiting() == 50);
    assertThat(control.deliveries).hasValue(4);
    control.acknowledges = true;
    control.acknowledge(4);
    LinkSamples.await("the rest follows", () -> link.state().waiting() == 0);
    assertThat(control.exchanges()).isEqualTo(150);
    assertThat(control.deliveries).hasValue(50);
  }

  @Test
  void aWhileWithoutControlLosesNothingAndCountsNothingTwice() {
    link = open(ROOMY);
    offer(0, 10, 3);
    LinkSamples.await("first part", () -> control.exchanges() == 30);
    int port = control.port();
    control.close();
    LinkSamples.await("the link knows", () -> !link.state().connected());
    offer(10, 200, 3);
    LinkSamples.await("kept on disk", () -> link.state().spoolBytes() > 0);
    FakeControl back = new FakeControl(port).start();
    FakeControl before = control;
    control = back;
    LinkSamples.await("all acknowledged", () -> link.state().acknowledged() == 200);
    assertThat(before.received().merge(back.received()).totals().values().iterator().next())
        .satisfies(counts -> assertThat(counts.exchanges()).isEqualTo(200));
    assertThat(link.state().exchangesDropped()).isZero();
    assertThat(link.state().spoolBytes()).isZero();
    assertThat(directory.resolve("spool")).isEmptyDirectory();
  }

  @Test
  void whatWasNotAcknowledgedIsSentAgainUnderTheSameName() {
    control.acknowledges = false;
    link = open(ROOMY);
    offer(0, 3, 5);
    LinkSamples.await("delivered once", () -> control.unacknowledged.get() == 3);
    control.acknowledges = true;
    control.dropStream();
    LinkSamples.await("acknowledged", () -> link.state().acknowledged() == 3);
    assertThat(control.deliveries).hasValue(6);
    assertThat(control.ids()).hasSize(3);
    assertThat(control.exchanges()).isEqualTo(15);
  }

  @Test
  void aControlThatNeverAnswersIsLeftAndTriedAgain() {
    control.welcomes = false;
    link = open(ROOMY);
    offer(0, 1, 1);
    LinkSamples.await("tried again", () -> control.hellos.size() >= 2);
    control.welcomes = true;
    LinkSamples.await("arrived", () -> link.state().acknowledged() == 1);
  }

  @Test
  void aControlOneVersionAheadIsSpokenWith() {
    control.protocolVersion = LinkVersion.CURRENT + 1;
    link = open(ROOMY);
    offer(0, 1, 1);
    LinkSamples.await("arrived", () -> link.state().acknowledged() == 1);
  }

  @Test
  void aControlTwoVersionsAheadGetsNoSummaries() {
    control.protocolVersion = LinkVersion.CURRENT + 2;
    link = open(ROOMY);
    offer(0, 1, 1);
    LinkSamples.await("tried again", () -> control.hellos.size() >= 3);
    assertThat(control.deliveries).hasValue(0);
    assertThat(link.state().waiting()).isEqualTo(1);
  }

  @Test
  void aLongOutageMakesWindowsLongerAndLosesNothing() {
    int port = control.port();
    control.close();
    // Room for a few windows of this size, not for 120.
    link = open(port, LinkSamples.limits(4 << 10, 32 << 10));
    offer(0, 120, 40);
    LinkSamples.await(
        "joined",
        () -> link.state().windowsJoined() > 0 && link.state().waitingBytes() <= 36 << 10);
    control = new FakeControl(port).start();
    LinkSamples.await("all arrived", () -> link.state().connected() && link.state().waiting() == 0);
    assertThat(control.exchanges()).isEqualTo(120 * 40);
    assertThat(link.state().exchangesDropped()).isZero();
    assertThat(control.ids().stream().mapToLong(id -> id.window().lengthSeconds()).sum())
        .isEqualTo(600);
  }

  @Test
  void whenNothingCanBeJoinedTheOldestIsDroppedAndSaid() {
    int port = control.port();
    control.close();
    // Joining is forbidden by its size bound, so room runs out.
    link = open(port, new LinkOutboxLimits(1000, 4 << 10, 16 << 10, 1, 3600, 4, 2, 20, 100));
    offer(0, 60, 40);
    LinkSamples.await("dropped", () -> link.state().exchangesDropped() > 0);
    control = new FakeControl(port).start();
    LinkSamples.await("connected", () -> link.state().connected());
    offer(60, 1, 40);
    LinkSamples.await("all arrived", () -> link.state().waiting() == 0);
    long reported =
        control.received().summaries().values().stream()
            .mapToLong(summary -> summary.tally().exchangesDropped())
            .sum();
    assertThat(control.exchanges() + link.state().exchangesDropped()).isEqualTo(61 * 40);
    assertThat(reported).isEqualTo(link.state().exchangesDropped());
    LinkSamples.await(
        "health says so", () -> control.healths.stream().anyMatch(h -> h.getQueueDrops() > 0));
  }

  @Test
  void aFullDiskCostsRoomAndNothingElse() {
    int port = control.port();
    control.close();
    SealedFile full =
        new SealedFile() {
          @Override
          void write(Path file, byte[] content, boolean durable) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    link =
        new ControlLink(
            LinkSamples.config(port, directory, ROOMY), new Source(), rulesets::add, full);
    link.start();
    offer(0, 100, 3);
    LinkSamples.await("all wait in memory", () -> link.state().waiting() == 100);
    assertThat(link.state().spoolFailures()).isPositive();
    control = new FakeControl(port).start();
    LinkSamples.await("connected", () -> link.state().connected());
    control.send(RulesetCodec.encode(LinkSamples.ruleset(7, 3), Instant.now()));
    LinkSamples.await("rules in force", () -> link.ruleset().version() == 7);
    LinkSamples.await("all arrived", () -> link.state().acknowledged() == 100);
    assertThat(control.exchanges()).isEqualTo(300);
    assertThat(link.state().exchangesDropped()).isZero();
  }

  @Test
  void summariesOutliveARestart() {
    int port = control.port();
    control.close();
    link = open(port, ROOMY);
    offer(0, 30, 3);
    LinkSamples.await("waiting", () -> link.state().waiting() == 30);
    link.close();
    control = new FakeControl(port).start();
    link = open(port, ROOMY);
    LinkSamples.await("all arrived", () -> link.state().acknowledged() == 30);
    assertThat(control.exchanges()).isEqualTo(90);
  }

  @Test
  void brokenFilesAreLeftOut() throws IOException {
    Path spool = Files.createDirectories(directory.resolve("spool"));
    Files.write(spool.resolve("1-5-x-0.summary"), new byte[] {1, 2, 3});
    Files.write(spool.resolve("2-5-x-1.summary.new"), new byte[5000]);
    Files.write(directory.resolve("ruleset.sealed"), "no ruleset at all".getBytes());
    link = open(ROOMY);
    assertThat(link.ruleset()).isEqualTo(Ruleset.EMPTY);
    offer(0, 1, 1);
    LinkSamples.await("arrived", () -> link.state().acknowledged() == 1);
    assertThat(spool).isEmptyDirectory();
    assertThat(directory.resolve("ruleset.sealed.broken")).exists();
  }

  @Test
  void rulesComeDownAndAreKeptOverARestart() {
    link = open(ROOMY);
    LinkSamples.await("connected", () -> link.state().connected());
    assertThat(link.state().rulesetAgeSeconds()).isEqualTo(-1);
    Ruleset first = LinkSamples.ruleset(7, 20);
    Ruleset second = LinkSamples.ruleset(8, 21);
    control.send(RulesetCodec.encode(first, Instant.now()));
    LinkSamples.await("first", () -> link.ruleset().equals(first));
    control.send(RulesetCodec.encodeChange(first, second, Instant.now()));
    LinkSamples.await("second", () -> link.ruleset().equals(second));
    LinkSamples.await("reported", () -> control.applied.size() == 2);
    control.send(RulesetCodec.encodeChange(second, second, Instant.now()));
    control.send(RulesetCodec.encode(LinkSamples.ruleset(9, 1), Instant.now()));
    LinkSamples.await("third", () -> link.ruleset().version() == 9);
    control.send(RulesetCodec.encode(second, Instant.now()));
    LinkSamples.await("second again", () -> link.ruleset().equals(second));
    assertThat(rulesets).extracting(Ruleset::version).containsExactly(7L, 8L, 9L, 8L);
    assertThat(link.state().rulesetAgeSeconds()).isZero();
    int port = control.port();
    link.close();
    control.close();
    link = open(port, ROOMY);
    assertThat(link.ruleset()).isEqualTo(second);
    control = new FakeControl(port).start();
    LinkSamples.await("said hello", () -> !control.hellos.isEmpty());
    assertThat(control.hellos.getFirst().getInventoryVersion()).isEqualTo(8);
  }

  @Test
  void rulesThatDoNotFitAreAskedForWhole() {
    link = open(ROOMY);
    LinkSamples.await("connected", () -> link.state().connected());
    control.send(
        RulesetCodec.encodeChange(
            LinkSamples.ruleset(7, 20), LinkSamples.ruleset(8, 21), Instant.now()));
    LinkSamples.await("asked again", () -> control.hellos.size() == 2);
    assertThat(control.hellos.getLast().getInventoryVersion()).isZero();
    assertThat(link.ruleset()).isEqualTo(Ruleset.EMPTY);
  }

  @Test
  void healthAndCaptureAreReported() {
    link = open(ROOMY);
    LinkSamples.await("health", () -> !control.healths.isEmpty());
    LinkSamples.await("capture", () -> !control.captures.isEmpty());
    assertThat(control.healths.getFirst().getResidentBytes()).isEqualTo(1234);
    assertThat(control.captures.getFirst().getPods(0).getNotCaptured().getBecause())
        .isEqualTo("no nftables");
  }

  @Test
  void whatOnlyANewerControlSaysIsIgnoredAndTheRestIsTaken() {
    control.welcome = LinkSamples::withMore;
    link = open(ROOMY);
    LinkSamples.await("connected", () -> link.state().connected());
    control.send(ControlMessage.newBuilder().setUnknownFields(LinkSamples.more(90)).build());
    Ruleset first = LinkSamples.ruleset(7, 20);
    Ruleset second = LinkSamples.ruleset(8, 21);
    control.send(LinkSamples.withMore(RulesetCodec.encode(first, Instant.now())));
    LinkSamples.await("first", () -> link.ruleset().equals(first));
    control.send(LinkSamples.withMore(RulesetCodec.encode(second, Instant.now())));
    LinkSamples.await("second", () -> link.ruleset().equals(second));
    control.acknowledgement = LinkSamples::withMore;
    offer(0, 5, 3);
    LinkSamples.await("all acknowledged", () -> link.state().acknowledged() == 5);
    assertThat(control.exchanges()).isEqualTo(15);
    assertThat(control.hellos).as("the stream went on").hasSize(1);
  }

  @Test
  void anInventoryToldInAWayNotKnownIsAskedForWhole() {
    link = open(ROOMY);
    LinkSamples.await("connected", () -> link.state().connected());
    Ruleset held = LinkSamples.ruleset(7, 20);
    control.send(RulesetCodec.encode(held, Instant.now()));
    LinkSamples.await("held", () -> link.ruleset().equals(held));
    control.send(
        RulesetUpdate.newBuilder().setVersion(8).setUnknownFields(LinkSamples.more(70)).build());
    LinkSamples.await("asked again", () -> control.hellos.size() == 2);
    assertThat(control.hellos.getLast().getInventoryVersion()).isZero();
    assertThat(link.ruleset()).isEqualTo(held);
  }

  private void offer(int from, int count, int edges) {
    for (int i = from; i < Math.max(count, from + 1); i++) {
      link.offer(LinkSamples.window("boot", i, edges));
    }
  }

  private ControlLink open(LinkOutboxLimits limits) {
    return open(control.port(), limits);
  }

  private ControlLink open(int port, LinkOutboxLimits limits) {
    ControlLink opened =
        new ControlLink(LinkSamples.config(port, directory, limits), new Source(), rulesets::add);
    opened.start();
    return opened;
  }

  private static final class Source implements LinkSource {
    @Override
    public NodeVitals vitals() {
      return new NodeVitals(1234, 5, 6, Map.of("x", 7L));
    }

    @Override
    public Map<String, CaptureState> captureStates() {
      return Map.of("uid-1", new CaptureState.NotCaptured("no nftables"));
    }
  }
}

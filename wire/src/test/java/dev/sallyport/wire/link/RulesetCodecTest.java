// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.sallyport.model.Condition;
import dev.sallyport.model.FingerprintKey;
import dev.sallyport.model.Inventory;
import dev.sallyport.model.Mode;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Ruleset;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Side;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.link.v1.FingerprintKeys;
import dev.sallyport.wire.link.v1.RulesetUpdate;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RulesetCodecTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

  @Test
  void fingerprintKeysTravelAndStayWhenNotSaid() {
    FingerprintKey key = new FingerprintKey(3, NOW, new byte[FingerprintKey.BYTES]);
    Ruleset ruled = new Ruleset(9, inventory(5, 20, "v1"), List.of(), List.of(key));
    Ruleset read = RulesetCodec.apply(Ruleset.EMPTY, RulesetCodec.encode(ruled, NOW)).value();
    assertThat(read.fingerprintKeys()).containsExactly(key);
    RulesetUpdate keyless = RulesetCodec.encode(ruled.withoutSecrets(), NOW);
    assertThat(keyless.hasFingerprintKeys()).isFalse();
    assertThat(RulesetCodec.apply(read, keyless).value().fingerprintKeys()).containsExactly(key);
    FingerprintKey next = new FingerprintKey(4, NOW, new byte[FingerprintKey.BYTES]);
    RulesetUpdate turned = RulesetCodec.encodeConfirmation(read, List.of(key, next), NOW);
    assertThat(RulesetCodec.apply(read, turned).value().fingerprintKeys())
        .containsExactly(key, next);
  }

  @Test
  void policiesTravelAndStayWhenNotSaid() {
    Policy policy = policy("one", 3);
    Ruleset ruled = new Ruleset(9, inventory(5, 20, "v1"), List.of(policy), List.of());
    Ruleset read = RulesetCodec.apply(Ruleset.EMPTY, RulesetCodec.encode(ruled, NOW)).value();
    assertThat(read.policies()).containsExactly(policy);
    RulesetUpdate silent =
        RulesetCodec.encodeChange(
            ruled, new Ruleset(10, inventory(6, 21, "v1"), List.of(policy), List.of()), NOW);
    assertThat(silent.hasPolicies()).isFalse();
    assertThat(RulesetCodec.apply(read, silent).value().policies()).containsExactly(policy);
    RulesetUpdate none =
        RulesetCodec.encodeChange(
            ruled, new Ruleset(10, ruled.inventory(), List.of(), List.of()), NOW);
    assertThat(RulesetCodec.apply(read, none).value().policies()).isEmpty();
  }

  @Test
  void aPolicyThatCannotBeReadLeavesTheOneHeldInForce() {
    Ruleset ruled = new Ruleset(9, inventory(5, 20, "v1"), List.of(policy("one", 3)), List.of());
    RulesetUpdate.Builder update =
        RulesetCodec.encode(
            new Ruleset(
                10, ruled.inventory(), List.of(policy("one", 4), policy("two", 1)), List.of()),
            NOW)
            .toBuilder();
    update.getPoliciesBuilder().getDocumentsBuilder(0).setJson("{}");
    Decoded<Ruleset> read = RulesetCodec.apply(ruled, update.build());
    assertThat(read.value().policies()).containsExactly(policy("one", 3), policy("two", 1));
    assertThat(read.problems()).singleElement().asString().contains("policies[shop/one]");
  }

  private static Policy policy(String name, long version) {
    return new Policy(
        new PolicyId("shop", name),
        version,
        PolicyTier.NAMESPACE,
        Selector.namespace("shop"),
        List.of(new Rule("no", Side.INBOUND, Condition.ALWAYS, new Response.Deny(403, "not here"))),
        true,
        false,
        Mode.ENFORCE,
        100,
        OnFailure.OPEN,
        Policy.DEFAULT_BUDGET);
  }

  @Test
  void aKeyThatDoesNotFitIsAProblemAndNoCrash() {
    Ruleset ruled = new Ruleset(9, inventory(5, 20, "v1"));
    RulesetUpdate update =
        RulesetCodec.encode(ruled, NOW).toBuilder()
            .setFingerprintKeys(
                FingerprintKeys.newBuilder()
                    .addKeys(
                        FingerprintKeys.Key.newBuilder()
                            .setId(1)
                            .setSecret(ByteString.copyFromUtf8("too short"))))
            .build();
    Decoded<Ruleset> read = RulesetCodec.apply(Ruleset.EMPTY, update);
    assertThat(read.problems()).hasSize(1);
    assertThat(read.problems().getFirst().toString()).doesNotContain("too short");
    assertThat(read.value().inventory()).isEqualTo(ruled.inventory());
  }

  @Test
  void aRulesetSurvivesWhole() throws InvalidProtocolBufferException {
    Ruleset ruleset = new Ruleset(9, inventory(5, 20, "v1"));
    Decoded<Ruleset> read =
        RulesetCodec.apply(
            Ruleset.EMPTY,
            RulesetUpdate.parseFrom(RulesetCodec.encode(ruleset, NOW).toByteArray()));
    assertThat(read.problems()).isEmpty();
    assertThat(read.value()).isEqualTo(ruleset);
    assertThat(read.value().inventory().pods().getFirst().workload().labels())
        .containsEntry("version", "v1");
  }

  @Test
  void aChangeTurnsTheOneHeldIntoTheNext() {
    Ruleset held = new Ruleset(9, inventory(5, 200, "v1"));
    List<Inventory.PodInterval> pods = new ArrayList<>(inventory(6, 200, "v1").pods());
    pods.removeFirst();
    pods.add(pod(900, "v1"));
    Inventory changed =
        new Inventory(
            6,
            pods,
            held.inventory().services(),
            held.inventory().machines(),
            held.inventory().ranges());
    Ruleset next = new Ruleset(10, changed);
    RulesetUpdate update = RulesetCodec.encodeChange(held, next, NOW);
    assertThat(update.hasInventoryDelta()).isTrue();
    assertThat(update.getSerializedSize()).isLessThan(400);
    assertThat(RulesetCodec.apply(held, update).value()).isEqualTo(next);
  }

  @Test
  void changedLabelsTravelThoughTheWorkloadIsTheSame() {
    Ruleset held = new Ruleset(9, inventory(5, 50, "v1"));
    Ruleset next = new Ruleset(10, inventory(6, 50, "v2"));
    Ruleset read = RulesetCodec.apply(held, RulesetCodec.encodeChange(held, next, NOW)).value();
    assertThat(read.inventory().pods())
        .allMatch(pod -> "v2".equals(pod.workload().labels().get("version")));
  }

  @Test
  void anInventoryThatDidNotChangeDoesNotTravel() {
    Ruleset held = new Ruleset(9, inventory(5, 50, "v1"));
    Ruleset next = new Ruleset(10, held.inventory());
    RulesetUpdate update = RulesetCodec.encodeChange(held, next, NOW);
    assertThat(update.getSerializedSize()).isLessThan(20);
    assertThat(RulesetCodec.apply(held, update).value()).isEqualTo(next);
  }

  @Test
  void aChangeOfAnotherBaseIsRefusedAndTheHeldOneStays() {
    Ruleset held = new Ruleset(9, inventory(5, 50, "v1"));
    Ruleset other = new Ruleset(9, inventory(4, 49, "v1"));
    RulesetUpdate update =
        RulesetCodec.encodeChange(other, new Ruleset(10, inventory(6, 50, "v1")), NOW);
    Decoded<Ruleset> read = RulesetCodec.apply(held, update);
    assertThat(read.value()).isEqualTo(held);
    assertThat(read.problems()).hasSize(1);
  }

  @Test
  void namesAreNeverLookedUp() {
    RulesetUpdate.Builder update =
        RulesetCodec.encode(new Ruleset(1, inventory(1, 1, "v1")), NOW).toBuilder();
    update.getInventoryFullBuilder().getPodsBuilder(0).addAddresses("localhost");
    Decoded<Ruleset> read = RulesetCodec.apply(Ruleset.EMPTY, update.build());
    assertThat(read.problems()).hasSize(1);
    assertThat(read.value().inventory().pods().getFirst().addresses()).hasSize(2);
  }

  @Test
  void noBytesMakeReadingFail() {
    byte[] good = RulesetCodec.encode(new Ruleset(9, inventory(5, 8, "v1")), NOW).toByteArray();
    Random random = new Random(17);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int changes = random.nextInt(10); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
      try {
        RulesetUpdate update = RulesetUpdate.parseFrom(Arrays.copyOf(bytes, length));
        assertThat(RulesetCodec.apply(Ruleset.EMPTY, update).value()).isNotNull();
        read++;
      } catch (InvalidProtocolBufferException malformed) {
        // The transport answers such a stream; nothing reaches the codec.
      }
    }
    assertThat(read).isGreaterThan(1000);
  }

  private static Inventory inventory(long version, int pods, String label) {
    List<Inventory.PodInterval> intervals = new ArrayList<>();
    for (int i = 0; i < pods; i++) {
      intervals.add(pod(i, label));
    }
    return new Inventory(
        version,
        intervals,
        List.of(
            new Inventory.ClusterService(
                "shop",
                "catalog",
                Set.of(InetAddress.ofLiteral("10.96.0.7")),
                List.of(new Inventory.Port(80, "TCP", "http")),
                Set.of("catalog.shop.svc.cluster.local", "catalog.shop"),
                Set.of(Workload.of("shop", "Deployment", "catalog")),
                "")),
        List.of(
            new Inventory.Machine(
                "n1", Set.of(InetAddress.ofLiteral("192.0.2.1")), List.of("10.1.0.0/24"))),
        new Inventory.ClusterRanges(
            List.of("10.0.0.0/8"),
            List.of("10.96.0.0/12"),
            Set.of(InetAddress.ofLiteral("10.96.0.1")),
            Set.of(InetAddress.ofLiteral("10.96.0.10")),
            "cluster.local"));
  }

  private static Inventory.PodInterval pod(int i, String label) {
    return new Inventory.PodInterval(
        "uid-" + i,
        "catalog-" + i,
        "n1",
        Set.of(
            InetAddress.ofLiteral("10.1.0." + i % 250),
            InetAddress.ofLiteral("fd00::" + Integer.toHexString(i))),
        false,
        new Workload(
            "shop", "Deployment", "catalog", "web", new TreeMap<>(Map.of("version", label))),
        NOW,
        i % 2 == 0 ? null : NOW.plusSeconds(i),
        true);
  }
}

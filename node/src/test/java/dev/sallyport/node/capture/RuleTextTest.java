// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.node.capture.nft.RuleFeatures;
import dev.sallyport.node.capture.nft.RuleMarks;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleTextTest {

  private static final RuleMarks MARKS = new RuleMarks(0x11, 0x12, 0x13, 0x14, 0x15);
  private static final RuleFeatures ALL = new RuleFeatures(true, true, true, null);

  private static String rules(FailMode mode, RuleFeatures features) {
    return new RuleText(MARKS, CapturePorts.DEFAULT, mode, features)
        .replace(true, true, List.of(InetAddress.ofLiteral("10.0.0.10")));
  }

  @Test
  void everyRedirectOfTcpIsGuardedByTheFirstPacket() {
    assertThat(rules(FailMode.OPEN, ALL).lines().filter(line -> line.contains("redirect to :158")))
        .isNotEmpty()
        .allMatch(line -> line.contains("== syn"));
  }

  @Test
  void theTableIsReplacedInOneTransaction() {
    assertThat(rules(FailMode.OPEN, ALL))
        .startsWith("table inet sallyport\ndelete table inet sallyport\ntable inet sallyport {");
  }

  @Test
  void aFamilyThatIsMissingLeavesNoRule() {
    assertThat(rules(FailMode.OPEN, new RuleFeatures(true, false, true, null)))
        .contains("tproxy ip to 127.0.0.1:15806")
        .doesNotContain("tproxy ip6")
        .doesNotContain("redirect to :ip6");
  }

  @Test
  void onlyClosedModeRefuses() {
    assertThat(rules(FailMode.OPEN, ALL)).doesNotContain("reject");
    assertThat(rules(FailMode.CLOSED, ALL))
        .contains("chain refuse")
        .contains("reject with tcp reset");
  }

  @Test
  void theCgroupExemptsInsteadOfTheMarkWhereItWorks() {
    assertThat(rules(FailMode.OPEN, ALL)).contains("meta mark 0x11 return");
    assertThat(rules(FailMode.OPEN, new RuleFeatures(true, true, true, "a/b")))
        .contains("meta mark != 0x12 socket cgroupv2 level 2 \"a/b\" return")
        .doesNotContain("meta mark 0x11 return");
  }

  @Test
  void theGateHoldsExactlyTheFamiliesNamed() {
    assertThat(RuleText.gate(true, true)).contains("{ ip, ip6 }");
    assertThat(RuleText.gate(false, true)).contains("{ ip6 }");
    assertThat(RuleText.gate(false, false)).isEqualTo("flush set inet sallyport gate\n");
  }

  @Test
  void eachResolverHasAListenerOfItsOwn() {
    assertThat(
            new RuleText(MARKS, CapturePorts.DEFAULT, FailMode.OPEN, ALL)
                .resolvers(
                    List.of(
                        InetAddress.ofLiteral("10.0.0.10"),
                        InetAddress.ofLiteral("fd00::10"),
                        InetAddress.ofLiteral("10.0.0.11"))))
        .contains("resolvers4 { 10.0.0.10 : 15853, 10.0.0.11 : 15855 }")
        .contains("resolvers6 { fd00:0:0:0:0:0:0:10 : 15854 }");
  }

  @Test
  void marksDifferFromEachOtherAndFromWhatIsWellKnown() {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 10_000; i++) {
      RuleMarks marks = RuleMarks.random(random);
      assertThat(
              Set.of(
                  marks.own(),
                  marks.canary(),
                  marks.returning(),
                  marks.accepted(),
                  marks.relayed()))
          .hasSize(5)
          .doesNotContain(0);
    }
  }
}

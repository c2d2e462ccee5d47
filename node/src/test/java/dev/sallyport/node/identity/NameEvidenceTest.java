// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static dev.sallyport.node.identity.Given.SECOND;
import static dev.sallyport.node.identity.Given.ip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.node.identity.IdentityCounters.Count;
import dev.sallyport.node.identity.NameEvidence.Answered;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameEvidenceTest {
  private static final InetAddress IP = ip("203.0.113.9");
  private final IdentityCounters counters = new IdentityCounters();
  private final NameEvidence names = new NameEvidence(IdentityLimits.defaults(), counters);

  @Test
  void latestNameComesFirst() {
    answer("pod", "one.example", 60, 0);
    answer("pod", "two.example", 60, SECOND);
    answer("pod", "ONE.example.", 60, 2 * SECOND);
    assertThat(names.names("pod", IP, 3 * SECOND)).containsExactly("one.example", "two.example");
  }

  @Test
  void nameCountsForThePodThatAskedOnly() {
    answer("pod", "one.example", 60, 0);
    assertThat(names.names("other", IP, SECOND)).isEmpty();
  }

  @Test
  void nameCountsForItsTimeAndAGrace() {
    answer("pod", "one.example", 30, 0);
    assertThat(names.names("pod", IP, 89 * SECOND)).isNotEmpty();
    assertThat(names.names("pod", IP, 91 * SECOND)).isEmpty();
  }

  @Test
  void absurdTimesToLiveAreCut() {
    answer("pod", "one.example", Long.MAX_VALUE, 0);
    assertThat(names.names("pod", IP, 3_600 * SECOND)).isNotEmpty();
    assertThat(names.names("pod", IP, 3_700 * SECOND)).isEmpty();
    answer("pod", "two.example", -5, 0);
    assertThat(names.names("pod", IP, 59 * SECOND)).contains("two.example");
  }

  @Test
  void forgottenPodHasNoNames() {
    answer("pod", "one.example", 60, 0);
    names.forget("pod");
    assertThat(names.names("pod", IP, SECOND)).isEmpty();
  }

  @Test
  void addressesAndPodsAreBounded() {
    for (int i = 0; i < 5_000; i++) {
      InetAddress address = ip("198.51." + (i / 250) + "." + (i % 250));
      names.answered("pod", "n" + i + ".example", List.of(new Answered(address, 60)), 0);
    }
    assertThat(names.names("pod", ip("198.51.0.0"), SECOND)).isEmpty();
    assertThat(names.names("pod", ip("198.51.19.249"), SECOND)).containsExactly("n4999.example");
    for (int i = 0; i < 1_000; i++) {
      answer("pod" + i, "one.example", 60, 0);
    }
    assertThat(names.names("pod0", IP, SECOND)).isEmpty();
    assertThat(names.names("pod999", IP, SECOND)).isNotEmpty();
    assertThat(counters.of(Count.NAMES_FULL)).isPositive();
  }

  @Test
  void namesOfOneAddressAreBounded() {
    for (int i = 0; i < 100; i++) {
      answer("pod", "n" + i + ".example", 60, 0);
    }
    assertThat(names.names("pod", IP, SECOND)).hasSize(8).startsWith("n99.example");
  }

  @Test
  void onlyHostNamesAreNames() {
    for (String no :
        List.of(
            "",
            ".",
            "1.2.3.4",
            "1.2.3.4:80",
            "[::1]:80",
            "::1",
            "a b",
            "ä.example",
            "x".repeat(300),
            "a/b",
            "evil\nname",
            ":80")) {
      assertThat(HostNames.normal(no)).as(no).isEmpty();
    }
    assertThat(HostNames.normal("API.Example.com.:443")).contains("api.example.com");
    assertThat(HostNames.normal("_srv.example-1.com")).contains("_srv.example-1.com");
    assertThat(HostNames.normal("localhost")).contains("localhost");
  }

  private void answer(String pod, String name, long ttl, long at) {
    names.answered(pod, name, List.of(new Answered(IP, ttl)), at);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How well secrets are told from what looks like them; half of the rows were never tuned on. */
class SecretQualityTest {
  private static final SecretRecogniser RECOGNISER = SecretRecogniser.create();

  @Test
  void heldOutRowsMeetTheTargets() {
    int right = 0;
    int wrong = 0;
    int missed = 0;
    for (SharedData.Row row : SharedData.secrets()) {
      if (!heldOut(row)) {
        continue;
      }
      boolean found = !rulesIn(row.text()).isEmpty();
      right += row.secret() && found ? 1 : 0;
      missed += row.secret() && !found ? 1 : 0;
      wrong += !row.secret() && found ? 1 : 0;
    }
    double precision = right / (double) (right + wrong);
    double recall = right / (double) (right + missed);
    System.out.printf("held out: precision %.3f recall %.3f%n", precision, recall);
    assertThat(precision).isGreaterThanOrEqualTo(0.95);
    assertThat(recall).isGreaterThanOrEqualTo(0.90);
  }

  @Test
  void lookAlikesStaySilent() {
    for (SharedData.Row row : SharedData.secrets()) {
      if (row.rule().equals("look-alike")) {
        assertThat(rulesIn(row.text())).as(row.id()).isEmpty();
      }
    }
  }

  @Test
  void textAboutOtherThingsStaysSilent() throws java.io.IOException {
    for (String file :
        new String[] {
          "pii.jsonl", "prompts.jsonl", "api_paths.jsonl", "mcp_messages.jsonl", "mcp_tools.jsonl"
        }) {
      for (String line : java.nio.file.Files.readAllLines(SharedData.folder().resolve(file))) {
        assertThat(rulesIn(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
            .as(file)
            .isEmpty();
      }
    }
  }

  /** Rows whose hash is odd were looked at by nobody while rules were written. */
  private static boolean heldOut(SharedData.Row row) {
    try {
      byte[] hash =
          java.security.MessageDigest.getInstance("SHA-256")
              .digest(row.id().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return (hash[31] & 1) == 1;
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static List<String> rulesIn(byte[] text) {
    List<String> rules = new ArrayList<>();
    RECOGNISER.find(text, 0, text.length, (rule, start, end, confidence) -> rules.add(rule));
    return rules;
  }
}

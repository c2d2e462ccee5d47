// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class InspectPathsTest {

  @Test
  void everyLineIsAnsweredInOrderFromAllOfThem() {
    assertThat(
            answers(
                """
                {"api":"a","method":"GET","url":"/orders/17?full=1"}
                {"api":"b","method":"GET","url":"/teams/FR/members"}
                {"api":"a","method":"POST","url":"/orders"}
                {"api":"b","method":"GET","url":"/teams/DE/members"}
                """))
        .containsExactly(
            "{\"api\":\"a\",\"method\":\"GET\",\"url\":\"/orders/17?full=1\",\"template\":\"/orders/{}\"}",
            "{\"api\":\"b\",\"method\":\"GET\",\"url\":\"/teams/FR/members\",\"template\":\"/teams/{}/members\"}",
            "{\"api\":\"a\",\"method\":\"POST\",\"url\":\"/orders\",\"template\":\"/orders\"}",
            "{\"api\":\"b\",\"method\":\"GET\",\"url\":\"/teams/DE/members\",\"template\":\"/teams/{}/members\"}");
  }

  @Test
  void aWrongLineIsAnsweredInItsPlace() {
    assertThat(answers("nonsense\n[1]\n{\"api\":\"a\",\"method\":\"GET\",\"url\":\"/x\"}\n"))
        .hasSize(3)
        .first()
        .asString()
        .contains("\"error\"");
  }

  @Test
  void whatWasNotFoundIsNoEvidence() {
    String scans =
        "{\"api\":\"a\",\"method\":\"GET\",\"url\":\"/tags/x\",\"status\":404}\n"
            + "{\"api\":\"a\",\"method\":\"GET\",\"url\":\"/tags/y\",\"status\":404}\n"
            + "{\"api\":\"a\",\"method\":\"GET\",\"url\":\"/tags/z\",\"status\":404}\n";
    assertThat(answers(scans + "{\"api\":\"a\",\"method\":\"GET\",\"url\":\"/tags/red\"}\n"))
        .last()
        .asString()
        .contains("\"template\":\"/tags/red\"");
  }

  private static List<String> answers(String lines) {
    StringWriter out = new StringWriter();
    InspectPathsCommand command =
        new InspectPathsCommand(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    new CommandLine(command).setOut(new PrintWriter(out)).execute();
    return List.of(out.toString().split("\n"));
  }
}

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

class InspectTextTest {

  @Test
  void saysWhatStandsWhere() {
    assertThat(
            answers(
                "{\"id\":\"1\",\"text\":\"my card is 4111 1111 1111 1111\",\"channel\":\"user\"}"))
        .containsExactly(
            "{\"id\":\"1\",\"sightings\":[{\"class\":\"CREDIT_CARD\",\"start\":11,\"end\":30,\"confidence\":0.98}]}");
    assertThat(answers("{\"id\":2,\"text\":\"trace_id=4111111111111111\"}"))
        .containsExactly("{\"id\":2,\"sightings\":[]}");
  }

  @Test
  void countsCodePointsAndNotBytesOrUnits() {
    assertThat(answers("{\"id\":\"1\",\"text\":\"é😀 ann@example.com 😀 bob@example.com\"}"))
        .containsExactly(
            "{\"id\":\"1\",\"sightings\":["
                + "{\"class\":\"EMAIL_ADDRESS\",\"start\":3,\"end\":18,\"confidence\":0.98},"
                + "{\"class\":\"EMAIL_ADDRESS\",\"start\":21,\"end\":36,\"confidence\":0.98}]}");
  }

  @Test
  void readsTextThatIsJsonItself() {
    assertThat(
            answers(
                "{\"text\":\"{\\\"payment\\\":{\\\"pan\\\":4111111111111111,\\\"etag\\\":5500005555555559}}\"}"))
        .containsExactly(
            "{\"sightings\":[{\"class\":\"CREDIT_CARD\",\"start\":18,\"end\":34,\"confidence\":0.98}]}");
  }

  @Test
  void credentialsNameTheirRule() {
    String token = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
    assertThat(answers("{\"text\":\"use " + token + " for ann@example.com\"}"))
        .singleElement()
        .asString()
        .contains("{\"class\":\"SECRET\",\"rule\":\"github-pat\",\"start\":4,\"end\":44,")
        .contains("\"EMAIL_ADDRESS\",\"start\":49");
  }

  @Test
  void aWrongLineIsAnsweredInItsPlace() {
    assertThat(answers("nonsense\n{\"id\":1}\n{\"id\":2,\"text\":\"\"}"))
        .hasSize(3)
        .last()
        .isEqualTo("{\"id\":2,\"sightings\":[]}");
  }

  private static List<String> answers(String lines) {
    StringWriter out = new StringWriter();
    InspectTextCommand command =
        new InspectTextCommand(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    new CommandLine(command).setOut(new PrintWriter(out)).execute();
    return List.of(out.toString().split("\n"));
  }
}

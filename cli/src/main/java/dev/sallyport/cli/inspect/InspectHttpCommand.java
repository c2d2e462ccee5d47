// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.detection.attack.AttackInspector;
import dev.sallyport.detection.attack.AttackLimits;
import dev.sallyport.detection.attack.Attacks;
import dev.sallyport.model.Finding.AttackAttempt;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sallyport inspect http}. */
@Command(
    name = "http",
    description = "Looks for attacks and sensitive data in requests and answers.",
    footer = {
      "",
      "In:  {\"id\":\"1\",\"method\":\"GET\",\"uri\":\"/?q=1\",\"headers\":{\"Host\":\"shop\"},\"body\":null}",
      "     headers may also be a list of pairs. For an answer: \"response\":true and a \"status\".",
      "Out: {\"id\":\"1\",\"attack\":false,\"score\":0.0,\"findings\":[],\"sightings\":[]}",
      "     A finding has a detector, a family, where it stands, a score and the reason. A sighting",
      "     has the class of the data and where it stands, never the value.",
      "",
      "Example:",
      "  sallyport inspect http < requests.jsonl | grep '\"attack\":true'"
    })
final class InspectHttpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  private final InputStream in;
  private final RecordedMessages messages = new RecordedMessages();
  private final AttackInspector attacks = new Attacks(AttackLimits.DEFAULT).inspector();
  private final MessageSightings sensitive = new MessageSightings();

  InspectHttpCommand() {
    this(System.in);
  }

  InspectHttpCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public Integer call() throws IOException {
    JsonLines.answer(in, spec.commandLine().getOut(), this::answer);
    return 0;
  }

  ObjectNode answer(JsonNode line) {
    Message message = messages.of(line);
    List<AttackAttempt> found = new ArrayList<>();
    attacks.inspect(message, found::add);
    double score = found.stream().mapToDouble(AttackAttempt::score).max().orElse(0);
    ObjectNode answer = JsonLines.JSON.createObjectNode();
    answer.put("attack", !found.isEmpty()).put("score", rounded(score));
    ArrayNode findings = answer.putArray("findings");
    found.forEach(finding -> findings.add(shown(finding)));
    sensitive.in(message, answer.putArray("sightings"));
    return answer;
  }

  private static ObjectNode shown(AttackAttempt finding) {
    return JsonLines.JSON
        .createObjectNode()
        .put("detector", finding.detector())
        .put("family", kebab(finding.family().name()))
        .put("where", where(finding.place()))
        .put("score", rounded(finding.score()))
        .put("evidence", finding.evidence());
  }

  /** Returns a place as text such as <code>query:q</code>. */
  static String where(Place place) {
    String part = kebab(place.part().name());
    return place.name().isEmpty() ? part : part + ":" + place.name();
  }

  private static String kebab(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static double rounded(double score) {
    return Math.round(score * 100) / 100.0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.detection.StandardData;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.SensitiveDataScratch;
import dev.sallyport.model.Content;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Place;
import dev.sallyport.model.Sighting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sallyport inspect text}. */
@Command(
    name = "text",
    description = "Finds sensitive data in texts: data of people and credentials.",
    footer = {
      "",
      "In:  {\"id\":\"1\",\"text\":\"my card is 4111 1111 1111 1111\",\"channel\":\"user\"}",
      "Out: {\"id\":\"1\",\"sightings\":[{\"class\":\"CREDIT_CARD\",\"start\":11,\"end\":30,",
      "     \"confidence\":0.98}]}",
      "     Offsets count Unicode code points. A text that is JSON or a form itself is read as such:",
      "     its keys are evidence. Credentials have the class SECRET and name their rule.",
      "     A text that was not read to its end has \"whole\":false.",
      "",
      "Example:",
      "  sallyport inspect text < texts.jsonl"
    })
final class InspectTextCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  private final InputStream in;
  private final List<Sighting> sightings = new ArrayList<>();

  InspectTextCommand() {
    this(System.in);
  }

  InspectTextCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public Integer call() throws IOException {
    SensitiveData data = StandardData.sensitiveData(DataLimits.DEFAULT);
    SensitiveDataScratch scratch = data.scratch(Fingerprints.none());
    JsonLines.answer(in, spec.commandLine().getOut(), asked -> answer(asked, data, scratch));
    return 0;
  }

  private ObjectNode answer(JsonNode asked, SensitiveData data, SensitiveDataScratch scratch) {
    ObjectNode answer = JsonLines.JSON.createObjectNode();
    if (!asked.path("text").isTextual()) {
      return answer.put("error", "expected an object with a \"text\"");
    }
    byte[] text = asked.path("text").textValue().getBytes(StandardCharsets.UTF_8);
    Content content =
        new Content(Place.of(Place.Part.TEXT), Content.Form.PLAIN, text, 0, text.length, true);
    sightings.clear();
    boolean whole = data.inspect(content, scratch, sightings::add);
    sightings.sort(Comparator.comparingInt(Sighting::start));
    ArrayNode list = answer.putArray("sightings");
    CodePoints points = new CodePoints(text);
    for (Sighting each : sightings) {
      ObjectNode entry = list.addObject();
      entry.put("class", each.dataClass().name());
      if (each.dataClass() == DataClass.SECRET) {
        entry.put("rule", each.rule());
      }
      int start = points.before(each.start());
      entry.put("start", start);
      entry.put("end", start + CodePoints.between(text, each.start(), each.end()));
      entry.put("confidence", each.confidence());
    }
    return whole ? answer : answer.put("whole", false);
  }
}

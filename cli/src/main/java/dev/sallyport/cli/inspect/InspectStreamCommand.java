// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.detection.StandardData;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.SensitiveDataScratch;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.DataGroup;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Place;
import dev.sallyport.protocol.redaction.RedactionLimits;
import dev.sallyport.protocol.redaction.StreamRedactor;
import dev.sallyport.protocol.redaction.ValueFinder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sallyport inspect stream}. */
@Command(
    name = "stream",
    description = "Masks values in streams as a client would receive them.",
    footer = {
      "",
      "In:  {\"id\":\"1\",\"provider\":\"openai\",\"stream\":\"data: {…}\\n\\n…\",\"tcp_cuts\":[17,230]}",
      "     The stream is cut at these bytes and redacted piece by piece.",
      "Out: {\"id\":\"1\",\"stream\":\"data: {…}\\n\\n…\"}",
      "     Server-sent events, JSON lines and text. Cards, accounts, national and health identifiers,",
      "     e-mail addresses, phone numbers and credentials are masked; all else passes as it came.",
      "",
      "Example:",
      "  sallyport inspect stream < streams.jsonl"
    })
final class InspectStreamCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  private final InputStream in;

  InspectStreamCommand() {
    this(System.in);
  }

  InspectStreamCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public Integer call() throws IOException {
    SensitiveData data = StandardData.sensitiveData(DataLimits.DEFAULT);
    SensitiveDataScratch scratch = data.scratch(Fingerprints.none());
    ValueFinder finder = (place, text, sink) -> find(data, scratch, place, text, sink);
    JsonLines.answer(in, spec.commandLine().getOut(), asked -> answer(asked, finder));
    return 0;
  }

  private static void find(
      SensitiveData data,
      SensitiveDataScratch scratch,
      Place place,
      byte[] text,
      ValueFinder.Sink sink) {
    data.inspectField(
        place,
        text,
        0,
        text.length,
        scratch,
        sighting -> {
          if (isMasked(sighting.dataClass())) {
            sink.found(sighting.dataClass(), sighting.start(), sighting.end());
          }
        });
  }

  /** Names, places and addresses of machines are too common to be taken out of every text. */
  static boolean isMasked(DataClass dataClass) {
    DataGroup group = dataClass.group();
    return switch (group) {
      case FINANCIAL, NATIONAL_IDENTIFIER, HEALTH, CREDENTIAL -> true;
      case CONTACT -> dataClass == DataClass.EMAIL_ADDRESS || dataClass == DataClass.PHONE_NUMBER;
      case PERSONAL, INTELLECTUAL_PROPERTY -> false;
    };
  }

  private static ObjectNode answer(JsonNode asked, ValueFinder finder) {
    ObjectNode answer = JsonLines.JSON.createObjectNode();
    if (!asked.path("stream").isTextual()) {
      return answer.put("error", "expected an object with a \"stream\"");
    }
    byte[] stream = asked.path("stream").textValue().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(stream.length);
    StreamRedactor redactor = new StreamRedactor(finder, RedactionLimits.DEFAULT, out::writeBytes);
    int from = 0;
    for (JsonNode cut : asked.path("tcp_cuts")) {
      int to = Math.clamp(cut.asInt(), from, stream.length);
      redactor.write(stream, from, to - from);
      from = to;
    }
    redactor.write(stream, from, stream.length - from);
    redactor.end();
    return answer.put("stream", out.toString(StandardCharsets.UTF_8));
  }
}

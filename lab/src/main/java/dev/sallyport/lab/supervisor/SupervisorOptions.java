// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.api.ResourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the process outside tells the one inside, as a file in the state directory.
 *
 * @param state the lab's directory
 * @param home the checkout whose built programs run
 * @param variables values for YAML places
 * @param loopback whether it stands on loopback addresses instead of namespaces
 */
public record SupervisorOptions(
    Path state, Path home, Map<String, String> variables, boolean loopback) {
  private static final String FILE = "options.json";

  /** Copies the map. */
  public SupervisorOptions {
    variables = Map.copyOf(variables);
  }

  /** Writes the file. */
  public void write() throws IOException {
    var json =
        Json.object()
            .put("state", state.toString())
            .put("home", home.toString())
            .put("loopback", loopback);
    variables.forEach(json.putObject("variables")::put);
    Files.writeString(state.resolve(FILE), Json.text(json));
  }

  /** Reads the file from a state directory. */
  public static SupervisorOptions read(Path state) throws IOException {
    var json = Json.parse(Files.readAllBytes(state.resolve(FILE)));
    Resource values = new Resource(new ResourceKind("", "v1", "Options", "options", false), json);
    return new SupervisorOptions(
        state,
        Path.of(values.text("/home")),
        values.strings("/variables"),
        values.at("/loopback").asBoolean());
  }
}

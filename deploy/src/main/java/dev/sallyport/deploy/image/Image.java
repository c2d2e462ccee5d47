// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image, with what a runtime must know to run it.
 *
 * @param reference name and tag
 * @param layers from the lowest to the highest
 * @param user user and group that the program runs as, {@code uid:gid}
 * @param entrypoint the program and its arguments
 * @param environment variables that it finds
 * @param title what it is, for people
 * @param architecture the machines that it is for
 */
record Image(
    String reference,
    List<Layer> layers,
    String user,
    List<String> entrypoint,
    Map<String, String> environment,
    String title,
    Architecture architecture) {
  Image {
    requireNonNull(reference, "reference");
    layers = List.copyOf(layers);
    requireNonNull(user, "user");
    entrypoint = List.copyOf(entrypoint);
    environment = Map.copyOf(environment);
    requireNonNull(title, "title");
    requireNonNull(architecture, "architecture");
  }

  /** Returns the tag. */
  String tag() {
    return reference.substring(reference.lastIndexOf(':') + 1);
  }

  /** Returns the same image with a layer more on top. */
  Image with(Layer layer) {
    List<Layer> more = new java.util.ArrayList<>(layers);
    more.add(layer);
    return new Image(reference, more, user, entrypoint, environment, title, architecture);
  }

  /** Returns the configuration as the OCI image specification 1.1 describes it. */
  Map<String, Object> configuration() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("User", user);
    config.put(
        "Env",
        environment.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .sorted()
            .toList());
    config.put("Entrypoint", entrypoint);
    config.put("WorkingDir", "/");
    config.put(
        "Labels",
        new java.util.TreeMap<>(
            Map.of(
                "org.opencontainers.image.title",
                title,
                "org.opencontainers.image.version",
                tag(),
                "org.opencontainers.image.licenses",
                "Apache-2.0")));
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.putAll(architecture.platform());
    whole.put("created", Layer.TIME.toString());
    whole.put("config", config);
    whole.put(
        "rootfs",
        Map.of("type", "layers", "diff_ids", layers.stream().map(Layer::diffId).toList()));
    whole.put(
        "history",
        layers.stream()
            .map(
                layer -> {
                  Map<String, String> entry = new LinkedHashMap<>();
                  entry.put("created", Layer.TIME.toString());
                  entry.put("created_by", layer.about());
                  return entry;
                })
            .toList());
    return whole;
  }
}

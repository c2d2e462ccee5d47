// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of the chart as nested maps. */
final class ValuesFile {
  private ValuesFile() {}

  /** Returns what the file says; nothing when there is none. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> read(@Nullable Path file) throws IOException {
    return file == null ? Map.of() : Serialization.unmarshal(Files.readString(file), Map.class);
  }

  /** Sets one value of one group; what the group says already stays, and wins. */
  static void put(Map<String, Object> values, String group, String key, Object value) {
    Map<String, Object> all = new HashMap<>();
    if (values.get(group) instanceof Map<?, ?> before) {
      before.forEach((name, each) -> all.put(String.valueOf(name), each));
    }
    all.putIfAbsent(key, value);
    values.put(group, all);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/**
 * One event of a watch.
 *
 * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED}, {@code BOOKMARK}, {@code ERROR}
 * @param pod the pod; of a bookmark only the version counts
 * @param code status of an error, 0 when there is none
 */
record WatchEvent(String type, PodObject pod, int code) {

  /**
   * Reads an event.
   *
   * @throws IOException when it is no JSON object
   */
  static WatchEvent read(byte[] json) throws IOException {
    String[] type = {""};
    PodReader reader = new PodReader();
    try (JsonParser in = Json.FACTORY.createParser(json)) {
      if (in.nextToken() != com.fasterxml.jackson.core.JsonToken.START_OBJECT) {
        throw new IOException("Kubernetes API: an event that is no object");
      }
      Json.fields(
          in,
          (field, value) -> {
            switch (field) {
              case "type" -> type[0] = Json.text(value);
              case "object" -> Json.fields(value, reader);
              default -> value.skipChildren();
            }
          });
    }
    return new WatchEvent(type[0], reader.pod(), reader.code());
  }
}

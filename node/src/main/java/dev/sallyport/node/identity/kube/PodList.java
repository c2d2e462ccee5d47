// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One page of a list.
 *
 * @param pods the wanted pods of it
 * @param resourceVersion version of the list
 * @param next token of the next page; empty when this is the last
 */
record PodList(List<PodObject> pods, String resourceVersion, String next) {

  static PodList read(InputStream body, int podsMax, Predicate<PodObject> wanted, KubeHealth health)
      throws IOException {
    List<PodObject> pods = new ArrayList<>();
    String[] version = {""};
    String[] next = {""};
    try (JsonParser in = Json.FACTORY.createParser(body)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("Kubernetes API: a list that is no object");
      }
      Json.fields(
          in,
          (field, value) -> {
            switch (field) {
              case "items" -> Json.items(value, item -> keep(item, pods, podsMax, wanted, health));
              case "metadata" ->
                  Json.fields(
                      value,
                      (name, meta) -> {
                        switch (name) {
                          case "resourceVersion" -> version[0] = Json.text(meta);
                          case "continue" -> next[0] = Json.text(meta);
                          default -> meta.skipChildren();
                        }
                      });
              default -> value.skipChildren();
            }
          });
    }
    return new PodList(pods, version[0], next[0]);
  }

  private static void keep(
      JsonParser in,
      List<PodObject> pods,
      int podsMax,
      Predicate<PodObject> wanted,
      KubeHealth health)
      throws IOException {
    PodObject pod = PodReader.read(in);
    if (!pod.ready()) {
      health.refusedObject();
    } else if (wanted.test(pod)) {
      if (pods.size() < podsMax) {
        pods.add(pod);
      } else {
        health.limitHit();
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * A Job in namespace {@code data} that runs one command once.
 *
 * @param name its name, which is what its pod's name begins with
 */
record ShortJob(String name, List<String> command) {
  static ShortJob of(String name, String... command) {
    return new ShortJob(name, List.of(command));
  }

  String yaml() {
    return """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: %s, namespace: data}
        spec:
          backoffLimit: 0
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: job
                  image: debian
                  command: %s
        """
        .formatted(name, commandAsJson());
  }

  private String commandAsJson() {
    try {
      return new ObjectMapper().writeValueAsString(command);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** Reads control's API from outside the cluster. */
final class ControlReader implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Surroundings.Way way;

  ControlReader(Surroundings.Way way) {
    this.way = way;
  }

  /**
   * Returns what the API answers.
   *
   * @throws IllegalStateException when it does not, or not with JSON
   */
  JsonNode read(String path) {
    try {
      return JSON.readTree(way.read("/api/v1/" + path));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(path + ": the answer is no JSON", e);
    } catch (IOException e) {
      throw new IllegalStateException(path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    way.close();
  }
}

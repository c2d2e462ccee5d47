// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpHeaders;

/**
 * What another program answered.
 *
 * @param status HTTP status
 * @param headers headers of the answer
 * @param body the whole body
 */
public record Answer(int status, HttpHeaders headers, byte[] body) {

  /**
   * Returns the body as JSON.
   *
   * @throws IOException when it is not JSON
   */
  public JsonNode json() throws IOException {
    return Json.read(body);
  }

  /** Returns whether the status is in the two hundreds. */
  public boolean ok() {
    return status / 100 == 2;
  }

  /**
   * Returns this answer when it is {@link #ok()}.
   *
   * @throws Refusal with the status 404 handed on, any other as 502
   */
  public Answer orRefuse() throws Refusal {
    if (ok()) {
      return this;
    }
    throw new Refusal(status == 404 ? 404 : 502, "answered " + status);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * A call of a language model.
 *
 * @param provider for example {@code openai}, {@code anthropic}, or {@code openai-compatible}
 * @param action for example {@code chat}, {@code embeddings}
 * @param model model name as requested; empty when the request names none
 * @param protocol protocol that carried it
 */
public record ModelOperation(String provider, String action, String model, Protocol protocol)
    implements Operation {
  public ModelOperation {
    requireNonNull(provider, "provider");
    requireNonNull(action, "action");
    requireNonNull(model, "model");
    requireNonNull(protocol, "protocol");
  }

  @Override
  public String key() {
    return provider + " " + action + (model.isEmpty() ? "" : " " + model);
  }
}

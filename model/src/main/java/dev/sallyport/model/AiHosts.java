// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Hosts of AI services, as their providers document them. Names that begin with a dot or a hyphen
 * stand for everything that ends with them.
 */
public final class AiHosts {
  private static final Map<String, String> PROVIDERS = providers();

  private AiHosts() {}

  /** Returns the id of the provider whose host it is, such as <code>openai</code>. */
  public static Optional<String> provider(ExternalHost host) {
    return host.named() ? provider(host.name()) : Optional.empty();
  }

  /** Returns the id of the provider whose host has that name, in lower case. */
  public static Optional<String> provider(String host) {
    String exact = PROVIDERS.get(host);
    if (exact != null) {
      return Optional.of(exact);
    }
    if (host.startsWith("bedrock-runtime") && host.endsWith(".amazonaws.com")) {
      return Optional.of("bedrock");
    }
    for (Map.Entry<String, String> each : PROVIDERS.entrySet()) {
      String known = each.getKey();
      if ((known.startsWith(".") || known.startsWith("-")) && host.endsWith(known)) {
        return Optional.of(each.getValue());
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> providers() {
    Map<String, String> providers = new LinkedHashMap<>();
    providers.put("api.openai.com", "openai");
    providers.put(".openai.azure.com", "azure");
    providers.put(".services.ai.azure.com", "azure");
    providers.put("api.anthropic.com", "anthropic");
    providers.put("generativelanguage.googleapis.com", "google");
    providers.put(".aiplatform.googleapis.com", "google");
    providers.put("-aiplatform.googleapis.com", "google");
    providers.put("api.mistral.ai", "mistral");
    providers.put("api.cohere.com", "cohere");
    providers.put("api.cohere.ai", "cohere");
    providers.put("api.groq.com", "groq");
    providers.put("api.together.xyz", "together");
    providers.put("api.together.ai", "together");
    providers.put("api.deepseek.com", "deepseek");
    providers.put("openrouter.ai", "openrouter");
    providers.put("api.perplexity.ai", "perplexity");
    providers.put("api.x.ai", "xai");
    providers.put("api-inference.huggingface.co", "huggingface");
    providers.put("router.huggingface.co", "huggingface");
    providers.put("api.fireworks.ai", "fireworks");
    providers.put("api.replicate.com", "replicate");
    providers.put("api.ai21.com", "ai21");
    return providers;
  }
}

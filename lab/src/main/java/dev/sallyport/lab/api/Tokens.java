// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;

/**
 * The tokens of service accounts that kubelets projected into pods. A token is random; what it
 * stands for is known here alone, and only while its pod lives. Safe for any thread.
 */
public final class Tokens {
  /** The audience of tokens that name none. */
  public static final String API_AUDIENCE = "https://kubernetes.default.svc.cluster.local";

  /** Where reviews are asked for. */
  static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";

  private static final int BYTES = 32;
  private static final int TOKENS_MAX = 100_000;

  private final ObjectStore store;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Claims> issued = new ConcurrentHashMap<>();

  private record Claims(Resource pod, String audience, Instant until) {}

  /** Returns a book of tokens for the pods in the store. */
  public Tokens(ObjectStore store) {
    this.store = store;
  }

  /** Returns a new token for the service account of the pod, bound to the pod. */
  public String issue(Resource pod, String audience, Duration life) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    String token = "lab-" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    Instant now = Instant.now();
    if (issued.size() >= TOKENS_MAX) {
      issued.values().removeIf(each -> !holds(each, now));
    }
    issued.put(token, new Claims(pod, audience, now.plus(life)));
    return token;
  }

  /** Returns the review with its status, as the API server answers one. */
  ObjectNode review(ObjectNode review) {
    JsonNode spec = review.path("spec");
    List<String> wanted =
        StreamSupport.stream(spec.path("audiences").spliterator(), false)
            .map(JsonNode::asText)
            .toList();
    List<String> audiences = wanted.isEmpty() ? List.of(API_AUDIENCE) : wanted;
    Optional<Claims> claims =
        Optional.ofNullable(issued.get(spec.path("token").asText()))
            .filter(each -> holds(each, Instant.now()))
            .filter(each -> audiences.contains(each.audience()));
    ObjectNode answer = review.deepCopy();
    ObjectNode status = answer.putObject("status");
    if (claims.isEmpty()) {
      status.put("authenticated", false);
      status.put("error", "[invalid bearer token, Token has been invalidated]");
      return answer;
    }
    status.put("authenticated", true);
    status.putArray("audiences").add(claims.get().audience());
    user(status.putObject("user"), claims.get().pod());
    return answer;
  }

  private static void user(ObjectNode user, Resource pod) {
    String told = pod.text("/spec/serviceAccountName");
    String account = told.isEmpty() ? "default" : told;
    user.put("username", "system:serviceaccount:" + pod.namespace() + ":" + account);
    user.putArray("groups")
        .add("system:serviceaccounts")
        .add("system:serviceaccounts:" + pod.namespace())
        .add("system:authenticated");
    ObjectNode extra = user.putObject("extra");
    extra.putArray("authentication.kubernetes.io/node-name").add(pod.text("/spec/nodeName"));
    extra.putArray("authentication.kubernetes.io/pod-name").add(pod.name());
    extra.putArray("authentication.kubernetes.io/pod-uid").add(pod.uid());
  }

  private boolean holds(Claims claims, Instant now) {
    return now.isBefore(claims.until())
        && store
            .get(Kinds.POD, claims.pod().namespace(), claims.pod().name())
            .filter(there -> there.uid().equals(claims.pod().uid()))
            .isPresent();
  }
}

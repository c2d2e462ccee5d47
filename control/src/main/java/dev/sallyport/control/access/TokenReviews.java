// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the Kubernetes API whose a token is (authentication.k8s.io/v1). */
final class TokenReviews implements Tokens {
  private final KubernetesClient kube;

  TokenReviews(KubernetesClient kube) {
    this.kube = kube;
  }

  @Override
  public Verdict check(String token) {
    try {
      return verdict(
          kube.tokenReviews()
              .create(new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build()));
    } catch (KubernetesClientException e) {
      // The message of an exception may repeat what was sent.
      return new Verdict.Unanswered(
          e.getCode() == 403
              ? "control may not create tokenreviews.authentication.k8s.io; its ClusterRole lacks it"
              : "the Kubernetes API could not be asked about the token"
                  + (e.getCode() > 0 ? " (" + e.getCode() + ")" : ""));
    }
  }

  private static Verdict verdict(@Nullable TokenReview answer) {
    TokenReviewStatus status = answer == null ? null : answer.getStatus();
    UserInfo user = status == null ? null : status.getUser();
    String name = user == null ? null : user.getUsername();
    if (status == null || !Boolean.TRUE.equals(status.getAuthenticated())) {
      return new Verdict.Refused("the Kubernetes API does not accept it");
    }
    if (user == null || name == null || name.isEmpty()) {
      return new Verdict.Refused("the Kubernetes API names no user for it");
    }
    String uid = user.getUid();
    List<String> groups = user.getGroups();
    Map<String, List<String>> extra = user.getExtra();
    return new Verdict.Known(
        new Caller(
            name,
            uid == null ? "" : uid,
            groups == null ? List.of() : groups,
            extra == null ? Map.of() : extra),
        Instant.MAX);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.link.TokenProof;
import dev.sallyport.control.pki.NodeIdentity;
import dev.sallyport.control.pki.RefusedRequestException;
import dev.sallyport.wire.link.LinkNames;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Asks the Kubernetes API whose token it is: of a service account that may enrol, made for this
 * audience, and bound to a pod that still is. The node is the one that the API put into the token,
 * or, before Kubernetes 1.30, the one that the pod runs on. Safe for any thread.
 */
public final class TokenReviews implements TokenProof {
  private static final String PREFIX = "system:serviceaccount:";
  private static final String CLAIM = "authentication.kubernetes.io/";
  private static final String GATEWAY = "=gateway";

  private final KubernetesClient kube;
  private final ClusterState cluster;
  private final List<String> accounts;

  /**
   * Returns a proof.
   *
   * @param accounts service accounts that may enrol, {@code namespace/name}, gateways with {@code
   *     =gateway} behind it
   */
  public TokenReviews(KubernetesClient kube, ClusterState cluster, List<String> accounts) {
    this.kube = requireNonNull(kube, "kube");
    this.cluster = requireNonNull(cluster, "cluster");
    this.accounts = List.copyOf(accounts);
  }

  @Override
  public NodeIdentity prove(String token) throws RefusedRequestException, IOException {
    TokenReviewStatus status = review(token);
    if (status == null || !Boolean.TRUE.equals(status.getAuthenticated())) {
      throw new RefusedRequestException("the API server does not accept the token");
    }
    if (status.getAudiences() == null || !status.getAudiences().contains(LinkNames.AUDIENCE)) {
      throw new RefusedRequestException(
          "the token is for another audience (expected: " + LinkNames.AUDIENCE + ")");
    }
    UserInfo user = status.getUser();
    boolean gateway = requireAccount(user == null ? "" : String.valueOf(user.getUsername()));
    Map<String, List<String>> extra =
        user == null || user.getExtra() == null ? Map.of() : user.getExtra();
    String uid = claim(extra, "pod-uid");
    if (uid.isEmpty()) {
      throw new RefusedRequestException(
          "the token is not bound to a pod (expected: one from a projected volume)");
    }
    String told = claim(extra, "node-name");
    return new NodeIdentity(told.isEmpty() ? nodeOf(uid) : told, gateway);
  }

  private TokenReviewStatus review(String token) throws IOException {
    TokenReview asked =
        new TokenReviewBuilder()
            .withNewSpec()
            .withToken(token)
            .withAudiences(LinkNames.AUDIENCE)
            .endSpec()
            .build();
    try {
      return kube.tokenReviews().create(asked).getStatus();
    } catch (KubernetesClientException e) {
      // Its message may hold the token.
      throw new IOException(
          e.getCode() <= 0
              ? "the Kubernetes API does not answer"
              : "the Kubernetes API answers a TokenReview by " + e.getCode());
    }
  }

  /** Returns whether it is a gateway's; throws when it may not enrol. */
  private boolean requireAccount(String user) throws RefusedRequestException {
    String account =
        user.startsWith(PREFIX) ? user.substring(PREFIX.length()).replace(':', '/') : "";
    if (accounts.contains(account + GATEWAY)) {
      return true;
    }
    if (account.isEmpty() || !accounts.contains(account)) {
      throw new RefusedRequestException(
          "the token is " + user + "'s (expected: one of the service accounts " + accounts + ")");
    }
    return false;
  }

  private String nodeOf(String podUid) throws IOException {
    return cluster
        .pod(podUid)
        .map(KnownPod::node)
        .filter(node -> !node.isEmpty())
        .orElseThrow(() -> new IOException("the pod of the token is not known here yet"));
  }

  private static String claim(Map<String, List<String>> extra, String name) {
    List<String> values = extra.getOrDefault(CLAIM + name, List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }
}

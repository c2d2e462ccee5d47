// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import static dev.sallyport.control.Eventually.eventually;

import dev.sallyport.control.kube.PolicyWatch;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.InetAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A Kubernetes API that keeps objects, with short ways to write the usual ones. */
public final class MockCluster implements AutoCloseable {
  private static final Logger CHATTER = Logger.getLogger("io.fabric8.mockwebserver");

  private final Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
  private final KubernetesMixedDispatcher objects = new ServerSideApply(responses);
  private final Map<String, Token> tokens = new ConcurrentHashMap<>();
  private final Set<String> allowed = ConcurrentHashMap.newKeySet();
  private KubernetesMockServer server;
  private KubernetesClient client;

  public MockCluster() {
    CHATTER.setLevel(Level.WARNING);
    listen(0);
  }

  private void listen(int port) {
    server =
        new KubernetesMockServer(new Context(), new MockWebServer(), responses, objects, false);
    server.init(InetAddress.getLoopbackAddress(), port);
    client = server.createClient();
    server
        .expect()
        .post()
        .withPath("/apis/authentication.k8s.io/v1/tokenreviews")
        .andReply(201, this::review)
        .always();
    server
        .expect()
        .post()
        .withPath("/apis/authorization.k8s.io/v1/subjectaccessreviews")
        .andReply(201, this::reviewRight)
        .always();
  }

  /** Makes a token, bound to a pod on that node as a kubelet projects it, known. */
  public void token(String token, String audience, String account, String node, String podUid) {
    tokens.put(token, new Token(audience, account, node, podUid));
  }

  /** Lets somebody do everything. */
  public void allow(String user) {
    allowed.add(user);
  }

  private Object reviewRight(RecordedRequest request) {
    SubjectAccessReview asked =
        Serialization.unmarshal(request.getUtf8Body(), SubjectAccessReview.class);
    return new SubjectAccessReviewBuilder(asked)
        .withNewStatus()
        .withAllowed(allowed.contains(asked.getSpec().getUser()))
        .endStatus()
        .build();
  }

  private Object review(RecordedRequest request) {
    TokenReview asked = Serialization.unmarshal(request.getUtf8Body(), TokenReview.class);
    Token known = tokens.get(asked.getSpec().getToken());
    boolean good = known != null && asked.getSpec().getAudiences().contains(known.audience());
    TokenReviewBuilder answer =
        new TokenReviewBuilder(asked).withNewStatus().withAuthenticated(good).endStatus();
    if (good) {
      Map<String, List<String>> extra = new HashMap<>();
      extra.put("authentication.kubernetes.io/pod-uid", List.of(known.podUid()));
      if (!known.node().isEmpty()) {
        extra.put("authentication.kubernetes.io/node-name", List.of(known.node()));
      }
      answer
          .editStatus()
          .withAudiences(known.audience())
          .withNewUser()
          .withUsername("system:serviceaccount:" + known.account())
          .withExtra(extra)
          .endUser()
          .endStatus();
    }
    return answer.build();
  }

  private record Token(String audience, String account, String node, String podUid) {}

  /** Refuses connections and ends open ones, keeping the objects. */
  public int away() {
    int port = server.getPort();
    close();
    return port;
  }

  /** Answers again where it did before. */
  public void back(int port) {
    listen(port);
  }

  public KubernetesClient client() {
    return client;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  public void node(String name, String address, String podRange) {
    client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withUid(UUID.randomUUID().toString())
                .endMetadata()
                .withNewSpec()
                .addToPodCIDRs(podRange)
                .endSpec()
                .withNewStatus()
                .addNewAddress()
                .withType("InternalIP")
                .withAddress(address)
                .endAddress()
                .endStatus()
                .build())
        .create();
  }

  /** Creates or replaces an object given as YAML, with a generation as an API server counts it. */
  public void apply(String yaml, long generation) {
    // Control writes the status of the same object meanwhile: whoever is late tries again.
    eventually(
        () -> {
          GenericKubernetesResource object =
              Serialization.unmarshal(yaml, GenericKubernetesResource.class);
          object.getMetadata().setGeneration(generation);
          policies(object.getKind().startsWith("Cluster"))
              .inNamespace(object.getMetadata().getNamespace())
              .resource(object)
              .createOr(it -> it.update());
        });
  }

  /** Returns policies of namespaces, or of the whole cluster. */
  public MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      policies(boolean ofCluster) {
    return client.genericKubernetesResources(PolicyWatch.kind(ofCluster));
  }

  public void namespace(String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  /** Creates a Deployment with its ReplicaSet and returns the reference to the latter. */
  public OwnerReference deployment(String namespace, String name) {
    var deployment =
        client
            .resource(
                new DeploymentBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(name)
                    .endMetadata()
                    .withNewSpec()
                    .withNewTemplate()
                    .withNewMetadata()
                    .addToLabels("app", name)
                    .endMetadata()
                    .withNewSpec()
                    .withServiceAccountName(name)
                    .endSpec()
                    .endTemplate()
                    .endSpec()
                    .build())
            .create();
    var replicaSet =
        client
            .resource(
                new ReplicaSetBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(name + "-5d4f")
                    .addToOwnerReferences(
                        owner("Deployment", name, deployment.getMetadata().getUid()))
                    .endMetadata()
                    .build())
            .create();
    return owner("ReplicaSet", name + "-5d4f", replicaSet.getMetadata().getUid());
  }

  public static OwnerReference owner(String kind, String name, String uid) {
    return new OwnerReferenceBuilder()
        .withApiVersion("apps/v1")
        .withKind(kind)
        .withName(name)
        .withUid(uid)
        .withController(true)
        .build();
  }

  /** Creates a running pod and returns it with its UID. */
  public Pod pod(String namespace, String name, String node, String address, OwnerReference owner) {
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .addToLabels("app", name)
            .addToLabels("pod-template-hash", "5d4f")
            .endMetadata()
            .withNewSpec()
            .withNodeName(node)
            .withServiceAccountName("default")
            .endSpec()
            .withNewStatus()
            .withPhase("Running")
            .withPodIP(address)
            .addNewPodIP(address)
            .endStatus();
    if (owner != null) {
      pod.editMetadata().addToOwnerReferences(owner).endMetadata();
    }
    return client.resource(pod.build()).create();
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}

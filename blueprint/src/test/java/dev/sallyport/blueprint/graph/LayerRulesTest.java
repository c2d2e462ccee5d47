// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.ModelOperation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayerRulesTest {
  @Test
  void aPartyStandsWhereItsServingSays() {
    check(workload("shop", "Deployment", "catalog"), PartyLayer.WORKLOAD, Protocol.HTTP1);
    check(
        workload("shop", "Deployment", "orders-keeper"), PartyLayer.DATASTORE, Protocol.POSTGRESQL);
    check(workload("shop", "Deployment", "cache"), PartyLayer.DATASTORE, Protocol.REDIS);
    check(new ExternalHost("db.example.com", true), PartyLayer.DATASTORE, Protocol.MYSQL);
    check(new ExternalHost("cards.example.com", true), PartyLayer.EGRESS, Protocol.TLS);
    check(new ExternalHost("203.0.113.9", false), PartyLayer.EGRESS);
  }

  @Test
  void serversOfModelsAreAiWhereverTheyAre() {
    assertThat(LayerRules.layer(workload("shop", "Deployment", "brain"), Set.of(), true))
        .isEqualTo(PartyLayer.AI);
    assertThat(LayerRules.layer(new ExternalHost("llm.example.com", true), Set.of(), true))
        .isEqualTo(PartyLayer.AI);
    check(new ExternalHost("api.openai.com", true), PartyLayer.AI, Protocol.TLS);
    check(new ExternalHost("mine.openai.azure.com", true), PartyLayer.AI, Protocol.TLS);
    check(
        new ExternalHost("bedrock-runtime.eu-west-1.amazonaws.com", true),
        PartyLayer.AI,
        Protocol.TLS);
  }

  @Test
  void hostsThatOnlyLookLikeAiProvidersAreNot() {
    check(new ExternalHost("api.openai.com.evil.example", true), PartyLayer.EGRESS);
    check(new ExternalHost("notapi.openai.com", true), PartyLayer.EGRESS);
    check(new ExternalHost("s3.eu-west-1.amazonaws.com", true), PartyLayer.EGRESS);
  }

  @Test
  void whatRunsTheClusterIsPlatform() {
    check(new ControlPlane(), PartyLayer.PLATFORM);
    check(new ClusterNode("n1"), PartyLayer.PLATFORM);
    check(workload("kube-system", "Deployment", "coredns"), PartyLayer.PLATFORM, Protocol.DNS);
    check(workload("sallyport", "DaemonSet", "sallyport-node"), PartyLayer.PLATFORM);
  }

  @Test
  void whatLetsCallersInIsIngress() {
    check(new OutsideClient(), PartyLayer.OUTSIDE);
    check(workload("ingress-nginx", "Deployment", "controller"), PartyLayer.INGRESS);
    check(workload("edge", "Deployment", "traefik"), PartyLayer.INGRESS);
  }

  @Test
  void storesAreKnownByNameOnlyWhereTheNameIsConvention() {
    check(workload("shop", "StatefulSet", "orders-postgres"), PartyLayer.DATASTORE);
    check(workload("shop", "Deployment", "redis"), PartyLayer.DATASTORE);
    check(workload("shop", "Deployment", "redis-exporter"), PartyLayer.WORKLOAD);
    check(workload("shop", "StatefulSet", "storefront"), PartyLayer.WORKLOAD);
  }

  @Test
  void ignoranceStaysAmongTheWorkloads() {
    check(new Unidentified(Unidentified.Why.CLUSTER_ADDRESS_UNKNOWN), PartyLayer.WORKLOAD);
  }

  @Test
  void modelCallsAreToldByTheirShape() {
    assertThat(LayerRules.isModelCall(http("POST", "/v1/chat/completions"))).isTrue();
    assertThat(LayerRules.isModelCall(http("POST", "/v2/models/{id}/infer"))).isTrue();
    assertThat(LayerRules.isModelCall(new ModelOperation("openai", "chat", "m", Protocol.HTTP1)))
        .isTrue();
    assertThat(LayerRules.isModelCall(http("GET", "/v1/chat/completions"))).isFalse();
    assertThat(LayerRules.isModelCall(http("POST", "/v1/chat"))).isFalse();
  }

  private static void check(Party party, PartyLayer expected, Protocol... served) {
    assertThat(LayerRules.layer(party, Set.of(served), false)).as(party.key()).isEqualTo(expected);
  }

  private static Workload workload(String namespace, String kind, String name) {
    return Workload.of(namespace, kind, name);
  }

  private static HttpOperation http(String method, String path) {
    return new HttpOperation(method, path, Protocol.HTTP1);
  }
}

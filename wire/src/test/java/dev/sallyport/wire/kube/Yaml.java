// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** YAML as people write it. */
final class Yaml {
  private static final YAMLMapper MAPPER = new YAMLMapper();

  /** The policy that the documentation begins with, using most of what can be said. */
  static final String CATALOG =
      """
      apiVersion: sallyport.dev/v1alpha1
      kind: GuardPolicy
      metadata: {name: catalog-read-only, namespace: shop, generation: 7}
      spec:
        protects: {workloads: [{kind: Deployment, name: catalog}]}
        mode: Enforce
        onFailure: Closed
        budget: 80ms
        rollout: {percent: 25}
        default: {inbound: Deny}
        inbound:
        - name: storefront-reads
          from: [{workload: storefront}, {ingress: true}, {namespaceSelector: {matchLabels: {team: web}}}]
          calls: [{http: {methods: [GET], paths: ["/catalog/**"]}}]
          then: {allow: {}}
        - name: no-deletes
          calls: [{http: {methods: [DELETE]}}]
          then: {deny: {status: 403, message: "the catalog is read-only for this caller"}}
        - name: no-injection
          shows: {families: [SqlInjection], score: 0.8}
          then: {deny: {}}
        outbound:
        - name: no-cards-to-ai
          to: [{ai: "*"}, {host: "*.stripe.com"}, {internet: true}, {kubeApi: true}, {nodes: true}]
          carries: {classes: [CREDIT_CARD], groups: [CREDENTIAL], direction: Request}
          then: {redact: {method: Mask}}
        - name: slowly
          calls: [{sql: {verbs: [SELECT], tables: [orders]}}, {redis: {commands: [GET]}},
            {kafka: {topics: ["orders.*"]}}, {dns: {names: ["*.example.com"]}}, {grpc: {services: [shop.Cart]}},
            {model: {names: ["gpt-*"]}}, {mcp: {tools: [refund]}}, {ports: [5432]}, {amqp: {}}, {mongodb: {}}]
          then: {throttle: {perSecond: 2.5, per: CallerAndOperation}}
        - name: tell
          to: [{labels: {app: x}, matchExpressions: [{key: tier, operator: NotIn, values: [a, b]}], namespaces: ["team-*"]}]
          when: request.hour > 20
          then: {alert: {severity: High}}
      """;

  private Yaml() {}

  static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}

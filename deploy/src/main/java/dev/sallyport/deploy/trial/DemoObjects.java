// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Stream;

/** A client that asks a server for orders, in a namespace where only restricted pods may run. */
final class DemoObjects {
  static final String SERVER = "demo-server";
  static final String CLIENT = "demo-client";

  private static final String YAML =
      """
      apiVersion: v1
      kind: Namespace
      metadata:
        name: NAMESPACE
        labels:
          app.kubernetes.io/part-of: sallyport-trial
          pod-security.kubernetes.io/enforce: restricted
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: demo-server, namespace: NAMESPACE}
      spec:
        selector: {app: demo-server}
        ports: [{name: http, port: 80, targetPort: 8080, protocol: TCP}]
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: demo-server, namespace: NAMESPACE}
      spec:
        replicas: 2
        selector:
          matchLabels: {app: demo-server}
        template:
          metadata:
            labels: {app: demo-server}
          spec:
            automountServiceAccountToken: false
            securityContext:
              runAsNonRoot: true
              runAsUser: 65532
              seccompProfile: {type: RuntimeDefault}
            # On two nodes where there are two: calls then cross between them.
            topologySpreadConstraints:
              - maxSkew: 1
                topologyKey: kubernetes.io/hostname
                whenUnsatisfiable: ScheduleAnyway
                labelSelector:
                  matchLabels: {app: demo-server}
            containers:
              - name: server
                image: IMAGE
                args: [serve, "8080"]
                ports: [{containerPort: 8080, protocol: TCP}]
                readinessProbe:
                  httpGet: {path: /healthz, port: 8080}
                  periodSeconds: 2
                resources:
                  requests: {cpu: 20m, memory: 64Mi}
                  limits: {memory: 192Mi}
                securityContext:
                  allowPrivilegeEscalation: false
                  readOnlyRootFilesystem: true
                  capabilities: {drop: [ALL]}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: demo-client, namespace: NAMESPACE}
      spec:
        replicas: 1
        selector:
          matchLabels: {app: demo-client}
        template:
          metadata:
            labels: {app: demo-client}
          spec:
            automountServiceAccountToken: false
            securityContext:
              runAsNonRoot: true
              runAsUser: 65532
              seccompProfile: {type: RuntimeDefault}
            containers:
              - name: client
                image: IMAGE
                args: [ask, "http://demo-server", "100"]
                resources:
                  requests: {cpu: 20m, memory: 64Mi}
                  limits: {memory: 192Mi}
                securityContext:
                  allowPrivilegeEscalation: false
                  readOnlyRootFilesystem: true
                  capabilities: {drop: [ALL]}
      """;

  /** The call that {@link #policy} refuses. */
  static final String REFUSED = "/orders/1007";

  private static final String POLICY =
      """
      apiVersion: sallyport.dev/v1alpha1
      kind: GuardPolicy
      metadata: {name: not-that-order, namespace: NAMESPACE}
      spec:
        protects: {workloads: [{kind: Deployment, name: demo-server}]}
        mode: Enforce
        inbound:
          - name: not-that-order
            from: [{workload: demo-client}]
            calls: [{http: {methods: [GET], paths: ["/orders/1007"]}}]
            then: {deny: {status: 403}}
      """;

  private DemoObjects() {}

  /** Returns a policy that refuses one of the calls that the client makes. */
  static HasMetadata policy(String namespace) {
    return Serialization.unmarshal(POLICY.replace("NAMESPACE", namespace));
  }

  /** Returns the objects, the namespace first. */
  static List<HasMetadata> of(String namespace, String image) {
    return Stream.of(
            YAML.replace("NAMESPACE", namespace).replace("IMAGE", image).split("(?m)^---$"))
        .map(document -> (HasMetadata) Serialization.unmarshal(document))
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A whole lab with real processes, network namespaces and rules. Needs root. */
class LabIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static LabCluster lab;

  @BeforeAll
  static void up() {
    assumeTrue("root".equals(System.getProperty("user.name")), "the lab needs root");
    lab = LabCluster.start(options("it"));
    lab.apply(WEB);
    assertThat(lab.awaitReady("demo", PATIENCE)).as("demo pods ready").isTrue();
    assertThat(lab.awaitReady("kube-system", PATIENCE)).as("dns ready").isTrue();
    assertThat(lab.awaitReady("ingress-nginx", PATIENCE)).as("ingress ready").isTrue();
    assertThat(eventually("client", "curl", "-sf", "http://web/")).isTrue();
  }

  @AfterAll
  static void down() {
    if (lab != null) {
      lab.close();
    }
  }

  static LabOptions options(String kind) {
    String name = kind + "-" + ProcessHandle.current().pid();
    Path home = Path.of(System.getProperty("sallyport.root", "..")).toAbsolutePath().normalize();
    return new LabOptions(name, home.resolve("lab/target/labs").resolve(name), home, Map.of());
  }

  @Test
  void aServiceIsServedByAllItsPodsOverBothFamiliesAndAcrossNodes() {
    for (String family : List.of("-4", "-6")) {
      Set<String> served = new HashSet<>();
      for (int i = 0; i < 30; i++) {
        served.add(
            client("curl", "-s", family, "http://web.demo.svc.cluster.local/name").out().strip());
      }
      assertThat(served)
          .as("pods behind the service over " + family)
          .hasSize(2)
          .allMatch(n -> n.startsWith("web-"));
    }
    assertThat(lab.pods("demo", "web-").stream().map(p -> p.at("/spec/nodeName").asText()))
        .containsExactlyInAnyOrder("node-a", "node-b");
  }

  @Test
  void aPodSeesItsClientsAddressAndReachesItselfThroughItsService() {
    String address = lab.pods("demo", "client").getFirst().at("/status/podIP").asText();
    assertThat(client("curl", "-s", "-4", "http://web/client").out()).isEqualTo(address);
    JsonNode web = lab.pods("demo", "web-").getFirst();
    for (int i = 0; i < 10; i++) {
      assertThat(
              lab.exec(
                      "demo",
                      web.at("/metadata/name").asText(),
                      "curl",
                      "-sf",
                      "-m",
                      "3",
                      "http://web/name")
                  .code())
          .as("hairpin")
          .isZero();
    }
  }

  @Test
  void namesOfServicesPodsAndOutsideHostsResolve() {
    assertThat(client("getent", "ahostsv4", "web.demo").out()).contains("10.96.");
    assertThat(client("getent", "ahostsv6", "web.demo").out()).contains("fd00:10:96:");
    assertThat(client("getent", "ahostsv4", "db-0.db").out()).contains("10.244.");
    assertThat(client("getent", "ahostsv4", "db").out()).contains("10.244.");
    assertThat(client("getent", "ahostsv4", "api.outside.example").out()).contains("203.0.113.20");
    assertThat(client("getent", "ahosts", "nobody.outside.example").code()).isNotZero();
    assertThat(client("getent", "ahosts", "nothing.demo").code()).isNotZero();
  }

  @Test
  void anOutsideHostAnswersOverTlsWithACertificateOfTheLab() {
    LabCluster.Ended ended =
        client("sh", "-c", "curl -sS --cacert $SSL_CERT_FILE https://api.outside.example/client");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out())
        .as("the cluster's traffic leaves with its node's address")
        .startsWith("192.168.200.1");
  }

  @Test
  void theIngressIsReachedFromOutsideAndTellsTheClientsAddress() {
    assertThat(
            LabCluster.await(
                PATIENCE,
                () ->
                    lab.execIn(
                            "out-customers", "curl", "-sf", "-4", "http://shop.example/forwarded")
                        .out()
                        .equals("203.0.113.99")))
        .isTrue();
    assertThat(lab.execIn("out-customers", "curl", "-sf", "-6", "http://shop.example/name").out())
        .startsWith("web-");
    assertThat(
            lab.execIn(
                    "out-customers",
                    "curl",
                    "-s",
                    "-o",
                    "/dev/null",
                    "-w",
                    "%{http_code}",
                    "http://shop.example/none")
                .out())
        .isEqualTo("404");
  }

  @Test
  void aJobSucceedsAndAFailingOneIsGivenUp() {
    lab.apply(job("good", "exit 0", 0));
    lab.apply(job("bad", "exit 3", 1));
    assertThat(await(() -> condition("good").equals("Complete"))).isTrue();
    assertThat(await(() -> condition("bad").equals("Failed"))).isTrue();
    List<JsonNode> failed = lab.pods("demo", "bad-");
    assertThat(failed).hasSize(2);
    assertThat(
            failed.getFirst().at("/status/containerStatuses/0/state/terminated/exitCode").asInt())
        .isEqualTo(3);
    assertThat(failed.getFirst().at("/status/phase").asText()).isEqualTo("Failed");
  }

  @Test
  void aCronJobMakesJobsInSeconds() {
    lab.apply(
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: tick, namespace: demo, annotations: {lab.sallyport.dev/every: 1s}}
        spec:
          schedule: "0 0 1 1 *"
          jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, command: ["true"]}]}}}}
        """);
    assertThat(
            await(
                () ->
                    lab.list("jobs", "demo").stream()
                            .filter(j -> name(j).startsWith("tick-"))
                            .count()
                        >= 2))
        .isTrue();
    lab.delete("cronjob", "demo", "tick");
    assertThat(
            await(
                () ->
                    lab.list("jobs", "demo").stream().noneMatch(j -> name(j).startsWith("tick-"))))
        .isTrue();
  }

  @Test
  void aCrashedContainerIsStartedAgainWithItsPodsAddress() {
    JsonNode before = lab.pods("demo", "db-0").getFirst();
    lab.exec("demo", "db-0", "sh", "-c", "kill -9 $(cat $LAB_VOLUMES/data/pid)");
    assertThat(
            await(
                () ->
                    restarts("db-0") > 0 && LabCluster.ready(lab.pods("demo", "db-0").getFirst())))
        .isTrue();
    assertThat(lab.pods("demo", "db-0").getFirst().at("/status/podIP"))
        .isEqualTo(before.at("/status/podIP"));
  }

  @Test
  void theAddressOfADeletedPodIsTheNextOneGivenOut() {
    lab.apply(pod("first", "sleep 1000", "node-b"));
    assertThat(await(() -> phase("first").equals("Running"))).isTrue();
    String address = lab.get("pods", "demo", "first").orElseThrow().at("/status/podIP").asText();
    lab.delete("pod", "demo", "first");
    assertThat(await(() -> lab.get("pods", "demo", "first").isEmpty())).isTrue();
    lab.apply(pod("second", "sleep 1000", "node-b"));
    assertThat(await(() -> phase("second").equals("Running"))).isTrue();
    assertThat(lab.get("pods", "demo", "second").orElseThrow().at("/status/podIP").asText())
        .isEqualTo(address);
    lab.delete("pod", "demo", "second");
  }

  @Test
  void aDeletedPodMayFinishItsWork() {
    lab.apply(
        pod(
            "polite",
            "trap 'echo bye > /run/polite; exit 0' TERM; echo up > /run/polite; while :; do sleep 0.05; done",
            "node-a"));
    assertThat(await(() -> lab.execIn("node-a", "cat", "/run/polite").out().equals("up\n")))
        .isTrue();
    lab.delete("pod", "demo", "polite");
    assertThat(await(() -> lab.get("pods", "demo", "polite").isEmpty())).isTrue();
    assertThat(lab.execIn("node-a", "cat", "/run/polite").out()).isEqualTo("bye\n");
  }

  @Test
  void aSandboxHookIsCalledBeforeTheFirstContainerStarts() {
    lab.execIn(
        "node-a",
        "sh",
        "-c",
        "h=/run/sallyport/sandbox-hooks/node-a/note; printf '#!/bin/sh\\necho \"$@\" >> /run/hooked\\n' > $h; chmod +x $h");
    lab.apply(pod("hooked", "cp /run/hooked /run/seen; sleep 1000", "node-a"));
    assertThat(await(() -> lab.execIn("node-a", "cat", "/run/seen").out().contains(" demo/hooked")))
        .isTrue();
    lab.execIn("node-a", "rm", "/run/sallyport/sandbox-hooks/node-a/note");
    lab.delete("pod", "demo", "hooked");
  }

  @Test
  void aPodHasItsOwnCgroupNamespacesAndTheDefaultRights() {
    JsonNode client = lab.pods("demo", "client").getFirst();
    String node = client.at("/spec/nodeName").asText();
    assertThat(client("cat", "/proc/self/cgroup").out())
        .contains(
            "/" + node + "/kubepods/burstable/pod" + client.at("/metadata/uid").asText() + "/");
    assertThat(client("hostname").out().strip()).isEqualTo(name(client));
    assertThat(client("ip", "link", "add", "x", "type", "dummy").code())
        .as("no right to change the network")
        .isNotZero();
    assertThat(client("sh", "-c", "cat /run/secrets/kubernetes.io/serviceaccount/namespace").out())
        .isEqualTo("demo");
  }

  @Test
  void aPodOnTheNodesNetworkHasTheNodesAddressAndSeesOtherPodsProcesses() {
    lab.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: host, namespace: demo}
        spec:
          nodeName: node-b
          hostNetwork: true
          hostPID: true
          containers: [{name: c, command: [sleep, "1000"], securityContext: {privileged: true}}]
        """);
    assertThat(await(() -> phase("host").equals("Running"))).isTrue();
    assertThat(lab.get("pods", "demo", "host").orElseThrow().at("/status/podIP").asText())
        .isEqualTo("192.168.200.12");
    assertThat(lab.exec("demo", "host", "ip", "addr").out()).contains("192.168.200.12");
    assertThat(lab.exec("demo", "host", "ps", "ax").out()).contains("nginx: master");
    lab.delete("pod", "demo", "host");
  }

  @Test
  void aServiceWithoutPodsRefusesAtOnce() {
    lab.apply(
        "{apiVersion: v1, kind: Service, metadata: {name: empty, namespace: demo}, spec: {selector: {app: none}, ports: [{port: 80}]}}");
    assertThat(await(() -> client("curl", "-s", "-m", "2", "http://empty/").code() == 7))
        .as("refused")
        .isTrue();
  }

  @Test
  void aServiceIsReachedFromThisMachineThroughALoopbackPort()
      throws IOException, InterruptedException {
    URI web = lab.forward("demo", "web", 80);
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(
              http.send(
                      HttpRequest.newBuilder(web.resolve("/name")).build(), BodyHandlers.ofString())
                  .body())
          .startsWith("web-");
    }
  }

  @Test
  void theKubernetesApiIsAServiceOfTheCluster() {
    assertThat(
            client(
                    "sh",
                    "-c",
                    "curl -s http://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT/version")
                .out())
        .contains("gitVersion");
    assertThat(client("curl", "-s", "http://kubernetes.default:443/healthz").out()).isEqualTo("ok");
  }

  private static LabCluster.Ended client(String... command) {
    return lab.exec("demo", "client", command);
  }

  private static boolean eventually(String pod, String... command) {
    return LabCluster.await(PATIENCE, () -> lab.exec("demo", pod, command).code() == 0);
  }

  private static boolean await(java.util.function.BooleanSupplier condition) {
    return LabCluster.await(PATIENCE, condition);
  }

  private static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  private static String phase(String pod) {
    return lab.get("pods", "demo", pod).map(p -> p.at("/status/phase").asText()).orElse("");
  }

  private static int restarts(String pod) {
    return lab.pods("demo", pod).getFirst().at("/status/containerStatuses/0/restartCount").asInt();
  }

  private static String condition(String job) {
    return lab.get("jobs", "demo", job)
        .map(j -> j.at("/status/conditions/0/type").asText())
        .orElse("");
  }

  private static String pod(String name, String script, String node) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s, namespace: demo}
    spec:
      nodeName: %s
      terminationGracePeriodSeconds: 2
      containers: [{name: c, command: [sh, -c, "%s"]}]
    """
        .formatted(name, node, script.replace("\"", "\\\""));
  }

  private static String job(String name, String script, int retries) {
    return """
    apiVersion: batch/v1
    kind: Job
    metadata: {name: %s, namespace: demo}
    spec:
      backoffLimit: %d
      template: {spec: {restartPolicy: Never, containers: [{name: c, command: [sh, -c, "%s"]}]}}
    """
        .formatted(name, retries, script);
  }

  private static final String WEB =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: demo}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: web, namespace: demo}
      data:
        nginx.conf: |
          user root;
          worker_processes 1;
          error_log stderr;
          events {}
          http {
            access_log off;
            server {
              listen 8080; listen [::]:8080;
              location = /name { return 200 $hostname; }
              location = /client { return 200 $remote_addr; }
              location = /forwarded { return 200 $http_x_forwarded_for; }
              location = / { return 200 ok; }
              location / { return 404; }
            }
          }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: demo}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
              - name: web
                command: [nginx, -c, /srv/web/nginx.conf, -g, "daemon off; pid $(LAB_VOLUMES)/pid;"]
                ports: [{name: http, containerPort: 8080}]
                readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}
                volumeMounts: [{name: config, mountPath: /srv/web}]
            volumes: [{name: config, configMap: {name: web}}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: demo}
      spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: web, namespace: demo}
      spec:
        rules:
          - host: shop.example
            http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db, namespace: demo}
      spec:
        serviceName: db
        selector: {matchLabels: {app: db}}
        template:
          metadata: {labels: {app: db}}
          spec:
            containers:
              - name: db
                command: [sh, -c, "echo $$ > /mnt/data/pid; while :; do sleep 0.1; done"]
                volumeMounts: [{name: data, mountPath: /mnt/data}]
            volumes: [{name: data, emptyDir: {}}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: db, namespace: demo}
      spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: client, namespace: demo}
      spec:
        selector: {matchLabels: {app: client}}
        template:
          metadata: {labels: {app: client}}
          spec: {containers: [{name: c, command: [sleep, infinity]}]}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: outside, namespace: demo, labels: {lab.sallyport.dev/outside: "true"}}
      data:
        hosts: |
          - {name: customers, address: 203.0.113.99}
          - name: api
            names: [api.outside.example]
            address: 203.0.113.20
            command:
              - sh
              - -c
              - |
                printf 'user root; error_log stderr; pid /run/outside.pid; events {} http { access_log off; server { listen 443 ssl; listen [::]:443 ssl;
                  ssl_certificate %s; ssl_certificate_key %s; location / { return 200 $remote_addr; } } }' $LAB_CERT $LAB_KEY > /run/outside.conf
                exec nginx -c /run/outside.conf -g 'daemon off;'
      """;
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

/**
 * The YAML of a crowd of pods on one node: Deployments of nginx that serve a few paths, and
 * Deployments of wrk that call them at a steady rate over kept connections.
 */
final class CrowdYaml {
  private static final int PODS_PER_DEPLOYMENT = 4;

  /** Connections of each caller, each of which pauses between two requests. */
  private static final int CONNECTIONS = 4;

  private CrowdYaml() {}

  static String servers(String node, int pods, int kilobytes) {
    StringBuilder yaml = new StringBuilder(NAMESPACE);
    for (int number = 0; number < pods; number++) {
      yaml.append(SERVER.formatted(number, number, number, node, kilobytes * 1024, number, number));
    }
    return yaml.toString();
  }

  /** Callers that wait until a file appears and then call at most so often for so long. */
  static String clients(String node, int pods, int servers, int perSecond, int seconds) {
    StringBuilder yaml = new StringBuilder();
    int deployments = (pods + PODS_PER_DEPLOYMENT - 1) / PODS_PER_DEPLOYMENT;
    for (int number = 0; number < deployments; number++) {
      int replicas = Math.min(PODS_PER_DEPLOYMENT, pods - number * PODS_PER_DEPLOYMENT);
      yaml.append(
          CLIENT.formatted(
              number,
              replicas,
              number,
              number,
              node,
              CONNECTIONS * 1000 / perSecond,
              seconds,
              number % servers));
    }
    return yaml.toString();
  }

  private static final String NAMESPACE =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: crowd}
      """;

  private static final String SERVER =
      """
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: server-%d, namespace: crowd}
      spec:
        replicas: 1
        selector: {matchLabels: {app: server-%d}}
        template:
          metadata: {labels: {app: server-%d}}
          spec:
            nodeName: %s
            terminationGracePeriodSeconds: 1
            containers:
              - name: nginx
                image: nginx
                command:
                  - sh
                  - -ec
                  - |
                    cd "$LAB_VOLUMES/load"
                    for path in orders items carts users prices; do
                      mkdir -p www/$path; head -c %d /dev/zero > www/$path/list
                    done
                    cat > conf <<END
                    daemon off; master_process off; pid $PWD/pid; error_log stderr;
                    events { worker_connections 512; }
                    http { access_log off; keepalive_requests 1000000000; keepalive_timeout 600s;
                      server { listen 80; listen [::]:80; root $PWD/www; } }
                    END
                    exec nginx -p "$PWD" -c "$PWD/conf"
                volumeMounts: [{name: load, mountPath: /run/load}]
            volumes: [{name: load, emptyDir: {}}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: server-%d, namespace: crowd}
      spec:
        selector: {app: server-%d}
        ports: [{port: 80, targetPort: 80}]
      """;

  private static final String CLIENT =
      """
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: client-%d, namespace: crowd}
      spec:
        replicas: %d
        selector: {matchLabels: {app: client-%d}}
        template:
          metadata: {labels: {app: client-%d}}
          spec:
            nodeName: %s
            terminationGracePeriodSeconds: 1
            containers:
              - name: wrk
                image: wrk
                command:
                  - sh
                  - -c
                  - |
                    while ! [ -e /run/crowd-go ]; do sleep 0.2; done
                    cat > "$LAB_VOLUMES/load/steady.lua" <<END
                    local names, at = {"orders", "items", "carts", "users", "prices"}, 0
                    function request() at = at %% 5 + 1; return wrk.format("GET", "/" .. names[at] .. "/list") end
                    function delay() return %d end
                    END
                    wrk -t1 -c4 -d%ds -s "$LAB_VOLUMES/load/steady.lua" http://server-%d.crowd.svc.cluster.local/
                    sleep 100000
                volumeMounts: [{name: load, mountPath: /run/load}]
            volumes: [{name: load, emptyDir: {}}]
      """;
}

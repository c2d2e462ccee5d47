// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A way to carry the load: nothing at all, a peer's proxy, or Sallyport's node program, each with
 * one worker thread and each caught by a redirect in the client's namespace.
 *
 * @param name short name in tables
 * @param pod the client's namespace
 * @param pid process that does the carrying; 0 for {@code direct}
 */
record Contender(String name, Testbed.Pod pod, long pid) {

  /** Port of the metrics of the node program with number 0; the others follow. */
  static final int METRICS = 15030;

  /** Names of the ways of the node program. */
  static final String L4 = "sallyport-l4";

  static final String READ = "sallyport-read";
  static final String HTTP = "sallyport-http";

  /** What names of another checkout's begin with. */
  static final String BESIDE = "beside-";

  private static final int PROXY_PORT = 16001;

  static Contender direct(Testbed bed) {
    return new Contender("direct", bed.pod("direct"), 0);
  }

  static Contender haproxy(Testbed bed, Shell shell, Path work, String mode, Testbed.Pod origin) {
    return haproxy(bed, shell, work, "haproxy-" + mode, mode, origin, "");
  }

  /**
   * HAProxy with rules of its own.
   *
   * @param rules lines of its frontend
   */
  static Contender haproxy(
      Testbed bed,
      Shell shell,
      Path work,
      String name,
      String mode,
      Testbed.Pod origin,
      String rules) {
    Testbed.Pod pod = bed.pod(name.substring(0, Math.min(name.length(), 12)));
    String config =
        """
        global
          nbthread 1
          maxconn 4096
          user proxy
        defaults
          mode %s
          timeout connect 5s
          timeout client 60s
          timeout server 60s
          %s
        frontend in
          bind :%d
        %s
          default_backend origin
        backend origin
          server origin %s:80
        """
            .formatted(
                mode,
                mode.equals("http") ? "http-reuse never" : "",
                PROXY_PORT,
                rules.indent(2),
                origin.address());
    Path file = write(work.resolve(name + ".cfg"), config);
    Process process =
        shell.start(name, Map.of(), inPod(pod, List.of("haproxy", "-db", "-f", file.toString())));
    bed.redirect(pod, PROXY_PORT, "proxy");
    return new Contender(name, pod, process.pid());
  }

  static Contender nginx(Testbed bed, Shell shell, Path work, String mode, Testbed.Pod origin) {
    String name = "nginx-" + mode;
    Testbed.Pod pod = bed.pod(name);
    String body =
        mode.equals("stream")
            ? "stream { server { listen %d; proxy_pass %s:80; } }"
                .formatted(PROXY_PORT, origin.address())
            : ("http { access_log off; keepalive_requests 1000000000; upstream o { server %s:80;"
                    + " keepalive 256; keepalive_requests 1000000000; } server { listen %d;"
                    + " location / { proxy_pass http://o; proxy_http_version 1.1;"
                    + " proxy_set_header Connection ''; proxy_buffering off; } } }")
                .formatted(origin.address(), PROXY_PORT);
    Path file = write(work.resolve(name + ".conf"), Origin.preamble(work, name) + body);
    Process process =
        shell.start(
            name,
            Map.of(),
            inPod(
                pod,
                // Without a master process nginx keeps its user, which the redirect rule exempts.
                List.of(
                    "setpriv",
                    "--reuid",
                    "proxy",
                    "--regid",
                    "proxy",
                    "--clear-groups",
                    "nginx",
                    "-p",
                    work.toString(),
                    "-c",
                    file.toString())));
    bed.redirect(pod, PROXY_PORT, "proxy");
    return new Contender(name, pod, process.pid());
  }

  /**
   * The node program on one event loop in each of its ways: carrying bytes, reading HTTP/1.1, and
   * looking into contents as well.
   *
   * @param prefix of its names
   * @param number of node programs of other checkouts before this
   */
  static List<Contender> sallyport(
      Testbed bed,
      Shell shell,
      Path work,
      PodNames names,
      List<String> launch,
      String prefix,
      int number) {
    List<Contender> ways = new ArrayList<>();
    Map<String, Map<String, String>> settings = new LinkedHashMap<>();
    settings.put(L4, Map.of("SALLYPORT_UNDERSTAND", "off"));
    settings.put(READ, Map.of("SALLYPORT_UNDERSTAND", "on", "SALLYPORT_INSPECT", "off"));
    settings.put(HTTP, Map.of("SALLYPORT_UNDERSTAND", "on", "SALLYPORT_INSPECT", "on"));
    settings.forEach(
        (name, how) ->
            ways.add(
                node(
                    bed,
                    shell,
                    work,
                    names,
                    launch,
                    prefix + name,
                    3 * number + ways.size(),
                    how)));
    return ways;
  }

  /** The node program of another checkout, built before, in the same ways. */
  static List<Contender> beside(
      Testbed bed, Shell shell, Path work, PodNames names, Path checkout, int number) {
    List<String> launch = List.of("sh", checkout.resolve("config/node.sh").toString());
    String prefix = number == 1 ? BESIDE : BESIDE + number + "-";
    return sallyport(bed, shell, work, names, launch, prefix, number);
  }

  /**
   * The node program on one event loop.
   *
   * @param number tells it from others of the run
   * @param settings more of its environment
   */
  static Contender node(
      Testbed bed,
      Shell shell,
      Path work,
      PodNames names,
      List<String> launch,
      String name,
      int number,
      Map<String, String> settings) {
    Testbed.Pod pod = bed.pod("sp" + number);
    Path cgroups = bed.makeDiscoverable(pod, names.add(pod));
    Map<String, String> environment = new HashMap<>();
    environment.put("SALLYPORT_NODE_NAME", "bench");
    environment.put("SALLYPORT_CGROUP_ROOT", cgroups.toString());
    environment.put("SALLYPORT_STATE_DIR", work.resolve(name + "-state").toString());
    environment.put("SALLYPORT_ADMIN_PORT", Integer.toString(METRICS + number));
    environment.put("SALLYPORT_PEER_PORT", Integer.toString(15040 + number));
    environment.put("SALLYPORT_KUBE_API", names.url());
    environment.put("SALLYPORT_CONTROL", "127.0.0.1:1");
    environment.put("SALLYPORT_EVENT_LOOPS", "1");
    environment.putAll(settings);
    Process process = shell.start(name, environment, launch);
    return new Contender(name, pod, process.pid());
  }

  private static List<String> inPod(Testbed.Pod pod, List<String> command) {
    List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", pod.name()));
    whole.addAll(command);
    return whole;
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

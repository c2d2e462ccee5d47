// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.kubelet.Kubelet;
import dev.sallyport.lab.kubelet.LabPaths;
import dev.sallyport.lab.network.DnsZone;
import dev.sallyport.lab.network.LabFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The world outside the cluster: hosts with names, public-looking addresses, certificates and a
 * program each, read from ConfigMaps with the label {@code lab.sallyport.dev/outside}. Each value
 * of such a map is a YAML list of entries with {@code name}, {@code address} (IPv4), and optionally
 * {@code names}, {@code command} and {@code env}.
 */
final class OutsideHosts implements DnsZone.Names {
  private static final Logger logger = LoggerFactory.getLogger(OutsideHosts.class);

  private final ObjectStore store;
  private final Ground ground;
  private final Certificates certificates;
  private final LabPaths paths;
  private final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
  private final Set<String> started = ConcurrentHashMap.newKeySet();
  private volatile Runnable plugged = () -> {};

  OutsideHosts(ObjectStore store, Ground ground, Certificates certificates, LabPaths paths) {
    this.store = store;
    this.ground = ground;
    this.certificates = certificates;
    this.paths = paths;
  }

  /** Has the work done after each new host. */
  void whenPlugged(Runnable work) {
    plugged = work;
  }

  void start() {
    Follower.start("outside-hosts", store, Set.of(Kinds.CONFIG_MAP), this::synchronise);
  }

  @Override
  public boolean owns(String name) {
    return true;
  }

  @Override
  public Optional<List<InetAddress>> lookup(String name) {
    if (names.containsKey(name)) {
      return Optional.of(names.get(name));
    }
    boolean entry =
        store.list(Kinds.INGRESS).stream()
            .flatMap(i -> i.items("/spec/rules").stream())
            .anyMatch(rule -> rule.path("host").asText().equals(name));
    return entry ? Optional.of(ingressAddresses()) : Optional.empty();
  }

  private List<InetAddress> ingressAddresses() {
    return ground.entry().stream().map(InetAddress::ofLiteral).toList();
  }

  private void synchronise() {
    store.list(Kinds.CONFIG_MAP).stream()
        .filter(map -> map.labels().containsKey("lab.sallyport.dev/outside"))
        .flatMap(map -> map.strings("/data").values().stream())
        .flatMap(list -> Json.parseYamlList(list).stream())
        .map(Host::of)
        .filter(host -> started.add(host.name()))
        .forEach(this::start);
  }

  private void start(Host host) {
    try {
      List<InetAddress> addresses = ground.plug(host.name(), host.address(), host.names());
      host.names().forEach(name -> names.put(name, addresses));
      plugged.run();
      if (!host.command().isEmpty()) {
        Thread.ofVirtual().name("outside-" + host.name()).start(() -> keep(host));
      }
    } catch (LabFailure e) {
      logger.error("outside host {}: {}", host.name(), e.getMessage());
    }
  }

  private void keep(Host host) {
    try {
      while (true) {
        Process process = launch(host);
        logger.warn(
            "outside host {} ended with {}; starting it again", host.name(), process.waitFor());
        Thread.sleep(1000);
      }
    } catch (IOException e) {
      logger.error("outside host {}: {}", host.name(), e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Process launch(Host host) throws IOException {
    Kubelet.Entry entry = ground.enterHost(host.name(), host.command());
    ProcessBuilder builder = new ProcessBuilder(entry.words());
    Map<String, String> env = builder.environment();
    env.clear();
    env.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    env.put("HOME", "/root");
    env.put("LANG", "C.UTF-8");
    env.put("SSL_CERT_FILE", certificates.authority().toString());
    if (!host.names().isEmpty()) {
      Path chain = certificates.leaf(host.name(), host.names());
      env.put("LAB_CERT", chain.toString());
      env.put("LAB_KEY", chain.resolveSibling(host.name() + ".key").toString());
    }
    env.putAll(entry.environment());
    env.putAll(host.env());
    Path log = paths.log("outside", host.name(), "program");
    Files.createDirectories(log.getParent());
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    process.getOutputStream().close();
    return process;
  }

  /** One entry of the list. */
  private record Host(
      String name,
      String address,
      List<String> names,
      List<String> command,
      Map<String, String> env) {

    static Host of(Map<String, Object> entry) {
      if (!(entry.get("name") instanceof String name)
          || !(entry.get("address") instanceof String address)) {
        throw new LabFailure("an outside host needs 'name' and 'address': " + entry);
      }
      return new Host(
          name,
          address,
          texts(entry.get("names")),
          texts(entry.get("command")),
          env(entry.get("env")));
    }

    private static List<String> texts(@org.jspecify.annotations.Nullable Object value) {
      return value instanceof List<?> list
          ? list.stream().map(String::valueOf).toList()
          : List.of();
    }

    private static Map<String, String> env(@org.jspecify.annotations.Nullable Object value) {
      Map<String, String> env = new java.util.LinkedHashMap<>();
      if (value instanceof Map<?, ?> map) {
        map.forEach((k, v) -> env.put(String.valueOf(k), String.valueOf(v)));
      }
      return env;
    }
  }
}

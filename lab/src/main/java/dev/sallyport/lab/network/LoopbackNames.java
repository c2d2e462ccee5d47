// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What names mean in a lab without a resolver of its own: a hosts file for each pod and outside
 * host, written again whenever a name changes. Thread-safe.
 */
public final class LoopbackNames {
  private static final Logger logger = LoggerFactory.getLogger(LoopbackNames.class);

  private final Map<Path, String> files = new ConcurrentHashMap<>();
  private Map<String, String> services = Map.of();
  private Map<String, String> hosts = Map.of();

  /** Keeps a file up to date from now on; its pod's namespace is empty for an outside host. */
  public void keep(Path file, String namespace) {
    files.put(file, namespace);
    write(file, namespace);
  }

  /** Lets go of a file. */
  public void forget(Path file) {
    files.remove(file);
  }

  /** Sets the addresses of Services by {@code namespace/name}, and those of other names. */
  public synchronized void set(Map<String, String> ofServices, Map<String, String> ofHosts) {
    if (!ofServices.equals(services) || !ofHosts.equals(hosts)) {
      services = Map.copyOf(ofServices);
      hosts = Map.copyOf(ofHosts);
      files.forEach(this::write);
    }
  }

  private synchronized void write(Path file, String namespace) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(fresh, text(namespace));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      logger.warn("cannot write {}: {}", file, e.toString());
    }
  }

  private String text(String namespace) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("localhost", "127.0.0.1");
    names.put(ownName(), "127.0.0.1");
    names.putAll(hosts);
    services.forEach(
        (service, address) -> {
          int slash = service.indexOf('/');
          String name = service.substring(slash + 1);
          String full = name + "." + service.substring(0, slash);
          names.put(full, address);
          names.put(full + ".svc", address);
          names.put(full + ".svc.cluster.local", address);
          if (service.startsWith(namespace + "/")) {
            names.put(name, address);
          }
        });
    StringBuilder text = new StringBuilder();
    names.forEach((name, address) -> text.append(address).append('\t').append(name).append('\n'));
    return text.toString();
  }

  private static String ownName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}

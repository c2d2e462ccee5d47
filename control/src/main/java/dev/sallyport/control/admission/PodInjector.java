// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.control.config.InjectionSettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Gives new pods what they ask for by a label: the settings of an HTTP proxy, or certificates to
 * believe. Which pods ask is decided by the Kubernetes API, by the selectors of the webhooks. Only
 * ever adds, to every container that does not say the same itself; looking a second time at what it
 * made adds nothing. Safe for any thread.
 */
public final class PodInjector {
  /** Directory in containers where the certificates are. */
  static final String DIRECTORY = "/etc/sallyport/ca";

  /** Name of the volume with the certificates. */
  static final String VOLUME = "sallyport-ca";

  private static final List<String> CONTAINERS = List.of("initContainers", "containers");
  private static final List<String> PROXIES = List.of("HTTP_PROXY", "HTTPS_PROXY");

  /** A pod has a name of its own in its manifest on a node, which nothing here changes. */
  private static final String MIRROR = "kubernetes.io/config.mirror";

  /** A variable of 64 KiB is more than any program reads; names of Services may be 63 letters. */
  private static final int SERVICES_MAX = 500;

  private final InjectionSettings settings;
  private final String domain;
  private final Function<String, List<String>> services;

  /**
   * Returns an injector.
   *
   * @param settings what is given
   * @param domain domain of the cluster's DNS names
   * @param services names of the Services of a namespace
   */
  public PodInjector(
      InjectionSettings settings, String domain, Function<String, List<String>> services) {
    this.settings = requireNonNull(settings, "settings");
    this.domain = requireNonNull(domain, "domain");
    this.services = requireNonNull(services, "services");
  }

  /** Tells every container of the proxy, but for those that know of one. */
  Verdict proxy(Request request) {
    if (settings.proxy().isEmpty() || !fits(request)) {
      return Verdict.TAKEN;
    }
    String direct = direct(request.namespace());
    PodPatch patch = new PodPatch(request.object());
    for (PodPatch.Container container : patch.containers(CONTAINERS)) {
      if (Stream.concat(PROXIES.stream(), Stream.of("NO_PROXY")).noneMatch(container::says)) {
        // Some programs read only the one way of writing them, curl for HTTP only the lower one.
        PROXIES.forEach(name -> both(container, name, settings.proxy()));
        both(container, "NO_PROXY", direct);
      }
    }
    return patch.verdict("proxy");
  }

  /** Gives every container the certificates, and names their file where it names none itself. */
  Verdict certificates(Request request) {
    if (settings.configMap().isEmpty() || !fits(request)) {
      return Verdict.TAKEN;
    }
    PodPatch patch = new PodPatch(request.object());
    JsonNode there = patch.volume(VOLUME);
    if (!there.isMissingNode()
        && !there.at("/configMap/name").asText("").equals(settings.configMap())) {
      return new Verdict(
          List.of(),
          List.of(
              "spec.volumes[%s]: a volume of another kind (expected: none of that name, so that the"
                      .formatted(VOLUME)
                  + " certificates can be put there); nothing was added"));
    }
    boolean used = false;
    for (PodPatch.Container container : patch.containers(CONTAINERS)) {
      Optional<String> place = place(container);
      if (place.isPresent()) {
        used = true;
        String file = place.get() + "/" + settings.key();
        settings.variables().stream()
            .filter(name -> !container.says(name))
            .forEach(name -> container.variable(name, file));
      }
    }
    if (used && there.isMissingNode()) {
      ObjectNode volume = object("name", VOLUME);
      ObjectNode source = volume.putObject("configMap").put("name", settings.configMap());
      source.putArray("items").addObject().put("key", settings.key()).put("path", settings.key());
      patch.volume(volume);
    }
    return patch.verdict("ca");
  }

  /** Returns where the certificates are in the container; empty where something else is there. */
  private static Optional<String> place(PodPatch.Container container) {
    Optional<String> mounted = container.mounted(VOLUME);
    if (mounted.isPresent() || container.occupied(DIRECTORY)) {
      return mounted;
    }
    container.mount(object("name", VOLUME).put("mountPath", DIRECTORY).put("readOnly", true));
    return Optional.of(DIRECTORY);
  }

  private static boolean fits(Request request) {
    JsonNode pod = request.object();
    return request.kind().equals("Pod")
        && request.operation().equals("CREATE")
        && request.brings()
        && !pod.at("/metadata/annotations").has(MIRROR)
        && !pod.at("/spec/os/name").asText("").equals("windows");
  }

  private static void both(PodPatch.Container container, String name, String value) {
    container.variable(name, value);
    container.variable(name.toLowerCase(Locale.ROOT), value);
  }

  /**
   * What is reached without the proxy. A Service of the same namespace is called by its bare name,
   * which no suffix covers.
   */
  private String direct(String namespace) {
    Set<String> all =
        new LinkedHashSet<>(
            List.of("localhost", "127.0.0.1", "::1", ".svc", "." + domain, "kubernetes.default"));
    if (!namespace.isEmpty()) {
      all.add("." + namespace);
    }
    all.addAll(settings.noProxy());
    services.apply(namespace).stream().limit(SERVICES_MAX).forEach(all::add);
    return String.join(",", all);
  }

  private static ObjectNode object(String name, String value) {
    return JsonNodeFactory.instance.objectNode().put(name, value);
  }
}

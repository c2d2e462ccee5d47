// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.config;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the control program is set, read once at start from the environment.
 *
 * @param apiPort port of REST, live streams and the web page; 0 for any free one
 * @param linkPort port that nodes connect to; 0 for any free one
 * @param databaseUrl PostgreSQL to use, as {@code jdbc:postgresql:} or {@code postgresql:} URL with
 *     user and password in it; null for the embedded one
 * @param postgresHome unpacked PostgreSQL to run as the embedded one; null for the one inside the
 *     program, which is then unpacked into the state directory
 * @param stateDirectory directory for what must survive a restart
 * @param uiDirectory files of the web page; null for those in the program
 * @param kubeApi plain URL of a Kubernetes API without authentication; null for KUBECONFIG or the
 *     files of the service account
 * @param dnsDomain domain of the cluster's DNS names
 * @param listenAddress address that both ports are opened on; null for all
 * @param policyWrites whether callers of the API may apply, promote and roll back policies
 * @param startupTaint key of a taint that is taken from nodes whose programs are ready; empty for
 *     none
 * @param logLevel {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}
 * @param leader how several of these programs agree on which one leads
 * @param admission what is looked at before the Kubernetes API takes it
 * @param access who may call the API
 * @param linkSettings how the link of nodes is secured
 */
public record ControlConfig(
    int apiPort,
    int linkPort,
    @Nullable String databaseUrl,
    @Nullable Path postgresHome,
    Path stateDirectory,
    @Nullable Path uiDirectory,
    @Nullable URI kubeApi,
    String dnsDomain,
    @Nullable InetAddress listenAddress,
    boolean policyWrites,
    String startupTaint,
    String logLevel,
    LeaderSettings leader,
    AdmissionSettings admission,
    AccessConfig access,
    LinkSettings linkSettings) {

  /**
   * One key of the environment.
   *
   * @param name the key
   * @param standard what is used when it is absent, as text
   * @param meaning what it sets, for {@code --help}
   */
  public record Key(String name, String standard, String meaning) {}

  private static final Key API_PORT =
      new Key("SALLYPORT_API_PORT", "7080", "port of REST, live streams and the web page");
  private static final Key LINK_PORT =
      new Key("SALLYPORT_LINK_PORT", "7443", "port that nodes connect to");
  private static final Key DATABASE_URL =
      new Key(
          "SALLYPORT_DATABASE_URL",
          "",
          "PostgreSQL, for example postgresql://user:password@host:5432/sallyport;"
              + " when absent one is run in the state directory");
  private static final Key POSTGRES_HOME =
      new Key(
          "SALLYPORT_POSTGRES_HOME",
          "",
          "unpacked PostgreSQL 18 to run instead of the one inside the program; saves its unpacking");
  private static final Key STATE_DIR =
      new Key("SALLYPORT_STATE_DIR", "/var/lib/sallyport", "directory that survives restarts");
  private static final Key UI_DIR =
      new Key("SALLYPORT_UI_DIR", "", "files of the web page, when not those in the program");
  private static final Key KUBE_API =
      new Key(
          "SALLYPORT_KUBE_API",
          "",
          "plain URL of the Kubernetes API; when absent KUBECONFIG, or the pod's service account");
  private static final Key DNS_DOMAIN =
      new Key("SALLYPORT_DNS_DOMAIN", "cluster.local", "domain of the cluster's DNS names");
  private static final Key LISTEN_ADDRESS =
      new Key("SALLYPORT_LISTEN_ADDRESS", "", "address that both ports are opened on; default all");
  private static final Key POLICY_WRITES =
      new Key(
          "SALLYPORT_POLICY_WRITES",
          "off",
          "on or off: whether callers of the API may promote policies and roll them back");
  private static final Key STARTUP_TAINT =
      new Key(
          "SALLYPORT_STARTUP_TAINT",
          "",
          "key of a taint that is taken from nodes whose programs are ready, such as"
              + " sallyport.dev/not-ready");
  private static final Key LOG_LEVEL =
      new Key("SALLYPORT_LOG_LEVEL", "info", "error, warn, info, debug or trace");

  private static final List<Key> OWN_KEYS =
      List.of(
          API_PORT,
          LINK_PORT,
          DATABASE_URL,
          POSTGRES_HOME,
          STATE_DIR,
          UI_DIR,
          KUBE_API,
          DNS_DOMAIN,
          LISTEN_ADDRESS,
          POLICY_WRITES,
          STARTUP_TAINT,
          LOG_LEVEL);
  private static final List<Key> KEYS =
      Stream.of(
              OWN_KEYS,
              LeaderSettings.KEYS,
              AdmissionSettings.KEYS,
              AccessConfig.KEYS,
              LinkSettings.KEYS)
          .flatMap(List::stream)
          .toList();

  public ControlConfig {
    requireNonNull(stateDirectory, "stateDirectory");
    requireNonNull(dnsDomain, "dnsDomain");
    requireNonNull(linkSettings, "linkSettings");
    requireNonNull(startupTaint, "startupTaint");
    requireNonNull(logLevel, "logLevel");
    requireNonNull(leader, "leader");
    requireNonNull(admission, "admission");
    requireNonNull(access, "access");
  }

  /** Returns all keys with their defaults and meanings. */
  public static List<Key> keys() {
    return KEYS;
  }

  /**
   * Returns the configuration that the environment describes; empty values count as absent.
   *
   * @throws IllegalArgumentException naming the key, its value and what was expected
   */
  public static ControlConfig from(Map<String, String> environment) {
    Map<String, String> set = new TreeMap<>();
    KEYS.forEach(
        key -> {
          String value = environment.getOrDefault(key.name(), "").strip();
          set.put(key.name(), value.isEmpty() ? key.standard() : value);
        });
    return new ControlConfig(
        port(API_PORT, set),
        port(LINK_PORT, set),
        databaseUrl(set),
        value(POSTGRES_HOME, set).isEmpty() ? null : Path.of(value(POSTGRES_HOME, set)),
        Path.of(value(STATE_DIR, set)),
        value(UI_DIR, set).isEmpty() ? null : Path.of(value(UI_DIR, set)),
        kubeApi(set),
        value(DNS_DOMAIN, set),
        listenAddress(set),
        flag(POLICY_WRITES, set),
        value(STARTUP_TAINT, set),
        logLevel(set),
        LeaderSettings.from(set),
        AdmissionSettings.from(set),
        AccessConfig.from(set),
        LinkSettings.from(set));
  }

  /** Returns where REST, live streams and the web page are served. */
  public InetSocketAddress api() {
    return listen(apiPort);
  }

  /** Returns where nodes connect to. */
  public InetSocketAddress link() {
    return listen(linkPort);
  }

  /** Returns where the Kubernetes API asks before it takes objects. */
  public InetSocketAddress admissionAddress() {
    return listen(Math.max(0, admission.port()));
  }

  /** Returns the web page's directory, or empty for the files in the program. */
  public Optional<Path> ui() {
    return Optional.ofNullable(uiDirectory);
  }

  /** Returns the plain Kubernetes API, or empty for the usual ways. */
  public Optional<URI> kube() {
    return Optional.ofNullable(kubeApi);
  }

  /** Returns the unpacked PostgreSQL to run, or empty for the one inside the program. */
  public Optional<Path> postgres() {
    return Optional.ofNullable(postgresHome);
  }

  /** Returns the external database, or empty for the embedded one. */
  public Optional<String> database() {
    return Optional.ofNullable(databaseUrl);
  }

  private InetSocketAddress listen(int port) {
    return listenAddress == null
        ? new InetSocketAddress(port)
        : new InetSocketAddress(listenAddress, port);
  }

  private static @Nullable InetAddress listenAddress(Map<String, String> set) {
    String text = value(LISTEN_ADDRESS, set);
    try {
      return text.isEmpty() ? null : InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw wrong(LISTEN_ADDRESS, text, "an address of this machine");
    }
  }

  private static String value(Key key, Map<String, String> set) {
    return set.getOrDefault(key.name(), "");
  }

  private static int port(Key key, Map<String, String> set) {
    String text = value(key, set);
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(key, text, "a port, 0 to 65535");
  }

  private static @Nullable String databaseUrl(Map<String, String> set) {
    String text = value(DATABASE_URL, set);
    if (text.isEmpty()) {
      return null;
    }
    if (!text.startsWith("jdbc:postgresql:") && !text.startsWith("postgresql:")) {
      // The value may hold a password, so it is not repeated.
      throw new IllegalArgumentException(
          DATABASE_URL.name() + ": (expected: a URL that starts with postgresql:)");
    }
    return text;
  }

  private static @Nullable URI kubeApi(Map<String, String> set) {
    String text = value(KUBE_API, set);
    if (text.isEmpty()) {
      return null;
    }
    try {
      URI url = URI.create(text);
      if (url.getHost() != null && String.valueOf(url.getScheme()).startsWith("http")) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw wrong(KUBE_API, text, "a URL such as http://10.0.0.1:8001");
  }

  static boolean flag(Key key, Map<String, String> set) {
    String text = value(key, set).toLowerCase(Locale.ROOT);
    if (!List.of("on", "off").contains(text)) {
      throw wrong(key, text, "on or off");
    }
    return text.equals("on");
  }

  private static String logLevel(Map<String, String> set) {
    String text = value(LOG_LEVEL, set).toLowerCase(Locale.ROOT);
    if (!List.of("error", "warn", "info", "debug", "trace").contains(text)) {
      throw wrong(LOG_LEVEL, text, "error, warn, info, debug or trace");
    }
    return text;
  }

  static IllegalArgumentException wrong(Key key, String value, String expected) {
    return new IllegalArgumentException(
        key.name() + ": '" + value + "' (expected: " + expected + ")");
  }
}

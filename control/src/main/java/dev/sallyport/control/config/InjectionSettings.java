// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.config;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.ControlConfig.Key;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What pods that ask for it are given when they are made.
 *
 * @param proxy URL of the HTTP proxy that their programs are told of; empty for none
 * @param noProxy names and ranges that are reached without it, beside those of the cluster
 * @param configMap ConfigMap of the pod's own namespace with certificates to believe; empty for
 *     none
 * @param key the file in it
 * @param variables variables of the environment that are to name that file
 */
public record InjectionSettings(
    String proxy, List<String> noProxy, String configMap, String key, List<String> variables) {
  private static final Key PROXY =
      new Key(
          "SALLYPORT_INJECT_PROXY", "", "URL of the HTTP proxy that pods are told of on request");
  private static final Key NO_PROXY =
      new Key(
          "SALLYPORT_INJECT_NO_PROXY",
          "",
          "what is reached without it, with commas between; names of the cluster are added");
  private static final Key CONFIG_MAP =
      new Key(
          "SALLYPORT_INJECT_CA_CONFIGMAP",
          "",
          "ConfigMap in a pod's own namespace with the certificates that it believes on request");
  private static final Key FILE =
      new Key("SALLYPORT_INJECT_CA_KEY", "ca.crt", "the key of that ConfigMap that holds them");
  private static final Key VARIABLES =
      new Key(
          "SALLYPORT_INJECT_CA_VARIABLES",
          "SSL_CERT_FILE,NODE_EXTRA_CA_CERTS,REQUESTS_CA_BUNDLE,CURL_CA_BUNDLE",
          "variables that name the file of them, with commas between");

  static final List<Key> KEYS = List.of(PROXY, NO_PROXY, CONFIG_MAP, FILE, VARIABLES);

  /** Nothing is given to anybody. */
  public static final InjectionSettings NONE =
      new InjectionSettings("", List.of(), "", FILE.standard(), words(VARIABLES.standard()));

  /** A user and a password would be read by whoever may read pods. */
  private static final Pattern URL = Pattern.compile("https?://[^@/\\s]+/?");

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  public InjectionSettings {
    requireNonNull(proxy, "proxy");
    noProxy = List.copyOf(noProxy);
    requireNonNull(configMap, "configMap");
    requireNonNull(key, "key");
    variables = List.copyOf(variables);
  }

  /** Returns whether there is anything to give. */
  public boolean on() {
    return !proxy.isEmpty() || !configMap.isEmpty();
  }

  static InjectionSettings from(Map<String, String> set) {
    String proxy = set.getOrDefault(PROXY.name(), "");
    if (!proxy.isEmpty() && !URL.matcher(proxy).matches()) {
      // What is wrong may be the password in it, so it is not repeated.
      throw new IllegalArgumentException(
          PROXY.name() + ": (expected: a URL such as http://proxy.example:3128, without a user)");
    }
    List<String> variables = words(set.getOrDefault(VARIABLES.name(), VARIABLES.standard()));
    variables.stream()
        .filter(each -> !VARIABLE.matcher(each).matches())
        .findFirst()
        .ifPresent(
            each -> {
              throw ControlConfig.wrong(VARIABLES, each, "names of variables");
            });
    return new InjectionSettings(
        proxy,
        words(set.getOrDefault(NO_PROXY.name(), "")),
        set.getOrDefault(CONFIG_MAP.name(), ""),
        set.getOrDefault(FILE.name(), FILE.standard()),
        variables);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.config;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.ControlConfig.Key;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How objects are looked at before the Kubernetes API takes them.
 *
 * @param port port that the API calls, 0 for any free one; -1 when nothing is looked at
 * @param service name of the Service in front of it, as its certificate says
 * @param webhooks name of the ValidatingWebhookConfiguration that control completes, and of the
 *     MutatingWebhookConfiguration where anything is injected
 * @param guard what becomes of risky workloads
 * @param injection what pods that ask for it are given
 */
public record AdmissionSettings(
    int port, String service, String webhooks, Guard guard, InjectionSettings injection) {
  /** Nothing is looked at. */
  public static final int OFF = -1;

  private static final Key PORT =
      new Key(
          "SALLYPORT_ADMISSION_PORT",
          "off",
          "port that the Kubernetes API asks whether to take an object, or off");
  private static final Key SERVICE =
      new Key(
          "SALLYPORT_SERVICE_NAME",
          "sallyport-control",
          "Service in front of this program, which certificates are issued for");
  private static final Key WEBHOOKS =
      new Key(
          "SALLYPORT_WEBHOOKS_NAME",
          "sallyport",
          "webhook configurations that are told which certificates to believe");
  private static final Key GUARD =
      new Key(
          "SALLYPORT_WORKLOAD_GUARD",
          "off",
          "off, observe or enforce: whether risky workloads are let through, warned of or refused");

  static final List<Key> KEYS =
      Stream.concat(Stream.of(PORT, SERVICE, WEBHOOKS, GUARD), InjectionSettings.KEYS.stream())
          .toList();

  /** What becomes of a risky workload. */
  public enum Guard {
    /** Nobody looks. */
    OFF,
    /** Whoever applies it is warned. */
    OBSERVE,
    /** It is refused. */
    ENFORCE
  }

  public AdmissionSettings {
    requireNonNull(service, "service");
    requireNonNull(webhooks, "webhooks");
    requireNonNull(guard, "guard");
    requireNonNull(injection, "injection");
  }

  /** Returns whether anything is looked at. */
  public boolean on() {
    return port != OFF;
  }

  static AdmissionSettings from(Map<String, String> set) {
    return new AdmissionSettings(
        port(value(PORT, set)),
        value(SERVICE, set),
        value(WEBHOOKS, set),
        guard(value(GUARD, set)),
        InjectionSettings.from(set));
  }

  private static int port(String text) {
    if (text.toLowerCase(Locale.ROOT).equals("off")) {
      return OFF;
    }
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(PORT, text, "a port, 0 to 65535, or off");
  }

  private static Guard guard(String text) {
    try {
      return Guard.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw wrong(GUARD, text, "off, observe or enforce");
    }
  }

  private static String value(Key key, Map<String, String> set) {
    return set.getOrDefault(key.name(), key.standard());
  }

  private static IllegalArgumentException wrong(Key key, String value, String expected) {
    return new IllegalArgumentException(
        key.name() + ": '" + value + "' (expected: " + expected + ")");
  }
}

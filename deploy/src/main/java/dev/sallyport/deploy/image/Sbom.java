// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an image is made of, as a CycloneDX 1.6 document: Debian packages, the Java runtime, and
 * every jar with its hash. Taken from what is put into the image, not from what a build was asked
 * for. Not thread-safe.
 */
final class Sbom {
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.+-]*)\\.jar");
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          // Two builds of the same must not differ by the order of a map.
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final List<Map<String, Object>> components = new ArrayList<>();

  void debian(Map<String, String> versions, Architecture machine) {
    versions.forEach(
        (name, version) ->
            components.add(
                component(
                    "library",
                    name,
                    version,
                    "pkg:deb/debian/"
                        + name
                        + "@"
                        + encoded(version)
                        + "?arch="
                        + machine.title())));
  }

  void java(String version) {
    components.add(
        component(
            "platform", "OpenJDK runtime", version, "pkg:generic/openjdk@" + encoded(version)));
  }

  void postgres(String version) {
    components.add(
        component("application", "postgresql", version, "pkg:generic/postgresql@" + version));
  }

  void jar(Path jar) throws IOException {
    String file = jar.getFileName().toString();
    Matcher parts = JAR.matcher(file);
    String name = parts.matches() ? parts.group(1) : file.replace(".jar", "");
    String version = parts.matches() ? parts.group(2) : "";
    Properties maven = maven(jar, name);
    String group = maven.getProperty("groupId", "");
    Map<String, Object> component =
        component(
            "library",
            name,
            maven.getProperty("version", version),
            group.isEmpty()
                ? ""
                : "pkg:maven/" + group + "/" + name + "@" + maven.getProperty("version", version));
    if (!group.isEmpty()) {
      component.put("group", group);
    }
    component.put("hashes", List.of(Map.of("alg", "SHA-256", "content", Blob.of(jar).hex())));
    components.add(component);
  }

  /** Returns the document. */
  byte[] json(String image, String version) throws IOException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("bomFormat", "CycloneDX");
    document.put("specVersion", "1.6");
    document.put("version", 1);
    document.put(
        "metadata",
        Map.of(
            "timestamp", Layer.TIME.toString(),
            "component", component("container", image, version, "")));
    document.put("components", components);
    return JSON.writeValueAsBytes(document);
  }

  private static Map<String, Object> component(
      String type, String name, String version, String purl) {
    Map<String, Object> component = new LinkedHashMap<>();
    component.put("type", type);
    component.put("name", name);
    component.put("version", version);
    if (!purl.isEmpty()) {
      component.put("purl", purl);
    }
    return component;
  }

  /** As purl wants versions: what a query or another part of it could begin with is escaped. */
  private static String encoded(String version) {
    return version.replace(":", "%3A").replace("+", "%2B");
  }

  /** Jars that Maven made say who they are; those with others inside say so several times. */
  private static Properties maven(Path jar, String name) throws IOException {
    Properties properties = new Properties();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        if (entry
            .getName()
            .matches("META-INF/maven/[^/]+/" + Pattern.quote(name) + "/pom.properties")) {
          try (InputStream in = file.getInputStream(entry)) {
            properties.load(in);
          }
        }
      }
    }
    return properties;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.LabCluster;
import dev.sallyport.lab.LabOptions;
import dev.sallyport.lab.shop.ShopTruth.Told;
import dev.sallyport.lab.shop.plumbing.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shop in the lab, without Sallyport: it works, and its programs agree on what happened. */
class ShopInLabIT {
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final String INGRESS = "ingress-nginx/ingress-nginx-controller";
  private static final Path RUN =
      Path.of(System.getProperty("sallyport.root", ".."), "lab", "shop", "run");

  private static LabOptions options;
  private static LabCluster lab;

  @BeforeAll
  static void openTheShop() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "the lab needs root");
    Process prepare = new ProcessBuilder(RUN.resolveSibling("prepare").toString()).start();
    assertThat(prepare.waitFor()).isZero();
    String name = "shop-" + ProcessHandle.current().pid();
    Path home = RUN.getParent().getParent().getParent().toAbsolutePath().normalize();
    options = new LabOptions(name, home.resolve("lab/target/labs").resolve(name), home, Map.of());
    lab = LabCluster.start(options);
    for (String file : text("files").lines().toList()) {
      // Customers come when the test sends them, from a place without a program of its own.
      lab.apply(
          file.startsWith("70-")
              ? text(file).replaceAll("(?s)command:.*?env:", "env:")
              : text(file));
    }
    for (String namespace : List.of("data", "ai", "partner", "shop", "ingress-nginx")) {
      assertThat(lab.awaitReady(namespace, PATIENCE)).as(namespace).isTrue();
    }
  }

  @AfterAll
  static void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private static String text(String file) throws IOException {
    try (InputStream in = ShopInLabIT.class.getResourceAsStream("/shop/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static JsonNode customers(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(RUN.toString(), "driver", "--rate=0", "--await"));
    command.addAll(List.of(arguments));
    LabCluster.Ended ended = lab.execIn("out-customers", command.toArray(String[]::new));
    assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    return Json.read(ended.out());
  }

  private static long sum(List<Told> told, String source, String target) {
    return told.stream()
        .filter(t -> t.source().equals(source) && t.target().equals(target))
        .mapToLong(Told::count)
        .sum();
  }

  @Test
  void everyEdgeIsCountedAlikeAtBothEnds() throws IOException {
    Path counts = options.state().resolve("counts");
    long before = sum(ShopTruth.answered(counts), INGRESS, "shop/storefront");
    JsonNode sent = customers("--target=http://198.51.100.10", "--count=600", "--seed=3");
    assertThat(sent.path("broken").asInt() + sent.path("unexpected").asInt()).isZero();
    long answered = before + sent.path("answered").asLong();
    assertThat(
            LabCluster.await(
                Duration.ofSeconds(20), () -> agreed(counts) && entered(counts) == answered))
        .as(() -> entered(counts) + " of " + answered + "; " + differences(counts))
        .isTrue();
    Set<String> callers =
        ShopTruth.asked(counts).stream()
            .map(Told::source)
            .collect(java.util.stream.Collectors.toSet());
    assertThat(callers)
        .contains("shop/storefront", "shop/catalog", "shop/checkout", "ai/assistant");
  }

  @Test
  void customersMayComeOverIpv6() throws IOException {
    JsonNode sent =
        customers("--target=http://[2001:db8:51::10]", "--family=v6", "--count=50", "--seed=4");
    assertThat(sent.path("answered").asInt()).isGreaterThanOrEqualTo(50);
  }

  @Test
  void theReportingJobCompletes() {
    assertThat(
            LabCluster.await(
                PATIENCE,
                () ->
                    lab.get("job", "data", "sales-report")
                        .filter(job -> job.at("/status/succeeded").asInt() == 1)
                        .isPresent()))
        .isTrue();
  }

  private static long entered(Path counts) {
    try {
      return sum(ShopTruth.answered(counts), INGRESS, "shop/storefront");
    } catch (IOException e) {
      return -1;
    }
  }

  private static boolean agreed(Path counts) {
    return differences(counts).isEmpty();
  }

  /** Returns the edges between the shop's own programs that the two ends count differently. */
  private static List<String> differences(Path counts) {
    try {
      List<Told> answered = ShopTruth.answered(counts);
      List<String> differences = new ArrayList<>();
      for (Told asked : ShopTruth.asked(counts)) {
        boolean answerable =
            answered.stream().anyMatch(t -> t.target().equals(asked.target()))
                && !asked.status().equals("broken");
        if (answerable && !answered.contains(asked)) {
          differences.add(asked.toString());
        }
      }
      return differences;
    } catch (IOException e) {
      return List.of(e.toString());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.deploy.chart.Chart;
import dev.sallyport.deploy.trial.Fact;
import dev.sallyport.deploy.trial.Trial;
import dev.sallyport.deploy.trial.TrialSettings;
import dev.sallyport.lab.LabCluster;
import dev.sallyport.lab.LabOptions;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code ./sallyport e2e} does on any cluster, on the lab. */
class TrialIT {

  @Test
  void theChartIsInstalledShowsTheDemoIsUpgradedAndGoesWithoutATrace()
      throws IOException, InterruptedException {
    assumeTrue("0".equals(user()), "namespaces need root");
    LabOptions options = LabOptions.named("trial-" + ProcessHandle.current().pid());
    List<Fact> facts = new ArrayList<>();
    List<String> troubles = new ArrayList<>();
    try (LabCluster cluster = LabCluster.start(options);
        KubernetesClient client = client(cluster)) {
      new Trial(
              client,
              new LabSurroundings(cluster, options.home()),
              new Chart(options.home().resolve("deploy/charts/sallyport")),
              new TrialSettings(
                  "sallyport-trial",
                  // The lab does not know whose a token is.
                  Map.of("control", Map.of("auth", Map.of("mode", "none"))),
                  "demo",
                  Duration.ofSeconds(180),
                  false),
              facts::add,
              troubles::add)
          .run();
    }

    assertThat(facts)
        .as(String.join("\n", troubles))
        .hasSizeGreaterThan(20)
        .allSatisfy(fact -> assertThat(fact.holds()).as(fact.line()).isTrue());
  }

  private static KubernetesClient client(LabCluster cluster) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                .withMasterUrl(cluster.api().toString())
                .withHttp2Disable(true)
                .build())
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }

  private static String user() throws IOException {
    return String.valueOf(
        java.nio.file.Files.getAttribute(java.nio.file.Path.of("/proc/self"), "unix:uid"));
  }
}

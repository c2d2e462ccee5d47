// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy;

import dev.sallyport.deploy.chart.Chart;
import dev.sallyport.deploy.trial.AnyCluster;
import dev.sallyport.deploy.trial.Fact;
import dev.sallyport.deploy.trial.Trial;
import dev.sallyport.deploy.trial.TrialSettings;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sallyport e2e}. */
@Command(
    name = "e2e",
    description = {
      "Tries Sallyport on a cluster: installs the chart into a namespace of its own, runs a demo, holds",
      "the blueprint against it, upgrades, takes all away, and tells each fact."
    },
    footer = {
      "",
      "The images must be on the nodes or in the registry that is named. Ends with 0 when every fact",
      "holds, with 1 when one does not.",
      "",
      "Examples:",
      "  sallyport images && for each node: ctr -n k8s.io images import sallyport-{node,control,demo}.tar",
      "  sallyport e2e --kubeconfig ~/.kube/config",
      "  sallyport e2e --kubeconfig FILE --registry registry.example/team --tag 1.0"
    })
final class TrialCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--kubeconfig",
      required = true,
      paramLabel = "FILE",
      description = "The cluster.")
  private Path kubeconfig = Path.of("");

  @Option(names = "--context", description = "Context in the file. Default: its current one.")
  private @Nullable String context;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Directory with archives of `sallyport images`, whose names are used.")
  private @Nullable Path images;

  @Option(names = "--registry", description = "Registry and path of the images.")
  private @Nullable String registry;

  @Option(names = "--tag", description = "Tag of the images. Default: the version of the chart.")
  private @Nullable String tag;

  @Option(
      names = "--namespace",
      defaultValue = "sallyport-trial",
      description =
          "Namespace and release. Default: ${DEFAULT-VALUE}; the demo's has -demo behind it.")
  private String namespace = "";

  @Option(
      names = "--values",
      paramLabel = "FILE",
      description = "Settings of the chart, as for helm -f.")
  private @Nullable Path values;

  @Option(
      names = "--seconds",
      defaultValue = "180",
      description = "Longest wait for each step. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(names = "--keep", description = "Leave all in the cluster.")
  private boolean keep;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ImageNames names = names();
    Map<String, Object> settings = new HashMap<>(ValuesFile.read(values));
    ValuesFile.put(settings, "node", "image", names.of("node"));
    ValuesFile.put(settings, "control", "image", names.of("control"));
    try (KubernetesClient client = client()) {
      boolean holds =
          new Trial(
                  client,
                  new AnyCluster(client),
                  new Chart(Checkout.here().chart()),
                  new TrialSettings(
                      namespace, settings, names.of("demo"), Duration.ofSeconds(seconds), keep),
                  fact -> tell(out, fact),
                  line -> out.println("          " + line))
              .run();
      out.flush();
      return holds ? 0 : 1;
    }
  }

  private ImageNames names() throws IOException {
    if (images != null) {
      return ImageNames.ofArchives(images);
    }
    return ImageNames.of(
        registry == null ? "localhost/sallyport" : registry,
        tag == null ? Checkout.here().version() : tag);
  }

  private KubernetesClient client() {
    Config config = Config.fromKubeconfig(context, kubeconfig.toFile());
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(config).withHttp2Disable(true).withRequestTimeout(20_000).build())
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }

  private static void tell(PrintWriter out, Fact fact) {
    out.println(fact.line());
    out.flush();
  }
}

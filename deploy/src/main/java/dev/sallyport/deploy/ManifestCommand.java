// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy;

import dev.sallyport.deploy.chart.Chart;
import dev.sallyport.deploy.chart.PlainManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport manifest}. */
@Command(
    name = "manifest",
    description = "Writes the chart with its defaults as one file of plain YAML.")
final class ManifestCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to; default: deploy/sallyport.yaml of the checkout.")
  private Path out = Checkout.here().manifest();

  @Override
  public Integer call() throws IOException {
    Files.writeString(out, PlainManifest.of(new Chart(Checkout.here().chart())));
    return 0;
  }
}

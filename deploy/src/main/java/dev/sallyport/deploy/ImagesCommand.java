// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy;

import dev.sallyport.deploy.image.Architecture;
import dev.sallyport.deploy.image.ImageBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sallyport images}. */
@Command(
    name = "images",
    description = "Writes the container images as archives, without a container runtime.",
    footer = {
      "",
      "Each archive is an OCI image layout and, unless it is for several kinds of machines, a docker",
      "archive at once. With each comes a list of its parts (CycloneDX), which is in the image as well,",
      "and an archive with that list as an artifact that refers to the image (.cdx.oci).",
      "",
      "Examples:",
      "  sallyport images && ctr -n k8s.io images import deploy/target/images/sallyport-node.tar",
      "  sallyport images --check",
      "  sallyport images --registry registry.example/team --tag 1.0 && skopeo copy \\",
      "    oci-archive:deploy/target/images/sallyport-node.tar docker://registry.example/team/sallyport-node:1.0",
      "  sallyport images --arch amd64,arm64      # skopeo copy --all, ctr images import --all-platforms"
    })
final class ImagesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to; default: deploy/target/images.")
  private Path out = Checkout.here().target("deploy").resolve("images");

  @Option(
      names = "--base",
      paramLabel = "TAR",
      description =
          "Archive (docker save, skopeo copy docker-archive:) of an image with glibc and libstdc++ to"
              + " build on. Default: a root of seven Debian packages, fetched by apt-get.")
  private @Nullable Path base;

  @Option(
      names = "--registry",
      defaultValue = "localhost/sallyport",
      description = "Registry and path in the names. Default: ${DEFAULT-VALUE}, as in the chart.")
  private String registry = "";

  @Option(names = "--tag", description = "Tag. Default: the version of the chart.")
  private @Nullable String tag;

  @Option(
      names = "--arch",
      paramLabel = "amd64|arm64",
      split = ",",
      description =
          "Machines that the images are for. Default: those of this one's kind. For others: packages"
              + " and Java of Debian trixie, no AOT caches, and names of files end with the kind. Several,"
              + " as amd64,arm64: each archive holds an index with an image for each, by one name.")
  private List<String> architectures = List.of();

  @Option(
      names = "--no-rehearsal",
      description =
          "Without AOT caches: programs start slower, and two builds give the same archives.")
  private boolean plain;

  @Option(
      names = "--check",
      description =
          "Then run each program from its image: unpacked, read-only, as its user. Needs root.")
  private boolean check;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Checkout checkout = Checkout.here();
    List<Architecture> machines = machines();
    if (check && machines.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "--check runs images of one kind of machine, not of several");
    }
    List<ImageBuild> builds = new ArrayList<>();
    for (Architecture each : machines) {
      builds.add(build(checkout, each));
    }
    List<ImageBuild.Written> images = ImageBuild.write(builds, out);
    for (ImageBuild.Written each : images) {
      spec.commandLine()
          .getOut()
          .printf(
              "%s%n  %s  %.1f MB%n  %s%n",
              each.reference(), each.archive(), Files.size(each.archive()) / 1e6, each.digest());
    }
    spec.commandLine().getOut().flush();
    return check ? check(checkout, images) : 0;
  }

  private ImageBuild build(Checkout checkout, Architecture machine) throws IOException {
    return new ImageBuild(
        new ImageBuild.Settings(
            checkout,
            Path.of(System.getProperty("java.home")),
            checkout.target("deploy").resolve("image-parts"),
            registry,
            tag == null ? checkout.version() : tag,
            Optional.ofNullable(base),
            !plain,
            machine));
  }

  private List<Architecture> machines() {
    return architectures.isEmpty()
        ? List.of(Architecture.here())
        : architectures.stream().map(this::machine).distinct().toList();
  }

  private Architecture machine(String title) {
    return Arrays.stream(Architecture.values())
        .filter(each -> each.title().equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(), "--arch: '" + title + "' (expected: amd64 or arm64)"));
  }

  private static int check(Checkout checkout, List<ImageBuild.Written> images)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("sh");
    command.add(checkout.root().resolve("config/image-check.sh").toString());
    images.forEach(each -> command.add(each.archive().toString()));
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.deploy.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images of this checkout; needs its programs built, root and a mirror of Debian packages. */
@Tag("slow")
class ImagesIT {
  private static final Checkout CHECKOUT =
      new Checkout(Path.of(System.getProperty("sallyport.root")));

  @TempDir private Path directory;

  @Test
  void twoBuildsAreTheSameAndEveryProgramRunsFromItsImage()
      throws IOException, InterruptedException {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "namespaces need root");
    List<ImageBuild.Written> first = build("first", false);
    List<ImageBuild.Written> second = build("second", false);

    assertThat(second)
        .extracting(ImageBuild.Written::digest)
        .isEqualTo(first.stream().map(ImageBuild.Written::digest).toList());
    assertThat(check(first))
        .contains("captured, with the capabilities of the chart")
        .doesNotContain("AOT cache");
    String rehearsed = check(build("third", true));
    assertThat(rehearsed).contains("captured, with the capabilities of the chart");
    assertThat(rehearsed.lines().filter(each -> each.contains("classes come from the AOT cache")))
        .as("of the node program and of control")
        .hasSize(2);
  }

  /** Each build has a place of its own, so nothing is taken from the other. */
  private List<ImageBuild.Written> build(String name, boolean rehearse) throws IOException {
    Path place = directory.resolve(name);
    return new ImageBuild(
            new ImageBuild.Settings(
                CHECKOUT,
                Path.of(System.getProperty("java.home")),
                place.resolve("parts"),
                "localhost/sallyport",
                "test",
                Optional.empty(),
                rehearse,
                Architecture.here()))
        .write(place.resolve("out"));
  }

  private static String check(List<ImageBuild.Written> images)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("sh");
    command.add(CHECKOUT.root().resolve("config/image-check.sh").toString());
    images.forEach(each -> command.add(each.archive().toString()));
    Process check = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
    return said;
  }
}

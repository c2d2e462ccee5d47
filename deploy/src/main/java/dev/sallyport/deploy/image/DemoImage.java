// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A small application for the trial: a client and a server of HTTP in one program. */
final class DemoImage {
  private final ImageBuild build;

  DemoImage(ImageBuild build) {
    this.build = build;
  }

  ImageBuild.Parts on(List<Layer> below) throws IOException {
    Program demo = Program.anywhere(build.checkout(), "deploy").without(_ -> true);
    List<Layer> layers = new ArrayList<>(below);
    Sbom sbom = build.parts();
    demo.list(sbom);
    byte[] list = sbom.json("sallyport-demo", build.tag());
    FileTree own = new FileTree();
    demo.addOwn(own);
    own.bytes(ImageBuild.HOME + "/sbom.cdx.json", list, 0644);
    layers.add(build.layer(own, "the demo"));
    return new ImageBuild.Parts(
        new Image(
            build.reference("demo"),
            layers,
            ImageBuild.USER + ":" + ImageBuild.USER,
            List.of(
                "/" + ImageBuild.HOME + "/jre/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx32m",
                "-cp",
                demo.classPath(),
                "dev.sallyport.deploy.demo.Demo"),
            ImageBuild.environment(Map.of()),
            "A client and a server to try Sallyport with",
            build.architecture()),
        list);
  }
}

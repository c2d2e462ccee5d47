// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The data plane. No shell; nothing in it is run but Java. */
final class NodeImage {
  /** libnftables and what it is linked with. */
  private static final List<String> PACKAGES =
      List.of("libgmp10", "libjansson4", "libmnl0", "libnftables1", "libnftnl11", "libxtables12");

  private final ImageBuild build;

  NodeImage(ImageBuild build) {
    this.build = build;
  }

  ImageBuild.Parts on(List<Layer> below) throws IOException {
    Program node = build.program("node");
    List<Layer> layers = new ArrayList<>(below);
    FileTree system = new FileTree();
    SortedMap<String, String> versions = build.packages().add(system, PACKAGES);
    system.directory("host/sys/fs/cgroup", 0755, 0);
    layers.add(build.layer(system, "Debian packages: " + String.join(" ", versions.keySet())));
    FileTree libraries = new FileTree();
    node.addLibraries(libraries);
    layers.add(build.layer(libraries, "libraries"));
    Sbom sbom = build.parts();
    sbom.debian(versions, build.architecture());
    node.list(sbom);
    byte[] list = sbom.json("sallyport-node", build.tag());
    FileTree own = new FileTree();
    node.addOwn(own);
    own.text(
        ImageBuild.HOME + "/node.args",
        // Sizes: the rationale of the module node says what decided them; heap and buffers are set
        // by JDK_JAVA_OPTIONS.
        """
        -Xms8m
        -Xss256k
        -XX:+UseSerialGC
        -XX:+UseCompactObjectHeaders
        -XX:-ShrinkHeapInSteps
        -XX:MinHeapFreeRatio=10
        -XX:MaxHeapFreeRatio=20
        -XX:ReservedCodeCacheSize=32m
        -XX:CICompilerCount=2
        -XX:-UsePerfData
        -XX:TrimNativeHeapInterval=5000
        -XX:+ExitOnOutOfMemoryError
        --add-modules=jdk.incubator.vector
        --enable-native-access=ALL-UNNAMED
        --sun-misc-unsafe-memory-access=allow
        -Dio.netty.allocator.numDirectArenas=2
        -Dio.netty.allocator.numHeapArenas=1
        -Dio.netty.allocator.maxOrder=5
        %s
        -cp
        %s
        dev.sallyport.node.Main
        """
            .formatted(AotCache.options("node"), node.classPath()));
    own.bytes(ImageBuild.HOME + "/sbom.cdx.json", list, 0644);
    layers.add(build.layer(own, "the node program"));
    return new ImageBuild.Parts(
        new Image(
            build.reference("node"),
            build.rehearsed("node", layers),
            "0:0",
            List.of("/" + ImageBuild.HOME + "/jre/bin/java", "@/" + ImageBuild.HOME + "/node.args"),
            ImageBuild.environment(
                Map.of(
                    "MALLOC_ARENA_MAX", "1",
                    "JDK_JAVA_OPTIONS", "-Xmx64m -XX:MaxDirectMemorySize=64m")),
            "Sallyport node program",
            build.architecture()),
        list);
  }
}

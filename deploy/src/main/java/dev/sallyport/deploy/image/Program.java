// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import dev.sallyport.deploy.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars of one program.
 *
 * @param own what is built here and changes with each version
 * @param libraries what it uses, which changes rarely
 */
record Program(List<Path> own, List<Path> libraries) {
  /**
   * Returns the jars of a program that was built.
   *
   * @throws IOException when it was not, or when a library is native and not for such machines
   */
  static Program of(Checkout checkout, String module, Architecture machine) throws IOException {
    Program program = anywhere(checkout, module);
    List<Path> libraries =
        program.libraries().stream().filter(each -> !machine.excludes(name(each))).toList();
    List<Path> foreign = ForeignParts.among(libraries, machine);
    if (!foreign.isEmpty()) {
      throw new IOException(
          module + " uses libraries that bring nothing for " + machine.title() + ": " + foreign);
    }
    return new Program(program.own(), libraries);
  }

  /** Returns the same with libraries for all kinds of machines. */
  static Program anywhere(Checkout checkout, String module) throws IOException {
    Path target = checkout.target(module);
    if (!Files.isDirectory(target.resolve("lib"))) {
      throw new IOException(target + " holds no program (expected: ./sallyport build before)");
    }
    List<Path> own = new ArrayList<>();
    List<Path> libraries = new ArrayList<>();
    Directories.files(target, ".jar").stream()
        .filter(each -> name(each).matches(module + "-[0-9][^-]*(-SNAPSHOT)?\\.jar"))
        .forEach(own::add);
    if (own.size() != 1) {
      throw new IOException(
          target + " holds " + own + " (expected: the one jar of " + module + ")");
    }
    List<Path> siblings = siblings(checkout);
    for (Path jar : Directories.files(target.resolve("lib"), ".jar")) {
      boolean ours = siblings.stream().anyMatch(each -> name(each).equals(name(jar)));
      (ours ? own : libraries).add(jar);
    }
    return new Program(own, libraries);
  }

  Program without(Predicate<String> libraryName) {
    return new Program(
        own, libraries.stream().filter(each -> !libraryName.test(name(each))).toList());
  }

  /** Returns the class path inside an image. */
  String classPath() {
    return Stream.concat(
            own.stream().map(each -> "/" + ImageBuild.HOME + "/app/" + name(each)),
            libraries.stream().map(each -> "/" + ImageBuild.HOME + "/lib/" + name(each)))
        .collect(Collectors.joining(":"));
  }

  void addOwn(FileTree files) {
    own.forEach(each -> files.file(ImageBuild.HOME + "/app/" + name(each), each));
  }

  void addLibraries(FileTree files) {
    libraries.forEach(each -> files.file(ImageBuild.HOME + "/lib/" + name(each), each));
  }

  void list(Sbom sbom) throws IOException {
    for (Path each : own) {
      sbom.jar(each);
    }
    for (Path each : libraries) {
      sbom.jar(each);
    }
  }

  private static List<Path> siblings(Checkout checkout) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> modules = Files.list(checkout.root())) {
      for (Path module : modules.sorted().toList()) {
        if (Files.isDirectory(module.resolve("target"))
            && Files.exists(module.resolve("pom.xml"))) {
          jars.addAll(Directories.files(module.resolve("target"), ".jar"));
        }
      }
    }
    return jars;
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}

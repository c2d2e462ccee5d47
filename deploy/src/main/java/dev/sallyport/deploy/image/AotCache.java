// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a JVM records of a program's classes and hot methods while the program rehearses, so that
 * later starts need less processor time. It holds profiles: two recordings are never the same.
 */
final class AotCache {
  private static final Logger log = LoggerFactory.getLogger(AotCache.class);

  /** What {@code config/image-rehearse.sh} ends with where it cannot be done. */
  private static final int NOT_HERE = 77;

  private AotCache() {}

  /** Returns where the cache of a program lies in its image. */
  static String path(String program) {
    return ImageBuild.HOME + "/" + program + ".aot";
  }

  /**
   * Returns the options by which a program finds its cache. A JVM goes on without one that is not
   * there, or that another machine, runtime or setting does not fit, and need not tell everybody.
   *
   * <p>Mapped where it was recorded for, its pages stay those of the file until they are written;
   * moved to a random place all of them are rewritten and become the program's own. Where that
   * place is taken the JVM moves it all the same.
   */
  static String options(String program) {
    return """
        -XX:AOTCache=/%s
        -Xlog:aot=off
        -XX:+UnlockDiagnosticVMOptions
        -XX:ArchiveRelocationMode=0"""
        .formatted(path(program));
  }

  /**
   * Records one in the root that the layers make.
   *
   * @return the recording; empty where that cannot be done here, which is said
   */
  static Optional<Path> record(Path root, String program, List<Layer> layers, Path directory)
      throws IOException {
    Path cache = Files.createTempFile(directory, program, ".aot");
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                root.resolve("config/image-rehearse.sh").toString(),
                program,
                cache.toAbsolutePath().toString()));
    layers.forEach(each -> command.add(each.blob().file().toAbsolutePath().toString()));
    Programs.Ended ended = Programs.run(directory, command);
    if (ended.code() == 0) {
      return Optional.of(cache);
    }
    if (ended.code() != NOT_HERE) {
      throw ended.failure(command.getFirst());
    }
    log.warn(
        "The image of {} gets no AOT cache, and starts slower without: {}",
        program,
        ended.said().strip());
    return Optional.empty();
  }
}

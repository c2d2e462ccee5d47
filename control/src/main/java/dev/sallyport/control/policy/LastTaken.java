// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.wire.kube.PolicySpecs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies that were in force last, on disk, so that a restart of control while an object is
 * broken does not take away what protected before. One policy a line. Written by one thread.
 */
public final class LastTaken {
  private static final Logger log = LoggerFactory.getLogger(LastTaken.class);

  private final Path file;
  private final Map<PolicyId, Policy> earlier = new HashMap<>();
  private List<Policy> written = List.of();

  private LastTaken(Path file) {
    this.file = file;
  }

  /** Reads the file; one that is absent or broken holds no policies. */
  public static LastTaken in(Path file) {
    LastTaken kept = new LastTaken(requireNonNull(file, "file"));
    try {
      Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .flatMap(line -> PolicySpecs.readResolved(line).policy().stream())
          .forEach(policy -> kept.earlier.put(policy.id(), policy));
    } catch (NoSuchFileException absent) {
      log.debug("no policies were in force before");
    } catch (IOException failed) {
      log.warn("the policies that were in force before cannot be read: {}", failed.toString());
    }
    return kept;
  }

  /** Returns the policy of an earlier life of the program. */
  Optional<Policy> find(PolicyId id) {
    return Optional.ofNullable(earlier.get(id));
  }

  /** Replaces the file; a disk that refuses is logged. */
  void keep(List<Policy> policies) {
    if (policies.equals(written)) {
      return;
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, policies.stream().map(it -> PolicySpecs.write(it).toString()).toList());
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      written = policies;
    } catch (IOException failed) {
      log.warn("the policies in force cannot be kept on disk: {}", failed.toString());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import dev.sallyport.lab.network.HostCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The lab's own certificate authority, made afresh for each lab by {@code openssl}. Thread-safe.
 */
final class Certificates {
  private final Path directory;

  Certificates(Path directory) {
    this.directory = directory;
    HostCommand.script(
        """
        mkdir -p %1$s
        chmod 755 %1$s
        cd %1$s
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj '/O=Sallyport lab/CN=Sallyport lab CA' -addext 'keyUsage=critical,keyCertSign,cRLSign' -keyout ca.key -out ca.crt 2>/dev/null
        """
            .formatted(directory));
  }

  /** Returns the authority's certificate, PEM. */
  Path authority() {
    return directory.resolve("ca.crt");
  }

  /**
   * Returns the certificate chain for a host, PEM, making it when it is new; the key lies beside it
   * as {@code .key}.
   */
  synchronized Path leaf(String name, List<String> names) {
    Path chain = directory.resolve(name + ".crt");
    if (!Files.exists(chain)) {
      String alternatives = names.stream().map(n -> "DNS:" + n).collect(Collectors.joining(","));
      HostCommand.script(
          """
          cd %1$s
          printf 'subjectAltName=%3$s\\nextendedKeyUsage=serverAuth\\nbasicConstraints=CA:FALSE\\n' > %2$s.ext
          openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj '/CN=%4$s' -keyout %2$s.key -out %2$s.csr 2>/dev/null
          openssl x509 -req -in %2$s.csr -CA ca.crt -CAkey ca.key -days 30 -extfile %2$s.ext -out %2$s.leaf 2>/dev/null
          chmod 644 %2$s.key
          cat %2$s.leaf ca.crt > %2$s.crt
          rm %2$s.csr %2$s.ext %2$s.leaf
          """
              .formatted(directory, name, alternatives, names.getFirst()));
    }
    return chain;
  }
}

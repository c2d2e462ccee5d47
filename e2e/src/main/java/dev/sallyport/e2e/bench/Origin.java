// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The server that all contenders are measured against: nginx with one worker and static files. */
final class Origin {
  private Origin() {}

  static Testbed.Pod start(Testbed bed, Shell shell, Path work) {
    Testbed.Pod pod = bed.outside("origin");
    try {
      Path root = Files.createDirectories(work.resolve("www"));
      Files.write(root.resolve("1k"), new byte[1024]);
      Files.writeString(root.resolve("4k.json"), Corpus.api(1, 4096));
      try (RandomAccessFile large = new RandomAccessFile(root.resolve("100m").toFile(), "rw")) {
        large.setLength(100L * 1024 * 1024);
      }
      Path config =
          Files.writeString(
              work.resolve("origin.conf"),
              preamble(work, "origin")
                  + "http { access_log off; sendfile on; tcp_nopush on; tcp_nodelay on;"
                  + " keepalive_requests 1000000000; keepalive_timeout 600s;"
                  + " server { listen 80 backlog=4096; root "
                  + root
                  + "; location = /4k.json { types { application/json json; }"
                  // Held back by it, the end of such an answer came 40 ms late now and then.
                  + " tcp_nopush off;"
                  // Files are only given for GET; here a POST gets the same.
                  + " error_page 405 =200 /4k.json; } } }");
      shell.start(
          "origin",
          Map.of(),
          List.of(
              "ip",
              "netns",
              "exec",
              pod.name(),
              "nginx",
              "-p",
              work.toString(),
              "-c",
              config.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pod;
  }

  /** Returns the part of an nginx configuration that is the same for origin and proxies. */
  static String preamble(Path work, String name) {
    return """
    load_module /usr/lib/nginx/modules/ngx_stream_module.so;
    daemon off; master_process off; worker_processes 1; pid %s/%s.pid;
    error_log %s/%s.err; user proxy;
    events { worker_connections 4096; }
    """
        .formatted(work, name, work, name);
  }
}

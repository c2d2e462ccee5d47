// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The smallest root in which a Java runtime and native libraries work. */
final class BaseRoot {
  private static final List<String> PACKAGES =
      List.of(
          "base-files", "ca-certificates", "libc6", "libgcc-s1", "libstdc++6", "tzdata", "zlib1g");

  private static final String CERTIFICATES = "usr/share/ca-certificates/mozilla/";

  private BaseRoot() {}

  /** Adds the files and returns the version of each package. */
  static SortedMap<String, String> fill(FileTree files, DebianPackages packages)
      throws IOException {
    SortedMap<String, String> versions = packages.add(files, PACKAGES);
    for (String each : List.of("bin", "sbin", "lib", "lib64")) {
      files.link(each, "usr/" + each);
    }
    files.directory("tmp", 01777, 0);
    for (String each : List.of("dev", "proc", "run", "sys", "var/lib/sallyport")) {
      files.directory(each, 0755, 0);
    }
    files.text(
        "etc/passwd",
        """
        root:x:0:0:root:/:/sbin/nologin
        nobody:x:65534:65534:nobody:/:/sbin/nologin
        sallyport:x:%1$d:%1$d:sallyport:/:/sbin/nologin
        """
            .formatted(ImageBuild.USER));
    files.text(
        "etc/group",
        """
        root:x:0:
        nogroup:x:65534:
        sallyport:x:%d:
        """
            .formatted(ImageBuild.USER));
    files.text("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
    files.text("etc/ssl/certs/ca-certificates.crt", certificates(files));
    return versions;
  }

  /** What the scripts of the package would have put together. */
  private static String certificates(FileTree files) {
    StringBuilder all = new StringBuilder();
    for (Map.Entry<String, FileTree.Node> each : files.nodes().entrySet()) {
      if (each.getKey().startsWith(CERTIFICATES)
          && each.getValue() instanceof FileTree.Node.Text(byte[] content, int unused)) {
        all.append(new String(content, StandardCharsets.US_ASCII).strip()).append('\n');
      }
    }
    return all.toString();
  }
}

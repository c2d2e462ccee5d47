// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Files of Debian packages, fetched by {@code apt-get download} and taken apart here; no script of
 * a package runs. The format is that of deb(5).
 */
final class DebianPackages {
  /** What {@code apt-get --print-uris} says: address, file, size, hash. */
  private static final Pattern URI_LINE = Pattern.compile("'[^']+' (\\S+) (\\d+) (\\S+)");

  /** Nobody reads manuals in a container; licences are kept. */
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "usr/share/(man|locale|lintian|bug|info|doc-base|bash-completion|initramfs-tools|menu)/.*"
              + "|usr/share/doc/(?![^/]+/copyright$).*"
              + "|(usr/)?lib/[a-z0-9_]+-linux-gnu/(gconv|audit)/.*|etc/(init|cron).*"
              + "|usr/share/zoneinfo/(right|posix)/.*");

  private static final Set<String> MERGED = Set.of("bin", "sbin", "lib", "lib64");

  private final Path cache;
  private final Map<String, String> environment;

  private DebianPackages(Path cache, Map<String, String> environment) {
    this.cache = cache;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Returns a reader that keeps what it fetches below the directory: for this machine with the
   * lists of packages that it has, for another with lists of their own, which changes nothing on
   * this one.
   *
   * @throws IOException when the lists cannot be had
   */
  static DebianPackages of(Architecture machine, Path work) throws IOException {
    if (machine == Architecture.here()) {
      return new DebianPackages(work.resolve("packages"), Map.of());
    }
    Path place = work.resolve("apt-" + machine.title()).toAbsolutePath();
    return new DebianPackages(place.resolve("packages"), AptLists.fetch(machine, place));
  }

  /**
   * Adds the files of the packages, and for scanners what they are, where such images keep that.
   *
   * @return the version of each package
   * @throws IOException when they cannot be fetched; the message says what apt-get said
   */
  SortedMap<String, String> add(FileTree files, List<String> packages) throws IOException {
    SortedMap<String, String> versions = new TreeMap<>();
    for (Path archive : fetch(packages)) {
      Map<String, String> about = unpack(archive, files);
      versions.put(about.getOrDefault("Package", ""), about.getOrDefault("Version", ""));
    }
    return versions;
  }

  /**
   * Returns the files of a package below a directory that it has, each by its path, unpacked.
   *
   * @throws IOException when it cannot be fetched
   */
  Path unpacked(String name, String directory, Path into) throws IOException {
    for (Path archive : fetch(List.of(name))) {
      FileTree files = new FileTree();
      unpack(archive, files);
      for (Map.Entry<String, FileTree.Node> each : files.nodes().entrySet()) {
        if (each.getKey().startsWith(directory)
            && each.getValue() instanceof FileTree.Node.Text(byte[] content, int unused)) {
          Path target = into.resolve(each.getKey().substring(directory.length()));
          Files.createDirectories(target.getParent());
          Files.write(target, content);
        }
      }
    }
    return into;
  }

  private List<Path> fetch(List<String> packages) throws IOException {
    Files.createDirectories(cache);
    List<String> command = new ArrayList<>(List.of("apt-get", "download", "--print-uris"));
    command.addAll(packages);
    List<Path> archives = new ArrayList<>();
    boolean missing = false;
    // Asked from elsewhere, for of files that lie where it is asked apt-get says nothing.
    Path elsewhere = Files.createDirectories(cache.resolve("none"));
    Matcher line = URI_LINE.matcher(Programs.output(elsewhere, command, environment));
    while (line.find()) {
      Path archive = cache.resolve(line.group(1));
      archives.add(archive);
      missing |= !Files.exists(archive) || Files.size(archive) != Long.parseLong(line.group(2));
    }
    if (archives.size() != packages.size()) {
      throw new IOException(
          "apt-get knows "
              + archives.size()
              + " of "
              + packages
              + " (expected: all; apt-get update)");
    }
    if (missing) {
      command.remove("--print-uris");
      Programs.output(cache, command, environment);
    }
    return archives.stream().sorted().toList();
  }

  private static Map<String, String> unpack(Path archive, FileTree files) throws IOException {
    Map<String, String> about = Map.of();
    try (ArArchiveInputStream parts =
        new ArArchiveInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
      for (ArArchiveEntry part = parts.getNextEntry(); part != null; part = parts.getNextEntry()) {
        if (part.getName().startsWith("control.tar")) {
          about = control(tar(part.getName(), parts), files);
        } else if (part.getName().startsWith("data.tar")) {
          data(tar(part.getName(), parts), files);
        }
      }
    }
    return about;
  }

  private static TarArchiveInputStream tar(String name, InputStream in) throws IOException {
    String packing = name.substring(name.lastIndexOf('.') + 1);
    return new TarArchiveInputStream(
        switch (packing) {
          case "xz" -> new XZInputStream(in);
          case "gz" -> new GZIPInputStream(in);
          case "tar" -> in;
          default ->
              throw new IOException(
                  name + " of a package (expected: xz or gzip, as Debian packs; use --base here)");
        });
  }

  private static Map<String, String> control(TarArchiveInputStream tar, FileTree files)
      throws IOException {
    Map<String, String> about = new TreeMap<>();
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (entry.getName().equals("./control")) {
        String text = new String(tar.readAllBytes(), StandardCharsets.UTF_8);
        text.lines()
            .filter(line -> line.matches("(Package|Version): .*"))
            .forEach(line -> about.put(line.split(": ")[0], line.split(": ", 2)[1]));
        files.text("var/lib/dpkg/status.d/" + about.get("Package"), text);
      }
    }
    return about;
  }

  private static void data(TarArchiveInputStream tar, FileTree files) throws IOException {
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      String path = merged(entry.getName().replaceFirst("^\\./", ""));
      if (path.isEmpty() || entry.isDirectory() || LEFT_OUT.matcher(path).matches()) {
        continue;
      }
      if (entry.isSymbolicLink()) {
        files.link(path, entry.getLinkName());
      } else if (entry.isLink()) {
        // A second name of a file in the same package.
        files.link(path, "/" + merged(entry.getLinkName().replaceFirst("^\\./", "")));
      } else {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        tar.transferTo(content);
        files.bytes(path, content.toByteArray(), entry.getMode() & 0755);
      }
    }
  }

  /** Directories of the root are links below usr since Debian 12. */
  private static String merged(String path) {
    int slash = path.indexOf('/');
    return slash > 0 && MERGED.contains(path.substring(0, slash)) ? "usr/" + path : path;
  }
}

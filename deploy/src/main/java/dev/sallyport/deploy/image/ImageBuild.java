// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import static java.util.Objects.requireNonNull;

import dev.sallyport.deploy.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the images of a checkout that was built. */
public final class ImageBuild {
  /** The user that control and the demo run as; the same number as in the chart. */
  static final int USER = 65532;

  static final String HOME = "opt/sallyport";

  /**
   * What is built from.
   *
   * @param checkout the built checkout
   * @param jdk the JDK whose runtime goes into the images
   * @param work directory for what is kept between builds
   * @param registry where the images are to be known, such as {@code localhost/sallyport}
   * @param tag their tag
   * @param base archive whose layers go below ours instead of the Debian packages
   * @param rehearse whether programs rehearse for an AOT cache, which differs from build to build
   * @param architecture the machines that the images are for
   */
  public record Settings(
      Checkout checkout,
      Path jdk,
      Path work,
      String registry,
      String tag,
      Optional<Path> base,
      boolean rehearse,
      Architecture architecture) {
    public Settings {
      requireNonNull(checkout, "checkout");
      requireNonNull(jdk, "jdk");
      requireNonNull(work, "work");
      requireNonNull(registry, "registry");
      requireNonNull(tag, "tag");
      requireNonNull(base, "base");
      requireNonNull(architecture, "architecture");
    }
  }

  /**
   * An image that was written.
   *
   * @param reference its name and tag
   * @param archive the file
   * @param digest digest of its manifest, or of the index of several
   */
  public record Written(String reference, Path archive, String digest) {}

  private final Settings settings;
  private final DebianPackages packages;
  private final JavaRuntime runtime;
  private final SortedMap<String, String> baseVersions = new TreeMap<>();

  /** Returns a build that has done nothing yet. */
  public ImageBuild(Settings settings) throws IOException {
    this.settings = requireNonNull(settings, "settings");
    // Layers of earlier builds are in their archives.
    Directories.delete(layers());
    Files.createDirectories(layers());
    packages = DebianPackages.of(settings.architecture(), settings.work());
    runtime = new JavaRuntime(settings.jdk(), settings.work(), settings.architecture(), packages);
  }

  /**
   * Writes all images into the directory, for each an archive, a list of parts, and that list as an
   * artifact that refers to the image.
   *
   * @throws IOException when a part cannot be had, or is for other machines; the message says which
   */
  public List<Written> write(Path out) throws IOException {
    return write(List.of(this), out);
  }

  /**
   * The same for several kinds of machines: each name stands for an index of an image for each.
   *
   * @param builds of the same names, each for another kind
   */
  public static List<Written> write(List<ImageBuild> builds, Path out) throws IOException {
    Files.createDirectories(out);
    List<List<Parts>> all = new ArrayList<>();
    for (ImageBuild each : builds) {
      all.add(each.images());
    }
    List<Written> written = new ArrayList<>();
    for (int at = 0; at < all.getFirst().size(); at++) {
      int program = at;
      written.add(builds.getFirst().put(all.stream().map(each -> each.get(program)).toList(), out));
    }
    return written;
  }

  private List<Parts> images() throws IOException {
    List<Layer> below = new ArrayList<>(base());
    FileTree jre = new FileTree();
    jre.copy(runtime.directory(), HOME + "/jre");
    below.add(layer(jre, "Java runtime " + runtime.version()));
    List<Parts> images =
        List.of(
            new NodeImage(this).on(below),
            new ControlImage(this).on(below),
            new DemoImage(this).on(below));
    Set<Layer> layers = new LinkedHashSet<>();
    images.forEach(each -> layers.addAll(each.image().layers()));
    for (Layer each : layers) {
      List<String> foreign = ForeignParts.in(each, settings.architecture());
      if (!foreign.isEmpty()) {
        throw new IOException(
            "\"%s\" holds parts that no machine of kind %s can run: %s"
                .formatted(each.about(), settings.architecture().title(), foreign));
      }
    }
    return images;
  }

  /**
   * Returns the name and tag that an archive carries.
   *
   * @throws IOException when it is none of ours
   */
  public static String referenceIn(Path archive) throws IOException {
    return BaseArchive.reference(archive);
  }

  /** Returns what a program is made of, or says that it was not built. */
  Program program(String module) throws IOException {
    return Program.of(settings.checkout(), module, settings.architecture());
  }

  Architecture architecture() {
    return settings.architecture();
  }

  Checkout checkout() {
    return settings.checkout();
  }

  /** Returns a jar that the build itself does not use, as Maven fetches it. */
  Path artifact(String group, String name, String version) throws IOException {
    Path kept = settings.work().resolve("artifacts").toAbsolutePath();
    Path jar = kept.resolve(name + "-" + version + ".jar");
    if (!Files.exists(jar)) {
      Files.createDirectories(kept);
      Programs.output(
          settings.checkout().root(),
          List.of(
              settings.checkout().root().resolve("mvnw").toString(),
              "-q",
              "-N",
              "dependency:copy",
              "-Dartifact=" + group + ":" + name + ":" + version,
              "-DoutputDirectory=" + kept));
    }
    return jar;
  }

  DebianPackages packages() {
    return packages;
  }

  Layer layer(FileTree files, String about) throws IOException {
    return Layer.of(files, about, layers());
  }

  /** Returns the layers of a program's image, and its AOT cache on top where there can be one. */
  List<Layer> rehearsed(String program, List<Layer> layers) throws IOException {
    List<Layer> all = new ArrayList<>(layers);
    // Another machine's program cannot be rehearsed here.
    if (settings.rehearse() && settings.architecture() == Architecture.here()) {
      Optional<Path> cache = AotCache.record(settings.checkout().root(), program, layers, layers());
      if (cache.isPresent()) {
        FileTree files = new FileTree();
        files.file(AotCache.path(program), cache.get());
        all.add(layer(files, "AOT cache"));
      }
    }
    return all;
  }

  String reference(String name) {
    return settings.registry() + "/sallyport-" + name + ":" + settings.tag();
  }

  /** Returns the list of parts that all images have. */
  Sbom parts() throws IOException {
    Sbom sbom = new Sbom();
    sbom.debian(baseVersions, settings.architecture());
    sbom.java(runtime.version());
    return sbom;
  }

  String tag() {
    return settings.tag();
  }

  private List<Layer> base() throws IOException {
    if (settings.base().isPresent()) {
      return BaseArchive.layers(settings.base().get(), layers());
    }
    FileTree files = new FileTree();
    baseVersions.putAll(BaseRoot.fill(files, packages));
    return List.of(layer(files, "Debian packages: " + String.join(" ", baseVersions.keySet())));
  }

  /** Names tell the kind of machine where it is not this one's, or where there are several. */
  private Written put(List<Parts> images, Path out) throws IOException {
    String reference = images.getFirst().image().reference();
    String program = reference.replaceAll(".*/|:.*", "");
    List<String> names =
        images.stream()
            .map(each -> each.image().architecture())
            .map(
                each ->
                    images.size() == 1 && each == Architecture.here()
                        ? program
                        : program + "-" + each.title())
            .toList();
    Path archive = out.resolve((images.size() == 1 ? names.getFirst() : program) + ".tar");
    ImageArchive.Stored stored =
        new ImageArchive(layers()).write(images.stream().map(Parts::image).toList(), archive);
    for (int at = 0; at < images.size(); at++) {
      byte[] sbom = images.get(at).sbom();
      String list = names.get(at) + ".cdx.json";
      Files.write(out.resolve(list), sbom);
      new Referrer(layers())
          .write(
              stored.manifests().get(at),
              sbom,
              list,
              reference,
              out.resolve(names.get(at) + ".cdx.oci"));
    }
    return new Written(reference, archive, stored.digest());
  }

  private Path layers() {
    return settings.work().resolve("layers-" + settings.architecture().title());
  }

  /** An image and the list of what is in it. */
  record Parts(Image image, byte[] sbom) {}

  /** Returns the variables that all programs run with. */
  static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(more);
    all.put("PATH", "/usr/local/bin:/usr/bin:/bin:/" + HOME + "/jre/bin");
    all.put("LANG", "C.UTF-8");
    all.put("JAVA_HOME", "/" + HOME + "/jre");
    return all;
  }
}

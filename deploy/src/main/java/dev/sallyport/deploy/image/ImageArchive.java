// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one name stands for, in one file that is an OCI image layout. With one image it is an
 * archive as {@code docker save} writes it at once, so that {@code ctr images import}, {@code
 * podman load}, {@code docker load} and {@code kind load image-archive} all take it. With one for
 * each of several kinds of machines it is a layout only: that other format has room for one, which
 * readers that look for it first would take on every machine.
 */
final class ImageArchive {
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

  private final Path work;

  /** Returns a writer that keeps its pieces in the directory. */
  ImageArchive(Path work) {
    this.work = work;
  }

  /**
   * What was written.
   *
   * @param digest of the manifest, or of the index of several: by which a registry would name it
   * @param manifests descriptor of the manifest of each image, in their order
   */
  record Stored(String digest, List<Map<String, Object>> manifests) {
    Stored {
      manifests = List.copyOf(manifests);
    }
  }

  /** Writes the image. */
  Stored write(Image image, Path file) throws IOException {
    return write(List.of(image), file);
  }

  /**
   * Writes the images.
   *
   * @param images of one name, each for another kind of machine
   */
  Stored write(List<Image> images, Path file) throws IOException {
    OciLayout layout = new OciLayout(work);
    List<Map<String, Object>> manifests = new ArrayList<>();
    for (Image image : images) {
      manifests.add(add(image, layout, images.size() == 1));
    }
    Map<String, Object> listed =
        new LinkedHashMap<>(
            manifests.size() == 1
                ? manifests.getFirst()
                : layout.add(OciLayout.INDEX, OciLayout.index(manifests)));
    Image first = images.getFirst();
    listed.put(
        "annotations",
        Map.of(
            // containerd takes the whole name from its own annotation, others the tag from OCI's.
            BaseArchive.NAME, first.reference(), "org.opencontainers.image.ref.name", first.tag()));
    layout.list(listed);
    layout.write(file);
    return new Stored(String.valueOf(listed.get("digest")), manifests);
  }

  private static Map<String, Object> add(Image image, OciLayout layout, boolean alone)
      throws IOException {
    Map<String, Object> config = layout.add(CONFIG, image.configuration());
    List<Map<String, Object>> layers = new ArrayList<>();
    for (Layer layer : image.layers()) {
      layers.add(layout.add(LAYER, layer.blob()));
    }
    Map<String, Object> manifest =
        layout.add(
            OciLayout.MANIFEST,
            Map.of(
                "schemaVersion",
                2,
                "mediaType",
                OciLayout.MANIFEST,
                "config",
                config,
                "layers",
                layers));
    manifest.put("platform", image.architecture().platform());
    if (alone) {
      layout.beside("manifest.json", dockerManifest(image, config));
    }
    return manifest;
  }

  private static List<Map<String, Object>> dockerManifest(Image image, Map<String, Object> config) {
    return List.of(
        Map.of(
            "Config",
            String.valueOf(config.get("digest")).replace("sha256:", "blobs/sha256/"),
            "RepoTags",
            List.of(image.reference()),
            "Layers",
            image.layers().stream().map(layer -> OciLayout.path(layer.blob())).toList()));
  }
}

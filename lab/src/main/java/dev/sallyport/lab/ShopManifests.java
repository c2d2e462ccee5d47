// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import java.nio.file.Path;
import java.util.List;

/** The demo application: the YAML files of the shop, in order of name. */
final class ShopManifests {
  private ShopManifests() {}

  static List<String> read(Path home) {
    return Manifests.read(List.of(home.resolve("lab/src/main/resources/shop")));
  }
}

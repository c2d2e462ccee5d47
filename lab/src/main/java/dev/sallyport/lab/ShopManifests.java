// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import java.util.List;

/** The demo application: every file that the list {@code /shop/files} names. */
final class ShopManifests {
  private ShopManifests() {}

  static List<String> read() {
    return Resources.text("/shop/files")
        .lines()
        .filter(l -> !l.isBlank())
        .map(file -> Resources.text("/shop/" + file.strip()))
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A path of the API with its parameters. */
final class Query {
  private final StringBuilder text;
  private char separator = '?';

  Query(String path) {
    this.text = new StringBuilder(path);
  }

  /** Adds a parameter; none when the value is null. */
  Query and(String name, @Nullable String value) {
    if (value != null) {
      String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
      text.append(separator).append(name).append('=').append(encoded);
      separator = '&';
    }
    return this;
  }

  String text() {
    return text.toString();
  }
}

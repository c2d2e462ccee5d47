// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.protocol.http.PathTemplate;
import java.nio.charset.StandardCharsets;

/** What a PostgreSQL client says when it logs in: names and values, each ended by a zero. */
final class StartUp {
  private static final int SETTINGS_START = 4;

  private StartUp() {}

  /** Returns the database, or the user where none is named, as it may stand in a name. */
  static String database(byte[] content) {
    String user = "";
    int i = SETTINGS_START;
    while (i < content.length && content[i] != 0) {
      int name = end(content, i);
      int value = end(content, Math.min(name + 1, content.length));
      String setting = text(content, i, name);
      if (setting.equals("database")) {
        return plain(text(content, Math.min(name + 1, content.length), value));
      }
      if (setting.equals("user")) {
        user = plain(text(content, Math.min(name + 1, content.length), value));
      }
      i = value + 1;
    }
    return user;
  }

  static String text(byte[] content, int from, int to) {
    return from >= to ? "" : new String(content, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static String plain(String name) {
    return PathTemplate.isValue(name) ? "{id}" : name;
  }

  private static int end(byte[] content, int start) {
    int i = start;
    while (i < content.length && content[i] != 0) {
      i++;
    }
    return i;
  }
}

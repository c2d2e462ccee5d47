// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.protocol.content.JsonTokens.Token;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;

/** The names of the claims of a JSON Web Token (RFC 7519), never their values. */
final class TokenClaims {
  private static final int CLAIMS_MAX = 24;
  private static final int NAME_MAX = 40;
  private static final int TOKEN_MAX = 8192;

  private TokenClaims() {}

  static Set<String> of(String token) {
    Set<String> names = new TreeSet<>();
    int first = token.indexOf('.');
    int second = first < 0 ? -1 : token.indexOf('.', first + 1);
    if (second < 0 || token.length() > TOKEN_MAX) {
      return names;
    }
    byte[] claims;
    try {
      claims = Base64.getUrlDecoder().decode(token.substring(first + 1, second));
    } catch (IllegalArgumentException notBase64) {
      return names;
    }
    JsonTokens tokens = new JsonTokens(claims, 0, claims.length);
    for (Token each = tokens.next();
        each != Token.END && each != Token.BROKEN && names.size() < CLAIMS_MAX;
        each = tokens.next()) {
      if (each == Token.KEY && tokens.depth() == 1 && !tokens.escaped()) {
        add(
            new String(
                claims, tokens.start(), tokens.end() - tokens.start(), StandardCharsets.US_ASCII),
            names);
      }
    }
    return names;
  }

  private static void add(String name, Set<String> names) {
    boolean plain =
        !name.isEmpty()
            && name.length() <= NAME_MAX
            && name.chars().allMatch(each -> each > ' ' && each <= '~');
    if (plain) {
      names.add(name);
    }
  }
}

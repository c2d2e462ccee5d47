// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Authentication;
import dev.sallyport.model.Message;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads from a request how it says who sends it. Remembers the last fields, since clients tend to
 * send the same again. Not thread-safe.
 */
final class CredentialReader {
  private static final Set<String> KEY_FIELDS =
      Set.of(
          "x-api-key",
          "api-key",
          "apikey",
          "x-apikey",
          "x-auth-token",
          "x-access-token",
          "x-auth-key",
          "ocp-apim-subscription-key",
          "x-goog-api-key",
          "x-functions-key",
          "private-token",
          "job-token",
          "x-vault-token",
          "x-consul-token",
          "dd-api-key",
          "x-shopify-access-token",
          "x-service-token",
          "x-internal-token",
          "x-token",
          "x-api-token",
          "x-app-key",
          "x-figma-token",
          "x-rapidapi-key",
          "circle-token");
  private static final Set<String> SIGNATURE_FIELDS =
      Set.of(
          "signature",
          "signature-input",
          "x-signature",
          "x-hub-signature",
          "x-hub-signature-256",
          "stripe-signature",
          "x-slack-signature",
          "webhook-signature",
          "x-hmac-signature",
          "x-shopify-hmac-sha256",
          "x-twilio-signature",
          "x-amz-signature",
          "svix-signature");
  private static final Set<String> CERTIFICATE_FIELDS =
      Set.of(
          "x-forwarded-client-cert",
          "x-ssl-client-cert",
          "x-client-cert",
          "ssl-client-cert",
          "client-cert",
          "x-amzn-mtls-clientcert");
  private static final Set<String> KEY_PARAMETERS =
      Set.of("api_key", "apikey", "api-key", "access_token", "subscription-key", "auth_token");
  private static final Set<String> SIGNATURE_PARAMETERS =
      Set.of("x-amz-signature", "x-goog-signature", "signature", "sig", "hmac");
  private static final List<String> SESSION_WORDS =
      List.of("sess", "sid", "auth", "token", "jwt", "login", "remember");

  private static final int ROLES_MAX = 256;

  private final Map<String, Role> roles = new HashMap<>();
  private String lastToken = "";
  private Set<String> lastTokenClaims = Set.of();
  private List<Message.Field> lastFields = List.of();
  private Set<Authentication> lastKinds = Set.of();
  private final Set<String> lastClaims = new TreeSet<>();

  /** What a field says of who sends a request. */
  private enum Role {
    SCHEME,
    KEY,
    SIGNATURE,
    CERTIFICATE,
    COOKIES,
    TOKEN,
    OTHER;

    static Role of(String name) {
      if (name.equals("authorization") || name.equals("x-authorization")) {
        return SCHEME;
      } else if (KEY_FIELDS.contains(name)) {
        return KEY;
      } else if (SIGNATURE_FIELDS.contains(name)) {
        return SIGNATURE;
      } else if (CERTIFICATE_FIELDS.contains(name)) {
        return CERTIFICATE;
      } else if (name.equals("cookie")) {
        return COOKIES;
      }
      return name.endsWith("-jwt-assertion") ? TOKEN : OTHER;
    }
  }

  /** Returns whether a field of that name, in lower case, holds a key. */
  static boolean isKey(String name) {
    return KEY_FIELDS.contains(name);
  }

  /** Returns what the request shows; never empty. */
  Set<Authentication> of(Message request) {
    if (request.fields() != lastFields || lastKinds.isEmpty()) {
      lastFields = request.fields();
      lastClaims.clear();
      lastKinds = ofFields(lastFields);
    }
    Set<Authentication> all = EnumSet.noneOf(Authentication.class);
    all.addAll(lastKinds);
    addParameters(request.target(), all);
    if (all.size() > 1) {
      all.remove(Authentication.NONE);
    }
    return all;
  }

  /** Returns the names of the claims of the token in the last request. */
  Set<String> claims() {
    return lastClaims;
  }

  private Set<Authentication> ofFields(List<Message.Field> fields) {
    Set<Authentication> found = EnumSet.of(Authentication.NONE);
    for (Message.Field field : fields) {
      Role role = role(field.name());
      if (role == Role.OTHER || field.value().isEmpty()) {
        continue;
      }
      switch (role) {
        case SCHEME -> found.add(scheme(field.value()));
        case KEY -> found.add(Authentication.API_KEY);
        case SIGNATURE -> found.add(Authentication.SIGNATURE);
        case CERTIFICATE -> found.add(Authentication.MUTUAL_TLS);
        case TOKEN -> found.add(token(field.value()));
        case COOKIES -> {
          if (holdsSession(field.value())) {
            found.add(Authentication.COOKIE);
          }
        }
        case OTHER -> {}
      }
    }
    return found;
  }

  private Role role(String name) {
    Role known = roles.get(name);
    if (known == null) {
      known = Role.of(name.toLowerCase(Locale.ROOT));
      if (roles.size() < ROLES_MAX) {
        roles.put(name, known);
      }
    }
    return known;
  }

  private Authentication scheme(String value) {
    int space = value.indexOf(' ');
    String scheme = (space < 0 ? "" : value.substring(0, space)).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "bearer", "dpop", "jwt" -> token(value.substring(space + 1).strip());
      case "basic" -> Authentication.BASIC;
      case "digest" -> Authentication.DIGEST;
      case "negotiate", "ntlm", "kerberos" -> Authentication.NEGOTIATE;
      case "signature",
          "hawk",
          "hmac",
          "aws4-hmac-sha256",
          "sharedkey",
          "sharedkeylite",
          "sharedaccesssignature",
          "oauth" ->
          Authentication.SIGNATURE;
      default -> value.startsWith("eyJ") ? token(value) : Authentication.API_KEY;
    };
  }

  private Authentication token(String token) {
    if (!token.startsWith("eyJ")) {
      return Authentication.BEARER;
    }
    if (!token.equals(lastToken)) {
      lastToken = token;
      lastTokenClaims = TokenClaims.of(token);
    }
    lastClaims.addAll(lastTokenClaims);
    int first = token.indexOf('.');
    return first > 0 && token.indexOf('.', first + 1) > 0
        ? Authentication.JWT
        : Authentication.BEARER;
  }

  private static boolean holdsSession(String cookies) {
    for (String cookie : cookies.split(";", 32)) {
      int equals = cookie.indexOf('=');
      String name = (equals < 0 ? cookie : cookie.substring(0, equals)).strip();
      String lower = name.toLowerCase(Locale.ROOT);
      if (!lower.contains("csrf")
          && !lower.contains("xsrf")
          && SESSION_WORDS.stream().anyMatch(lower::contains)) {
        return true;
      }
    }
    return false;
  }

  private static void addParameters(String target, Set<Authentication> all) {
    int query = target.indexOf('?');
    if (query < 0) {
      return;
    }
    for (String pair : target.substring(query + 1).split("&", 64)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && equals < pair.length() - 1) {
        String name = pair.substring(0, equals).toLowerCase(Locale.ROOT);
        if (KEY_PARAMETERS.contains(name)) {
          all.add(Authentication.API_KEY);
        } else if (SIGNATURE_PARAMETERS.contains(name)) {
          all.add(Authentication.SIGNATURE);
        }
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Operations of well-known APIs, with made-up values for their parameters. */
final class MadeUpApis {
  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final String HEX = "0123456789abcdef";
  private static final Map<String, List<String>> WORDS =
      Map.ofEntries(
          words(
              "login",
              "octavia torben mira-k jonas.weber acme globex initech umbrella sam_r "
                  + "lena42 northwind contoso hooli wayne stark-labs dev-anna kowalski bjorn"),
          words(
              "slug",
              "hello-world payments-api website infra docs-site blue-mug red-shoes "
                  + "platform-team data-eng summer-hat ten-tips backend mobile core-lib getting-started "
                  + "landing charts k-means winter-sale-2025 desk-lamp mugs-and-more"),
          words(
              "label", "bug enhancement help-wanted good-first-issue wontfix question p1 area-ui"),
          words("branch", "main develop release-2.1 feature-login hotfix-77 master staging"),
          words("license", "mit apache-2.0 gpl-3.0 bsd-2-clause mpl-2.0 unlicense isc lgpl-2.1"),
          words("language", "Java Go Python Rust Node Ruby Swift Kotlin Haskell Scala"),
          words("coupon", "SUMMER20 WELCOME10 vip-gold BLACKFRIDAY 25OFF Z4OV52SU spring"),
          words(
              "capability",
              "card_payments transfers legacy_payments link_payments sepa_debit "
                  + "us_bank_account"),
          words("country", "US GB DE FR JP BR IN NL SE PL ES IT"),
          words("currency", "USD EUR GBP JPY CHF SEK PLN CAD"),
          words("locale", "en-US de-DE fr-FR pt-BR ja-JP nl-NL"),
          words("status", "pending shipped delivered cancelled returned processing"),
          words("genre", "rock jazz classical hip-hop party workout electronics garden toys books"),
          words("city", "berlin paris new-york tokyo sao-paulo oslo madrid vienna lagos"),
          words("ns", "default kube-system shop payments monitoring team-a staging ingress-nginx"),
          words(
              "k8sname",
              "web api-gateway redis-master coredns checkout prometheus-server "
                  + "billing-worker frontend app-config db-credentials nginx"),
          words("k8snode", "node-a worker-17 ip-10-0-3-27 master gke-pool-1-9f3c2b1a-x7kq"),
          words("projkey", "PROJ OPS WEB INFRA HR DATA SEC MOB"),
          words("index", "products logs-2026.11.20 orders customers metrics-app sessions articles"),
          words("tag", "latest v1.2.3 2.0.1 stable nightly 1.27-alpine sha-9f86d08"),
          words("domain", "acme.io shop.example.com my-site.net foo.dev hello.app bar.org"),
          words("capskey", "DB_URL API_TOKEN feature_x DEPLOY_ENV SENTRY_DSN log-level CACHE_TTL"),
          words("realm", "master shop customers partners acme-corp internal"),
          words("model", "gpt-4o gpt-4.1-mini o3 text-embedding-3-small whisper-1 llama-3.1-70b"),
          words("phrase", "red%20shoes shoes mugs winter+hat lamp blue%20desk boots"),
          words("sku", "SKU-10293 MUG-BLUE-L HAT-01 LAMP-9-EU SHOE-RED-42 DESK"),
          words("invite", "abCdEf12 shopfans k8s-users Zx81QpLm game-night"),
          words("file", "app.3f2a1b9c.js main.7d1e2f3a.css logo.8c7b6a55.svg vendor.11aa22bb.js"));

  private final Random random;
  private final Map<String, List<String>> pools = new HashMap<>();

  private MadeUpApis(Random random) {
    this.random = random;
  }

  /**
   * One operation with examples.
   *
   * @param template path with <code>{}</code> for each parameter
   */
  record Operation(String api, String method, String template, List<String> urls) {}

  /** Returns every operation with at most {@code most} examples. */
  static List<Operation> read(long seed, int most) {
    return read("/catalogue/apis.txt", seed, most);
  }

  /** Returns the same of APIs that were written down to judge by, once the rules were done. */
  static List<Operation> judged(long seed, int most) {
    return read("/catalogue/judged.txt", seed, most);
  }

  /** Returns the same of APIs that rules are never tuned on. */
  static List<Operation> heldOut(long seed, int most) {
    return read("/catalogue/held-out.txt", seed, most);
  }

  private static List<Operation> read(String file, long seed, int most) {
    List<Operation> operations = new ArrayList<>();
    MadeUpApis values = new MadeUpApis(new Random(seed));
    String api = "";
    for (String line : lines(file)) {
      if (line.startsWith("==")) {
        api = line.substring(3);
        values.pools.clear();
      } else if (!line.startsWith("#")) {
        int space = line.indexOf(' ');
        String path = line.substring(space + 1);
        Set<String> urls = new LinkedHashSet<>();
        for (int i = 0; i < most; i++) {
          urls.add(PARAMETER.matcher(path).replaceAll(values::value));
        }
        operations.add(
            new Operation(
                api,
                line.substring(0, space),
                PARAMETER.matcher(path).replaceAll("{}"),
                List.copyOf(urls)));
      }
    }
    return operations;
  }

  private static List<String> lines(String file) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                MadeUpApis.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map.Entry<String, List<String>> words(String kind, String words) {
    return Map.entry(kind, List.of(words.split(" ")));
  }

  /** A third of the values was used before in the same API. */
  private String value(java.util.regex.MatchResult match) {
    String kind = match.group(1);
    List<String> pool = pools.computeIfAbsent(kind, unused -> new ArrayList<>());
    if (!pool.isEmpty() && random.nextInt(3) == 0) {
      return Matcher.quoteReplacement(pool.get(random.nextInt(pool.size())));
    }
    String value = fresh(kind);
    pool.add(value);
    return Matcher.quoteReplacement(value);
  }

  private String fresh(String kind) {
    if (WORDS.containsKey(kind)) {
      List<String> words = WORDS.get(kind);
      return words.get(random.nextInt(words.size()));
    }
    if (kind.startsWith("pre:")) {
      return kind.substring(4) + "_" + some(BASE62, 14 + random.nextInt(10));
    }
    if (kind.startsWith("sid:")) {
      return kind.substring(4) + some(HEX, 32);
    }
    return switch (kind) {
      case "int" -> Integer.toString(1 + random.nextInt(random.nextBoolean() ? 50 : 900_000_000));
      case "uuid" -> new java.util.UUID(random.nextLong(), random.nextLong()).toString();
      case "ulid" -> "01" + some(CROCKFORD, 24);
      case "sha" -> some(HEX, 40);
      case "hex32" -> some(HEX, 32);
      case "digest" -> "sha256:" + some(HEX, 64);
      case "base62" -> some(BASE62, 22);
      case "base64" -> some(BASE62 + "-_", 20);
      case "phone" -> "+49151" + (1_000_000 + random.nextInt(8_000_000));
      case "ip" -> "10." + random.nextInt(256) + "." + random.nextInt(256) + ".7";
      case "email" -> fresh("login") + "@example." + (random.nextBoolean() ? "com" : "org");
      case "date" -> "2026-" + (10 + random.nextInt(3)) + "-" + (10 + random.nextInt(18));
      case "jira" -> fresh("projkey") + "-" + (1 + random.nextInt(4000));
      case "pod" ->
          fresh("k8sname") + "-" + some(HEX, 9) + "-" + some("bcdfghjklmnpqrstvwxz2456789", 5);
      case "snowflake" -> "1" + random.nextLong(10_000_000_000_000_000L, 99_999_999_999_999_999L);
      case "okta" -> "00u" + some(BASE62, 17);
      case "sha256" -> some(HEX, 64);
      case "squp" -> some(CROCKFORD, 13 + random.nextInt(10));
      case "guid" -> fresh("uuid").toUpperCase(java.util.Locale.ROOT);
      case "base64long" -> some(BASE62 + "-_", 68);
      case "ym" -> "2026-" + (10 + random.nextInt(3));
      case "jwt" -> "eyJ" + some(BASE62, 30) + "." + some(BASE62, 40) + "." + some(BASE62, 20);
      case "mixed" -> mixed();
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private String mixed() {
    return switch (random.nextInt(4)) {
      case 0 -> Integer.toString(10_000_000 + random.nextInt(900_000_000));
      case 1 -> some(HEX, 24);
      case 2 -> List.of("inv", "ord", "usr").get(random.nextInt(3)) + "_" + some(CROCKFORD, 14);
      default ->
          List.of("gamma", "team-blue", "red.gadget", "daily_export", "south-us")
                  .get(random.nextInt(5))
              + random.nextInt(100);
    };
  }

  private String some(String alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import java.util.Optional;

/**
 * How often a literal is to be expected in ordinary API traffic. A literal is refused when it would
 * be found so often that confirming costs more than the scan: each find costs about 0.1 to 1
 * microseconds, the scan about 1 nanosecond for each byte.
 */
final class AnchorRarity {
  /** One find in so many bytes costs about as much as scanning them. */
  private static final int BYTES_BETWEEN_FINDS = 400;

  /** Bytes of text by share: a rough count over JSON, HTML, event streams and English prose. */
  private static final String FREQUENT = " etaoinsrhldcum\"pfg:,.0-/1wyb2v_k";

  private static final String ORDINARY =
      """
      HTTP/1.1 200 OK content-type: application/json; charset=utf-8 content-length: 1234 date: Sat, 21 Nov 2026
      {"id":"0e65e841-fa76-375f-1090-f1a7a4f97845","name":"Lena","items":[{"sku":"A-1","price":12.50,"currency":"EUR"},
      {"sku":"B-2","price":3.99,"currency":"USD"}],"created_at":"2026-11-21T12:00:00Z","status":"ok","total":16.49,
      "links":{"self":"https://api.example.com/v1/orders/42","next":null},"active":true,"count":2,"type":"order"}
      data: {"choices":[{"index":0,"delta":{"role":"assistant","content":" the answer"},"finish_reason":null}]}
      <div class="row"><a href="https://www.example.com/index.html" title="Home">Home</a><img src="/img/a.png"/></div>
      <li><a href="https://www.example.com/a?page=2">Next</a></li><a href="http://example.org/news">News</a><br/>
      {"url":"https://cdn.example.com/i/3.jpg","parent_id":"c51c2326","user_id":17,"tags":["a","b"],"ref":"https://x.example"}
      <p>It is one of the best ways to test what the system does, and to see how it works in the end.</p>
      <script src="/static/js/main.js"></script><link rel="stylesheet" href="/static/css/app.css"><span>or</span>
      """;

  private AnchorRarity() {}

  /** Returns why an anchor is too common, or nothing. */
  static Optional<String> tooCommon(Anchor anchor) {
    double expected = expectedPerByte(anchor);
    if (expected > 1.0 / BYTES_BETWEEN_FINDS) {
      return Optional.of(
          "it is to be expected once in " + Math.round(1 / expected) + " bytes of ordinary text");
    }
    int seen = seen(anchor);
    if (seen > ORDINARY.length() / BYTES_BETWEEN_FINDS) {
      return Optional.of(
          "it stands " + seen + " times in a sample of " + ORDINARY.length() + " ordinary bytes");
    }
    return Optional.empty();
  }

  /** Returns the rate at which an anchor would stand in text of independent bytes. */
  static double expectedPerByte(Anchor anchor) {
    double rate = 1;
    for (int i = 0; i < anchor.text().length(); i++) {
      char c = anchor.text().charAt(i);
      rate *= share(c);
    }
    return rate;
  }

  private static double share(char c) {
    if (c == '@') {
      return 0.0008;
    }
    int rank = FREQUENT.indexOf(Character.toLowerCase(c));
    double lower = rank < 0 ? 0.004 : 0.09 / (1 + rank * 0.25);
    return c >= 'A' && c <= 'Z' ? lower * 0.15 : lower;
  }

  private static int seen(Anchor anchor) {
    String text = anchor.ignoreCase() ? Letters.lower(ORDINARY) : ORDINARY;
    int seen = 0;
    for (int at = text.indexOf(anchor.text()); at >= 0; at = text.indexOf(anchor.text(), at + 1)) {
      seen++;
    }
    return seen;
  }
}

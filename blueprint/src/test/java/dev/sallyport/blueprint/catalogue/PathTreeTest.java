// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathTreeTest {

  @Test
  void wordsStayNamesWhenLittleWasSeen() {
    check("/v1/orders /v1/customers /health", "/v1/orders");
    check("/users/me /users/17 /users/18", "/users/me");
    check("/orders/export /orders/17", "/orders/export");
    check("/payments/capture /payments/cancel /payments/refund", "/payments/cancel");
    check("/api/chat.postMessage /api/chat.update /api/users.list", "/api/chat.update");
  }

  @Test
  void valuesBecomeVariablesAtOnce() {
    check("/orders/17", "/orders/17", "/orders/{}");
    check(
        "/x/3f2504e0-4f89-41d3-9a0c-0305e82c3301/y",
        "/x/3f2504e0-4f89-41d3-9a0c-0305e82c3301/y",
        "/x/{}/y");
    check("/d/2026-11-21", "/d/2026-11-21", "/d/{}");
    check("/pay/PAY-1AB23456CD789012EF", "/pay/PAY-1AB23456CD789012EF", "/pay/{}");
    check("/u/ada@example.com", "/u/ada@example.com", "/u/{}");
  }

  @Test
  void wordsOfACollectionMergeOnceManyStandBesideEachOther() {
    check("/tags/red /tags/blue", "/tags/red");
    check("/tags/red /tags/blue /tags/green /tags/black", "/tags/red", "/tags/{}");
    check("/countries/DE /countries/FR", "/countries/DE", "/countries/{}");
    check("/orders/status/open1 /orders/status/done2", "/orders/status/open1", "/orders/status/{}");
  }

  @Test
  void wordsThatAreWrittenLikeNamesAreValuesBesideValues() {
    check("/codes/17 /codes/18 /codes/DESK", "/codes/DESK", "/codes/{}");
    check("/models/17 /models/18 /models/gpt-4o", "/models/gpt-4o", "/models/{}");
    check("/models/17 /models/18 /models/compare", "/models/compare");
    check("/codes/DESK /codes/export", "/codes/DESK");
    String names = "/tags/red /tags/blue /tags/green /tags/black";
    check(names + " /tags/latest", "/tags/latest", "/tags/{}");
    check("/releases/17 /releases/18 /releases/latest", "/releases/latest");
  }

  @Test
  void wordsMergeWhenTheSameFollowsBelowThem() {
    check(
        "/teams/red/members /teams/blue/members /teams/green/members",
        "/teams/red/members",
        "/teams/{}/members");
    check("/teams/red/members /teams/blue/rules /teams/green/cards", "/teams/red/members");
    check("/invoices/17/lines /invoices/upcoming/lines", "/invoices/upcoming/lines");
    check(
        "/repos/ann/site/issues /repos/bob/shop/issues /repos/cy/tool/issues /repos/di/app/issues",
        "/repos/ann/site/issues",
        "/repos/{}/{}/issues");
  }

  @Test
  void whatIsLearnedInOnePlaceCountsInAnother() {
    String learned = "/a/ns/red/x /a/ns/blue/x /a/ns/green/x /a/ns/black/x ";
    check(learned + "/b/ns/red/y", "/b/ns/red/y", "/b/ns/{}/y");
    check("/b/ns/red/y", "/b/ns/red/y");
  }

  @Test
  void versionsAndLocalesStayNames() {
    check("/v1/a /v2/a", "/v1/a");
    check("/2.0/files", "/2.0/files");
    check("/rest/api/3/issue/OPS-17", "/rest/api/3/issue/OPS-17", "/rest/api/3/issue/{}");
    check("/2010-04-01/Accounts.json", "/2010-04-01/Accounts.json");
    check("/en-US/about", "/en-US/about");
  }

  @Test
  void endingsStayWhatTheyAre() {
    check("/orders/17:cancel", "/orders/17:cancel", "/orders/{}:cancel");
    check("/files/12#share", "/files/12#share", "/files/{}#share");
    check("/calls/CA0123456789abcdef.json", "/calls/CA0123456789abcdef.json", "/calls/{}.json");
    check("/odata/Products(5)/Name", "/odata/Products(5)/Name", "/odata/Products({})/Name");
    check("/img/a1b2c3d4.png /img/e5f6a7b8.jpg", "/img/a1b2c3d4.png", "/img/{}");
  }

  @Test
  void moreExamplesPartAgainWhatFewHadMerged() {
    String few = "/things/ann/a /things/bob/a /things/cy/a";
    assertThat(tree(few).templates().of("/things/ann/a")).isEqualTo("/things/{}/a");
    PathTree more = tree(few + " /things/ann/v1/x /things/bob/v1/y /things/cy/v1/z");
    assertThat(more.templates().of("/things/ann/a")).isEqualTo("/things/ann/a");
  }

  @Test
  void theOrderOfPathsDoesNotMatter() {
    MadeUpApis.read(5, 6).stream()
        .filter(each -> each.api().equals("github"))
        .forEach(each -> assertThat(each.urls()).isNotEmpty());
    TemplatingScore one = TemplatingScore.of(MadeUpApis.read(5, 6), 1);
    TemplatingScore two = TemplatingScore.of(MadeUpApis.read(5, 6), 2);
    assertThat(one.wrong).isEqualTo(two.wrong);
  }

  @Test
  void urlsNeedNotBePaths() {
    PathTree tree = tree("/orders/17");
    assertThat(tree.templates().of("https://shop.example/orders/18?x=/y")).isEqualTo("/orders/{}");
    assertThat(tree.templates().of("")).isEqualTo("/");
    assertThat(tree.templates().of("orders/18")).isEqualTo("/orders/{}");
    assertThat(tree.templates().of("/unseen/18/word")).isEqualTo("/unseen/{}/word");
  }

  @Test
  void treesAreBounded() {
    PathLimits limits = new PathLimits(10, 50, 8, 3);
    PathTree tree = new PathTree(limits);
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      tree.add("GET", "/" + word(random) + "/" + word(random) + "/".repeat(i % 40) + "x", 1);
    }
    assertThat(tree.folded()).isGreaterThan(4_000);
    assertThat(tree.templates().of("/zzzzzzzz")).isEqualTo("/{}");
  }

  private static String word(Random random) {
    return random
        .ints(6, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static void check(String urls, String url) {
    check(urls, url, url);
  }

  private static void check(String urls, String url, String template) {
    assertThat(tree(urls).templates().of(url)).isEqualTo(template);
  }

  private static PathTree tree(String urls) {
    PathTree tree = new PathTree(PathLimits.DEFAULT);
    Arrays.stream(urls.split(" ")).forEach(url -> tree.add("GET", url, 1));
    return tree;
  }
}

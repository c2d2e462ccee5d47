// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TemplatingQualityTest {

  @Test
  void sixUrlsEachNameTheSampleOperationsExactly() throws IOException {
    Path file = Path.of(System.getProperty("sallyport.root"), "../shared/data/api_paths.jsonl");
    assumeTrue(Files.exists(file), "sample URLs are not here");
    List<MadeUpApis.Operation> operations = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      Matcher urls = Pattern.compile("\"urls\": \\[(.*?)]").matcher(line);
      assertThat(urls.find()).isTrue();
      operations.add(
          new MadeUpApis.Operation(
              field(line, "api"),
              field(line, "method"),
              field(line, "template").replaceAll("\\{[^}]*}", "{}").replaceAll("\\?.*", ""),
              List.of(urls.group(1).replace("\"", "").split(", "))));
    }
    TemplatingScore score = TemplatingScore.of(operations, 1);
    System.out.println("sample operations exact: " + score.exact + " of " + score.all);
    assertThat(score.share()).as("%s", score).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void sixUrlsEachNameTheOperationsOfWellKnownApisExactly() {
    assertThat(share("well-known APIs", seed -> MadeUpApis.read(seed, 6))).isGreaterThan(0.95);
  }

  @Test
  void soTheyDoOfApisThatRulesAreNotTunedOn() {
    assertThat(share("held-out APIs", seed -> MadeUpApis.heldOut(seed, 6))).isGreaterThan(0.94);
  }

  @Test
  void andOfApisThatWereWrittenDownAfterTheRules() {
    assertThat(share("judged APIs", seed -> MadeUpApis.judged(seed, 6))).isGreaterThan(0.96);
  }

  private static double share(String name, LongFunction<List<MadeUpApis.Operation>> source) {
    int exact = 0;
    int all = 0;
    for (int seed = 0; seed < 20; seed++) {
      TemplatingScore score = TemplatingScore.of(source.apply(seed), seed);
      exact += score.exact;
      all += score.all;
    }
    System.out.println("operations of " + name + " exact: " + exact + " of " + all);
    return (double) exact / all;
  }

  private static String field(String line, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\": \"([^\"]*)\"").matcher(line);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.SightingCounts;
import dev.sallyport.blueprint.summary.SightingKey;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.FingerprintKey;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Place;
import dev.sallyport.node.enforce.RealProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sensitive data on its way into real stores and out of them. */
class StoreSightingsIT {
  private static final String CARD = "4111111111111111";
  private static final FingerprintKey KEY =
      new FingerprintKey(3, Instant.EPOCH, new byte[FingerprintKey.BYTES]);
  private static final Inspection.Kit ALL = Detectors.all(InspectLimits.DEFAULT, Detectors.data());

  @TempDir Path directory;

  @BeforeAll
  static void warmUp() {
    WarmUp.run(ALL);
  }

  private static Inspection inspection() {
    Inspection inspection = new Inspection(InspectLimits.DEFAULT, ALL, Instant::now);
    inspection.keys(List.of(KEY));
    return inspection;
  }

  private static Map<String, SightingCounts> sightings(EdgeCounts counts) {
    return counts.contents().sightings().entrySet().stream()
        .collect(Collectors.toMap(each -> name(each.getKey()), Map.Entry::getValue));
  }

  private static String name(SightingKey key) {
    Place place = key.place();
    String arrow = key.direction() == Direction.FROM_CLIENT ? "to" : "from";
    return key.dataClass() + " " + arrow + " " + place.part() + " " + place.name();
  }

  @Test
  void cardsAndAddressesAreSightedInColumnsOfPostgres() throws Exception {
    Path versions = Path.of("/usr/lib/postgresql");
    String bin;
    try (Stream<Path> all = Files.list(versions)) {
      bin = all.max(Comparator.naturalOrder()).orElseThrow() + "/bin/";
    }
    String data = directory + "/data";
    RealProgram.run("", "chown", "postgres", directory.toString());
    RealProgram.run(
        "",
        RealProgram.asPostgres(bin + "initdb", "-D", data, "-A", "trust", "-U", "shop", "--no-sync")
            .toArray(String[]::new));
    int port = RealProgram.freePort();
    Process server =
        RealProgram.start(
            port,
            RealProgram.asPostgres(
                bin + "postgres",
                "-D",
                data,
                "-p",
                "" + port,
                "-h",
                "127.0.0.1",
                "-k",
                directory.toString(),
                "-c",
                "fsync=off"));
    try (TappedStore store = new TappedStore(inspection(), port)) {
      String printed =
          RealProgram.run(
              """
              CREATE TABLE orders (id int, card text, mail text, note jsonb);
              INSERT INTO orders (id, card, mail, note)
                VALUES (1, '4111111111111111', 'ada@example.com', '{"iban":"DE89370400440532013000"}');
              SELECT id, card AS number, note FROM orders WHERE mail = 'ada@example.com';
              """,
              bin + "psql",
              "-X",
              "-q",
              "-h",
              "127.0.0.1",
              "-p",
              "" + store.port(),
              "-U",
              "shop",
              "postgres");
      EdgeCounts counts = TappedStore.all(store.summary());
      Map<String, SightingCounts> seen = sightings(counts);
      assertThat(seen.keySet())
          .as(printed)
          .containsExactlyInAnyOrder(
              "CREDIT_CARD to COLUMN card",
              "EMAIL_ADDRESS to COLUMN mail",
              "IBAN_CODE to COLUMN note.iban",
              "CREDIT_CARD from COLUMN number",
              "IBAN_CODE from COLUMN note.iban");
      assertThat(seen.get("CREDIT_CARD to COLUMN card").values())
          .as("the same value has the same fingerprint in each place")
          .isEqualTo(seen.get("CREDIT_CARD from COLUMN number").values());
      assertThat(counts.visibility().sees(Layer.PAYLOAD)).as("%s", counts.visibility()).isTrue();
      assertThat(counts.contents().findings()).as("statements are no attacks").isEmpty();
      assertThat(counts.toString()).doesNotContain(CARD);
    } finally {
      RealProgram.stop(server);
    }
  }

  @Test
  void cardsAreSightedUnderTheKeysOfRedis() throws Exception {
    int port = RealProgram.freePort();
    Process server =
        RealProgram.start(
            port,
            List.of(
                RealProgram.path("/usr/bin/redis-server"),
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                directory.toString()));
    try (TappedStore store = new TappedStore(inspection(), port)) {
      RealProgram.run(
          "SET cart:1042 '{\"card\":\"4111111111111111\"}'\nGET cart:1042\n"
              + "HSET user:7 mail ada@example.com\nHGETALL user:7\nINCR hits\n",
          RealProgram.path("/usr/bin/redis-cli"),
          "-2",
          "-h",
          "127.0.0.1",
          "-p",
          "" + store.port());
      EdgeCounts counts = TappedStore.all(store.summary());
      assertThat(sightings(counts).keySet())
          .contains(
              "CREDIT_CARD to KEY cart:{id}.card",
              "CREDIT_CARD from KEY cart:{id}.card",
              "EMAIL_ADDRESS to KEY user:{id}.mail",
              "EMAIL_ADDRESS from KEY user:{id}.mail");
      assertThat(counts.contents().sightings().keySet())
          .extracting(SightingKey::dataClass)
          .containsOnly(DataClass.CREDIT_CARD, DataClass.EMAIL_ADDRESS);
      assertThat(counts.visibility().sees(Layer.PAYLOAD)).as("%s", counts.visibility()).isTrue();
    } finally {
      RealProgram.stop(server);
    }
  }
}

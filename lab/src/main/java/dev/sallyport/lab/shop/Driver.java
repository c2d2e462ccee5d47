// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop;

import dev.sallyport.lab.shop.customers.Drive;
import dev.sallyport.lab.shop.customers.DriveCounts;
import dev.sallyport.lab.shop.customers.DrivePlan;
import dev.sallyport.lab.shop.plumbing.CountsFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Acts as customers through the ingress and counts exactly what it sent and got; the counts are
 * printed as JSON at the end. Ends with status 1 when a request failed.
 */
@Command(
    name = "driver",
    mixinStandardHelpOptions = true,
    description = "Acts as customers of the lab's shop and counts what it sent and got.",
    footer = {
      "",
      "Examples:",
      "  driver --target http://203.0.113.10 --rate 20",
      "  driver --target http://[fd00::10] --family v6 --count 1000 --rate 0 --connections 8",
      "  driver --target http://shop.example --mode burst --rate 50 --new-connections"
    })
public final class Driver implements Callable<Integer> {
  @Option(names = "--target", description = "Address of the ingress.", required = true)
  private URI target = URI.create("http://127.0.0.1:8080");

  @Option(names = "--host", description = "Host header (default: ${DEFAULT-VALUE}).")
  private String host = "shop.example";

  @Option(names = "--mode", description = "steady, or burst: five seconds' requests at once.")
  private DrivePlan.Mode mode = DrivePlan.Mode.STEADY;

  @Option(names = "--rate", description = "Requests a second, 0 for all that is possible.")
  private double rate = 20;

  @Option(names = "--count", description = "Send exactly so many requests, then stop.")
  private long count;

  @Option(names = "--seconds", description = "Stop after so many seconds.")
  private int seconds;

  @Option(names = "--connections", description = "Requests at a time (${DEFAULT-VALUE}).")
  private int connections = 8;

  @Option(names = "--new-connections", description = "A new connection for each request.")
  private boolean newConnections;

  @Option(names = "--family", description = "any, v4 or v6.")
  private DrivePlan.Family family = DrivePlan.Family.ANY;

  @Option(names = "--seed", description = "The same seed makes the same requests.")
  private long seed = 1;

  @Option(names = "--await", description = "First ask for the home page until the shop is open.")
  private boolean await;

  @Option(names = "--counts-file", description = "Keep the counts there while running, as JSON.")
  private String countsFile = "";

  /** Runs the driver. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Driver()).setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws Exception {
    DriveCounts counts = new DriveCounts();
    Drive drive = new Drive(plan(), counts);
    Thread running = Thread.currentThread();
    Thread stop =
        new Thread(
            () -> {
              drive.stop();
              try {
                running.join(Duration.ofSeconds(5));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try (AutoCloseable _ = keepCounts(counts)) {
      if (await) {
        drive.awaitShop();
      }
      drive.run();
    }
    System.out.println(counts.json().toPrettyString());
    return counts.failed() == 0 ? 0 : 1;
  }

  private AutoCloseable keepCounts(DriveCounts counts) {
    return countsFile.isEmpty() ? () -> {} : CountsFile.keep(Path.of(countsFile), counts::json);
  }

  private DrivePlan plan() {
    return new DrivePlan(
        target,
        host,
        mode,
        rate,
        count,
        Duration.ofSeconds(seconds),
        connections,
        !newConnections,
        family,
        seed);
  }
}

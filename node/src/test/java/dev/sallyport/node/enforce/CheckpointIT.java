// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Side;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real store behind policies that allow little. */
class CheckpointIT {
  @TempDir Path directory;

  private static Rule allowed(Set<String> verbs, String keySpace) {
    return new Rule(
        "sessions",
        Side.INBOUND,
        new Condition.Calls(
            List.of(
                new CallPattern.Queries(
                    Set.of(Protocol.REDIS), verbs, Set.of(new NamePattern(keySpace))))),
        new Response.Allow());
  }

  private static String cli(int port, String version, String commands) throws Exception {
    return RealProgram.run(
        commands,
        RealProgram.path("/usr/bin/redis-cli"),
        version,
        "-h",
        "127.0.0.1",
        "-p",
        "" + port);
  }

  @Test
  void onlyWhatIsAllowedReachesTheStoreAndTheSessionLives() throws Exception {
    String program = RealProgram.path("/usr/bin/redis-server");
    int port = RealProgram.freePort();
    Process server =
        RealProgram.start(
            port,
            List.of(
                program,
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                directory.toString()));
    try {
      Enforcement enforcement = new Enforcement(EnforceLimits.DEFAULT, Redactor.NONE);
      enforcement.apply(
          List.of(
              Policies.inbound(
                  OnFailure.CLOSED, true, allowed(Set.of("GET", "SET", "MGET"), "session"))));
      for (int piece : new int[] {1, 7, 8192}) {
        for (String version : List.of("-2", "-3")) {
          try (GuardedRelay relay = new GuardedRelay(enforcement, port, piece)) {
            String printed =
                cli(
                    relay.port(),
                    version,
                    "PING\nSET session:1 mine\nMGET session:1 secret:1\nFLUSHALL\nGET session:1\n"
                        + "MULTI\nSET session:1 changed\nDEL session:1\nEXEC\nGET session:1\n");
            assertThat(printed)
                .contains("PONG", "NOPERM denied by policy shop/catalog (default) (decision ")
                .contains("EXECABORT")
                .endsWith("mine\n")
                .doesNotContain("sallyport_refused");
          }
        }
      }
      assertThat(cli(port, "-2", "DBSIZE\n")).contains("1");
      assertThat(enforcement.counters().get("exchanges_denied")).isPositive();
    } finally {
      RealProgram.stop(server);
    }
  }
}

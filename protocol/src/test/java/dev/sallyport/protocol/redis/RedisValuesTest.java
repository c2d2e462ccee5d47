// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import static dev.sallyport.protocol.redis.RedisDecoderTest.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.protocol.Dialogue;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisValuesTest {

  private static List<String> lines(Dialogue dialogue) {
    Dialogue.Heard whole = dialogue.heard();
    assertThat(dialogue.heard(Dialogue.byteByByte())).isEqualTo(whole);
    return whole.values().entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(each -> each.getKey() + " " + each.getValue().strip())
        .toList();
  }

  @Test
  void valuesStandUnderThePatternOfTheirKey() {
    assertThat(
            lines(
                Dialogue.empty()
                    .client(command("SET", "cart:1042:card", "4111", "EX", "600"))
                    .client(command("GET", "cart:1042:card") + command("GET", "theme"))
                    .server("+OK\r\n$4\r\n4111\r\n$4\r\ndark\r\n")))
        .containsExactly(
            "0000 FROM_CLIENT {\"cart:#:card\":\"4111\",\"cart:#:card\":\"EX\","
                + "\"cart:#:card\":\"600\"}",
            "0001 FROM_SERVER {\"cart:#:card\":\"4111\"}",
            "0002 FROM_SERVER {\"theme\":\"dark\"}");
  }

  @Test
  void fieldsOfHashesAreNamedInRequestsAndReplies() {
    assertThat(
            lines(
                Dialogue.empty()
                    .client(command("HSET", "user:7", "mail", "a@b.c", "born", "1980-01-02"))
                    .client(command("HGETALL", "user:7"))
                    .client(command("HMGET", "user:7", "born", "mail"))
                    .client(command("HGET", "user:7", "mail"))
                    .server(":2\r\n")
                    .server("%2\r\n$4\r\nmail\r\n$5\r\na@b.c\r\n$4\r\nborn\r\n$3\r\nnow\r\n")
                    .server("*2\r\n$3\r\nnow\r\n$5\r\na@b.c\r\n")
                    .server("$5\r\na@b.c\r\n")))
        .contains(
            "0000 FROM_CLIENT {\"user:#\":{\"mail\":\"a@b.c\",\"born\":\"1980-01-02\"}}",
            "0001 FROM_SERVER {\"user:#\":{\"mail\":\"a@b.c\",\"born\":\"now\"}}",
            "0002 FROM_SERVER {\"user:#\":{\"born\":\"now\",\"mail\":\"a@b.c\"}}",
            "0003 FROM_SERVER {\"user:#\":{\"mail\":\"a@b.c\"}}");
  }

  @Test
  void entriesOfStreamsAndSeveralKeysAreNamed() {
    assertThat(
            lines(
                Dialogue.empty()
                    .client(command("XADD", "paid", "MAXLEN", "~", "1000", "*", "card", "4111"))
                    .client(command("XADD", "paid", "1-1", "card", "4111"))
                    .client(command("MSET", "a:17", "one", "b:18", "two"))))
        .containsExactly(
            "0000 FROM_CLIENT {\"paid\":{\"card\":\"4111\"}}",
            "0001 FROM_CLIENT {\"paid\":{\"card\":\"4111\"}}",
            "0002 FROM_CLIENT {\"a:#\":\"one\",\"b:#\":\"two\"}");
  }

  @Test
  void credentialsOfTheConnectionAreNotHandedOutAndAKeyThatHoldsAnAddressIs() {
    assertThat(
            lines(
                Dialogue.empty()
                    .client(command("AUTH", "hunter2-hunter2"))
                    .client(command("GET", "by-mail:ada@example.com"))))
        .containsExactly("0001 FROM_CLIENT {\"key\":\"by-mail:ada@example.com\"}");
  }

  @Test
  void aReplyThatIsLongIsHandedOutInParts() {
    StringBuilder list = new StringBuilder("*4000\r\n");
    for (int i = 0; i < 4000; i++) {
      list.append("$20\r\n").append("x".repeat(20)).append("\r\n");
    }
    Dialogue.Heard heard =
        Dialogue.empty()
            .client(command("LRANGE", "names", "0", "-1"))
            .server(list.toString())
            .heard();
    assertThat(heard.values().get("0000 FROM_SERVER").split("x{20}", -1)).hasSize(4001);
    assertThat(heard.values()).doesNotContainKey("0000 CUT");
  }
}

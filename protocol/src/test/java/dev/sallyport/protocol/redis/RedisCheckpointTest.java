// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Dialogue;
import dev.sallyport.protocol.checkpoint.Crossing;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisCheckpointTest {

  private static String command(String... arguments) {
    StringBuilder command = new StringBuilder("*").append(arguments.length).append("\r\n");
    for (String each : arguments) {
      command.append('$').append(each.length()).append("\r\n").append(each).append("\r\n");
    }
    return command.toString();
  }

  private static Crossing.Result cross(Dialogue dialogue, Predicate<String> denied) {
    Crossing.Result whole = Crossing.of(Protocol.REDIS, dialogue, left -> left, denied);
    assertThat(Crossing.of(Protocol.REDIS, dialogue, Dialogue.byteByByte(), denied))
        .isEqualTo(whole);
    assertThat(Crossing.late(Protocol.REDIS, dialogue, Dialogue.byteByByte(), denied))
        .isEqualTo(whole);
    return whole;
  }

  @Test
  void aRefusedCommandOfAPipelineIsAnsweredInItsPlace() {
    Crossing.Result result =
        cross(
            Dialogue.empty()
                .client(command("GET", "a:1") + command("FLUSHALL") + command("GET", "b:1"))
                .server(
                    "$1\r\nx\r\n-ERR unknown command 'sallyport_refused_0_', with args\r\n:1\r\n"),
            name -> name.equals("FLUSHALL"));
    assertThat(result.toServer())
        .isEqualTo(command("GET", "a:1") + command("sallyport_refused_0_") + command("GET", "b:1"));
    assertThat(result.toClient())
        .isEqualTo("$1\r\nx\r\n-NOPERM denied by policy shop/no-drop (decision 7)\r\n:1\r\n");
    assertThat(result.asked()).containsExactly("GET a", "FLUSHALL", "GET b");
  }

  @Test
  void aValueThatLooksLikeAMarkedErrorIsLeftAsItIs() {
    String value = "-ERR unknown command 'sallyport_refused_0_'";
    String answer =
        "$" + value.length() + "\r\n" + value + "\r\n*1\r\n-ERR sallyport_refused_0_\r\n";
    Crossing.Result result =
        cross(
            Dialogue.empty().client(command("FLUSHALL") + command("GET", "a")).server(answer),
            name -> name.equals("FLUSHALL"));
    assertThat(result.toClient()).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "DEL a:1 b:2, DEL a;DEL b",
    "MSET a:1 x b:2 y, MSET a;MSET b",
    "RENAME a:1 b:1, RENAME a;RENAME b",
    "EVAL script 2 a:1 b:1 c:1, EVAL a;EVAL b",
    "EVAL script 0, EVAL",
    "XREAD COUNT 2 STREAMS a:1 b:1 0 0, XREAD a;XREAD b",
    "ZUNIONSTORE d:1 2 a:1 b:1 WEIGHTS 1 2, ZUNIONSTORE d;ZUNIONSTORE a;ZUNIONSTORE b",
    "SORT a:1 BY x STORE b:1, SORT a;SORT b",
    "BLPOP a:1 b:1 0, BLPOP a;BLPOP b",
    "XGROUP CREATE a:1 g 0, XGROUP a",
    "SUBSCRIBE news sport, SUBSCRIBE news;SUBSCRIBE sport",
    "PUBLISH news hello, PUBLISH news",
    "CLIENT SETNAME x, CLIENT~",
    "CLIENT KILL x, CLIENT",
    "MULTI, MULTI~",
    "frobnicate x, OTHER"
  })
  void everyKeyIsAskedFor(String words, String expected) {
    Crossing.Result result =
        cross(Dialogue.empty().client(command(words.split(" "))), name -> false);
    assertThat(String.join(";", result.asked())).isEqualTo(expected);
  }

  @Test
  void aLongValueIsAskedForByItsKeyAndPassesWhileItComes() {
    String set = command("SET", "a:1", "x".repeat(20_000));
    Dialogue dialogue = Dialogue.empty().client(set + command("PING"));
    Crossing.Result allowed =
        Crossing.of(Protocol.REDIS, dialogue, left -> Math.min(left, 1000), name -> false);
    assertThat(allowed.toServer()).isEqualTo(set + command("PING"));
    assertThat(allowed.asked()).containsExactly("SET a", "PING~");
    assertThat(allowed.said()).isEmpty();
    Crossing.Result refused =
        Crossing.of(
            Protocol.REDIS, dialogue, left -> Math.min(left, 1000), name -> name.equals("SET a"));
    assertThat(refused.toServer()).isEqualTo(command("sallyport_refused_0_") + command("PING"));
  }

  @Test
  void inlineCommandsAreReadAsServersReadThem() {
    Dialogue dialogue = Dialogue.empty().client("GET   a:1\r\nDEL\ta:1  b:1 \r\n");
    assertThat(cross(dialogue, name -> false).asked()).containsExactly("GET a", "DEL a", "DEL b");
    Dialogue quoted = Dialogue.empty().client("F\"LUSHALL\"\r\n");
    Crossing.Result result = cross(quoted, name -> false);
    assertThat(result.said()).containsExactly("lost: Redis command is written ambiguously");
    assertThat(result.toServer()).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Dialogue;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.Shape;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class RedisDecoderTest {

  static String command(String... arguments) {
    StringBuilder command = new StringBuilder("*" + arguments.length + "\r\n");
    for (String each : arguments) {
      command.append('$').append(each.length()).append("\r\n").append(each).append("\r\n");
    }
    return command.toString();
  }

  /** Pipelined commands, an error, nested replies, and a push of RESP3. */
  public static Dialogue sample() {
    return Dialogue.empty()
        .client(command("HELLO", "3"))
        .server("%2\r\n+server\r\n+redis\r\n+proto\r\n:3\r\n")
        .client(command("SET", "session:42", "secret") + command("GET", "cart"))
        .server("+OK\r\n$5\r\nhello\r\n")
        .client(command("LRANGE", "queue:a", "0", "-1") + command("AUTH", "hunter2"))
        .server("*3\r\n$1\r\na\r\n*2\r\n:1\r\n_\r\n$-1\r\n-WRONGPASS no\r\n")
        .server(">2\r\n+invalidate\r\n*1\r\n$4\r\ncart\r\n")
        .client(command("GET", "4111111111111111"))
        .server("-MOVED 3999 10.0.0.1:6379\r\n");
  }

  @Test
  void commandsAreExchangesWithoutTheirKeys() {
    assertThat(Shape.of(sample()))
        .isEqualTo(
            "0>HELLO; 0<ok; 1>SET session; 2>GET cart; 1<ok; 2<ok; 3>LRANGE queue; 4>AUTH; "
                + "3<ok; 4<failed; 5>GET {id}; 5<ok; ");
  }

  @ParameterizedTest
  @CsvSource({
    "session:42:x, session",
    "user-17, {id}",
    "cart, cart",
    "4f2a9c1b7d:x, {id}",
    "ada@example.com, {id}",
    ":x, ''",
    "a_very_long_key_name_that_nobody_would_ever_use:1, {id}"
  })
  void onlyTheKeySpaceIsKept(String key, String space) {
    assertThat(RedisCommand.keySpace(key)).isEqualTo(space);
  }

  @Test
  void inlineCommandsCountWhereRedisIsExpected() {
    Dialogue dialogue =
        Dialogue.empty().client("PING\r\nGET cart:1\r\n").server("+PONG\r\n$-1\r\n");
    Dialogue.Heard heard =
        dialogue.heard(left -> left, 6379, Optional.empty(), ProtocolLimits.DEFAULT, true);
    assertThat(heard.protocol()).isEqualTo(Protocol.REDIS);
    assertThat(Shape.of(heard)).isEqualTo("0>PING; 1>GET cart; 0<ok; 1<ok; ");
  }

  @Test
  void aSubscriptionEndsUnderstanding() {
    Dialogue dialogue =
        Dialogue.empty()
            .client(command("PING"))
            .server("+PONG\r\n")
            .client(command("SUBSCRIBE", "news"))
            .server("*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n");
    assertThat(Shape.of(dialogue))
        .isEqualTo("0>PING; 0<ok; !Redis connection turned to messages that are not decoded");
  }

  @Test
  void whatIsMalformedOrDoesNotFitIsNotUnderstood() {
    String ping = command("PING");
    for (String wrong :
        new String[] {"*x\r\n", "*1\r\n:1\r\n", "*1\r\n$-5\r\n", "*1\r\n$4\r\nPINGxx", "\u0001"}) {
      assertThat(Shape.of(Dialogue.empty().client(ping).server("+\r\n").client(wrong)))
          .as(wrong)
          .endsWith("!Redis command is malformed");
    }
    for (String wrong : new String[] {"hello", "$x\r\n", "*-7\r\n", "+a\nb\r\n", "$1\r\nabc"}) {
      assertThat(Shape.of(Dialogue.empty().client(ping).server(wrong)))
          .as(wrong)
          .endsWith("!Redis reply is malformed");
    }
    assertThat(Shape.of(Dialogue.empty().client(ping).server("+PONG\r\n+PONG\r\n")))
        .endsWith("!reply without a command");
    assertThat(Shape.of(Dialogue.empty().client(ping).server("*1\r\n".repeat(40))))
        .endsWith("!Redis reply is malformed");
  }

  @Test
  void madeUpCommandsDoNotBecomeNames() {
    assertThat(Shape.of(Dialogue.empty().client(command("SECRET42", "x")))).isEqualTo("0>OTHER; ");
  }
}

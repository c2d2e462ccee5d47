// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Corpus;
import dev.sallyport.protocol.Dialogue;
import dev.sallyport.protocol.Shape;
import org.junit.jupiter.api.Test;

class PostgresDecoderTest {
  private static final String LOGIN = "0>LOGIN shop; 0<ok; ";

  @Test
  void statementsAreExchangesWithoutTheirValues() {
    assertThat(Shape.of(PostgresScript.sample()))
        .isEqualTo(
            LOGIN
                + "1>SELECT orders; 1#2; 1<ok; 2>INSERT items; 2#1; 2<ok; "
                + "3>INSERT items; 4>INSERT items; 3<failed; 4<failed; 5>COPY items; 5#2; 5<ok; ");
  }

  /** And so does the end of the batch before it: no byte is left out. */
  @Test
  void theDataOfACopyBelongsToIt() {
    Dialogue dialogue = PostgresScript.sample();
    for (Observation each : dialogue.heard().observations()) {
      if (each instanceof Observation.RequestEnd end && end.stream() == 5) {
        assertThat(end.bytes()).isEqualTo(5 + 27 + 9 + 9 + 5);
      }
    }
  }

  @Test
  void aLoginThatIsRefusedHasFailed() {
    Dialogue dialogue =
        new PostgresScript()
            .untyped(196608, "user~bob~~")
            .server("R\0\0\0\5salt")
            .client("pmd5")
            .server("ESFATAL~~")
            .dialogue();
    assertThat(Shape.of(dialogue)).isEqualTo("0>LOGIN bob; 0<failed; ");
  }

  @Test
  void aSimpleQueryThatFailsHasFailedOnce() {
    Dialogue dialogue =
        new PostgresScript().login().client("QSELECT x~").server("ESERROR~~", "ZI").dialogue();
    assertThat(Shape.of(dialogue)).isEqualTo(LOGIN + "1>SELECT; 1<failed; ");
  }

  @Test
  void encryptionEndsUnderstandingButShowsTheName() {
    PostgresScript asked =
        new PostgresScript().untyped(80877103, "").raw(Direction.FROM_SERVER, "S");
    Dialogue dialogue =
        asked
            .dialogue()
            .with(Direction.FROM_CLIENT, Corpus.hello())
            .with(Direction.FROM_SERVER, Dialogue.hex("14 0303 0001 01"));
    assertThat(Shape.of(dialogue)).isEqualTo("@shop.example; !encrypted with TLS");
    assertThat(dialogue.heard().protocol()).isEqualTo(Protocol.POSTGRESQL);
    assertThat(dialogue.heard().finished()).isTrue();
  }

  @Test
  void encryptionThatIsDeclinedChangesNothing() {
    Dialogue dialogue =
        new PostgresScript()
            .untyped(80877104, "")
            .raw(Direction.FROM_SERVER, "N")
            .untyped(80877103, "")
            .raw(Direction.FROM_SERVER, "N")
            .login()
            .dialogue();
    assertThat(Shape.of(dialogue)).isEqualTo(LOGIN);
  }

  @Test
  void bytesBeforeTheAnswerToAnEncryptionRequestAreNotUnderstood() {
    Dialogue dialogue = new PostgresScript().untyped(80877103, "").login().dialogue();
    assertThat(Shape.of(dialogue)).isEqualTo("!bytes before the answer to an encryption request");
    byte[] both = Dialogue.hex("00000008 04d2162f 00000008 04d2162f");
    assertThat(Shape.of(Dialogue.empty().with(Direction.FROM_CLIENT, both)))
        .isEqualTo("!bytes before the answer to an encryption request");
  }

  @Test
  void whatFollowsAnErrorInABatchIsPassedOver() {
    Dialogue dialogue =
        new PostgresScript()
            .login()
            .client("Ps~SELECT broken~\0\0", "H")
            .server("ESERROR~~")
            .client("B~s~\0\0", "E~\0\0\0\0", "S")
            .server("ZI")
            .client("QSELECT 1~")
            .server("Drow", "CSELECT 1~", "ZI")
            .dialogue();
    assertThat(Shape.of(dialogue)).isEqualTo(LOGIN + "1>SELECT; 1#1; 1<ok; ");
  }

  @Test
  void statementsPreparedUnderANameAreRemembered() {
    Dialogue dialogue =
        new PostgresScript()
            .login()
            .client("Pa~SELECT 1 FROM one~\0\0", "Pb~SELECT 2 FROM two~\0\0", "H")
            .server("1", "1")
            .client(
                "Bp~b~\0\0",
                "Ep~\0\0\0\0",
                "B~a~\0\0",
                "E~\0\0\0\0",
                "B~gone~\0\0",
                "E~\0\0\0\0",
                "S")
            .server("2", "s", "2", "CSELECT 1~", "2", "I", "ZI")
            .dialogue();
    assertThat(Shape.of(dialogue))
        .isEqualTo(LOGIN + "1>SELECT two; 2>SELECT one; 3>EXECUTE; 1<ok; 2#1; 2<ok; 3<ok; ");
  }

  @Test
  void whatDoesNotFitIsNotUnderstood() {
    assertThat(Shape.of(new PostgresScript().login().server("CSELECT 1~").dialogue()))
        .endsWith("!answer without a statement");
    assertThat(Shape.of(new PostgresScript().login().client("yx").dialogue()))
        .endsWith("!PostgreSQL message is malformed");
    assertThat(
            Shape.of(
                new PostgresScript().login().client("E~\0\0\0\0", "S").server("ZI").dialogue()))
        .endsWith("!answer does not fit the statement");
    assertThat(
            Shape.of(
                Dialogue.empty()
                    .with(
                        Direction.FROM_CLIENT, Dialogue.hex("00000010 04d2162e 0000000100000002"))))
        .isEqualTo("!request to cancel a statement of another connection");
  }

  @Test
  void unansweredStatementsAreBounded() {
    PostgresScript script = new PostgresScript().login();
    for (int i = 0; i < 200; i++) {
      script.client("B~a~\0\0", "E~\0\0\0\0");
    }
    assertThat(script.dialogue().heard().visibility()).contains("more unanswered statements");
  }
}

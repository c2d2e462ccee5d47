// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Dialogue;
import dev.sallyport.protocol.checkpoint.Crossing;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PostgresCheckpointTest {
  private static final String REFUSAL =
      "SERROR~VERROR~C42501~Mdenied by policy shop/no-drop (decision 7)~~".replace('~', '\0');

  private static Crossing.Result cross(Dialogue dialogue, Predicate<String> denied) {
    Crossing.Result whole = Crossing.of(Protocol.POSTGRESQL, dialogue, left -> left, denied);
    assertThat(Crossing.of(Protocol.POSTGRESQL, dialogue, Dialogue.byteByByte(), denied))
        .isEqualTo(whole);
    assertThat(Crossing.late(Protocol.POSTGRESQL, dialogue, Dialogue.byteByByte(), denied))
        .isEqualTo(whole);
    return whole;
  }

  @Test
  void aRefusedQueryIsExchangedForOneThatFailsAndItsErrorForOurs() {
    Crossing.Result result =
        cross(
            new PostgresScript()
                .login()
                .client("QSELECT 1; DROP TABLE orders~", "QSELECT 2~")
                .server(
                    "ESERROR~C42601~Msyntax error at or near \"sallyport_refused_0_\"~~",
                    "ZI",
                    "Drow",
                    "CSELECT 1~",
                    "ZI")
                .dialogue(),
            name -> name.startsWith("DROP"));
    assertThat(result.toServer())
        .contains("Q\0\0\0\u0019sallyport_refused_0_\0", "SELECT 2")
        .doesNotContain("DROP", "SELECT 1");
    assertThat(result.toClient())
        .contains("E\0\0\0\u0046" + REFUSAL + "Z\0\0\0\5I", "CSELECT 1".substring(1))
        .doesNotContain("syntax");
    assertThat(result.asked()).containsExactly("LOGIN shop~", "SELECT", "DROP orders", "SELECT");
  }

  @Test
  void anErrorWithoutAMarkIsLeftAsItIs() {
    Crossing.Result result =
        cross(
            new PostgresScript()
                .login()
                .client("QDROP TABLE a~")
                .server("ESERROR~C42601~Msyntax error at or near \"sallyport_refused_9_\"~~", "ZI")
                .dialogue(),
            name -> name.startsWith("DROP"));
    assertThat(result.toClient()).contains("syntax error");
  }

  @Test
  void aPreparedStatementIsAskedForAgainWhenItIsExecuted() {
    int[] drops = {0};
    Crossing.Result result =
        Crossing.of(
            Protocol.POSTGRESQL,
            new PostgresScript()
                .login()
                .client("Ps1~DROP TABLE orders~\0\0", "S")
                .server("1", "ZI")
                .client("Bp~s1~\0\0\0\0\0\0", "Ep~\0\0\0\0", "S")
                .server("2", "ESERROR~C34000~Mportal \"sallyport_refused_0_\" does not exist~~")
                .server("ZI")
                .dialogue(),
            left -> left,
            name -> name.equals("DROP orders") && drops[0]++ > 1);
    assertThat(result.toServer())
        .contains("DROP TABLE orders", "E\0\0\0\u001dsallyport_refused_0_");
    assertThat(result.toClient()).contains(REFUSAL).doesNotContain("portal");
  }

  @Test
  void aNameThatWasGivenTwiceMeansBoth() {
    Crossing.Result result =
        cross(
            new PostgresScript()
                .login()
                .client("Ps1~DELETE FROM a~\0\0", "Ps1~SELECT 1 FROM b~\0\0")
                .client("B~s1~\0\0\0\0\0\0", "E~\0\0\0\0", "S")
                .dialogue(),
            name -> false);
    assertThat(result.asked())
        .containsExactly(
            "LOGIN shop~", "DELETE a", "SELECT b", "DELETE a", "SELECT b", "DELETE a", "SELECT b");
  }

  @Test
  void aRefusedLoginEndsTheConnection() {
    Crossing.Result result =
        cross(
            new PostgresScript().untyped(196608, "user~bob~database~shop~~").dialogue(),
            name -> name.equals("LOGIN shop"));
    assertThat(result.toServer()).isEmpty();
    assertThat(result.toClient()).startsWith("E").contains("SFATAL", "C28000", "decision 7");
    assertThat(result.said()).containsExactly("end");
  }

  @Test
  void whatIsEncryptedIsLost() {
    Crossing.Result result =
        cross(
            new PostgresScript()
                .untyped(80877103, "")
                .raw(dev.sallyport.model.Direction.FROM_SERVER, "S")
                .dialogue(),
            name -> false);
    assertThat(result.said()).containsExactly("lost: the session is encrypted");
  }

  @Test
  void aStatementLongerThanWhatIsHeldIsAskedForByItsStart() {
    Crossing.Result result =
        cross(
            new PostgresScript()
                .login()
                .client("QINSERT INTO a VALUES ('" + "x".repeat(9000) + "'); DROP TABLE b~")
                .dialogue(),
            name -> false);
    assertThat(result.asked()).containsExactly("LOGIN shop~", "INSERT a");
    assertThat(result.said()).containsExactly("not whole");
  }

  @Test
  void aTableOfAnotherSchemaIsAlsoAskedForByItsLastName() {
    Crossing.Result result =
        cross(
            new PostgresScript().login().client("QSELECT 1 FROM hr.pay, public.orders~").dialogue(),
            name -> false);
    assertThat(result.asked())
        .containsExactly("LOGIN shop~", "SELECT hr.pay", "SELECT pay~", "SELECT orders");
  }
}

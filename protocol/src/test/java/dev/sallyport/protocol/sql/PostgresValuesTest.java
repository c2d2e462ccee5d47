// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.protocol.Dialogue;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresValuesTest {
  private static final String COLUMNS =
      "T\0\2id~\0\0\0\0\0\0\0\0\0\24\0\10\377\377\377\377\0\0"
          + "card~\0\0\0\0\0\0\0\0\0\31\377\377\377\377\377\377\0\0";

  private static List<String> lines(PostgresScript script) {
    Dialogue.Heard whole = script.dialogue().heard();
    assertThat(script.dialogue().heard(Dialogue.byteByByte())).isEqualTo(whole);
    return whole.values().entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(each -> each.getKey() + " " + each.getValue().strip())
        .toList();
  }

  @Test
  void literalsStandUnderTheColumnsOfTheStatement() {
    assertThat(
            lines(
                new PostgresScript()
                    .login()
                    .client(
                        "QINSERT INTO shop.orders (id, card, \"mail\") VALUES (12345678,"
                            + " '4111', lower('a@b.c')), (2, 'it''s', E'x\\ny');"
                            + " UPDATE orders o SET card = '5555' WHERE o.mail IN ('u', 'v')"
                            + " AND note LIKE 'w%' AND born BETWEEN 'x' AND 'y' OR 'z' <> 'zz'~")))
        .containsExactly(
            "0001 FROM_CLIENT {\"id\":\"12345678\",\"card\":\"4111\",\"mail\":\"a@b.c\","
                + "\"card\":\"it's\",\"mail\":\"x\\ny\",\"card\":\"5555\",\"mail\":\"u\","
                + "\"mail\":\"v\",\"note\":\"w%\",\"born\":\"x\",\"born\":\"y\",\"?\":\"z\","
                + "\"?\":\"zz\"}");
  }

  @Test
  void rowsStandUnderTheColumnsThatTheServerNames() {
    assertThat(
            lines(
                new PostgresScript()
                    .login()
                    .client("QSELECT id, card FROM orders~")
                    .server(
                        COLUMNS,
                        "D\0\2\0\0\0\00217\0\0\0\0044111",
                        "D\0\2\0\0\0\00218\377\377\377\377",
                        "CSELECT 2~",
                        "ZI")))
        .containsExactly("0001 FROM_SERVER {\"id\":\"17\",\"card\":\"4111\"}\n{\"id\":\"18\"}");
  }

  @Test
  void parametersAndRowsOfPreparedStatementsAreNamedWithoutBeingDescribedAgain() {
    PostgresScript script =
        new PostgresScript()
            .login()
            .client(
                "Ps~INSERT INTO orders (id, card, kind) VALUES ($1, $2, 'gold') RETURNING id, card~"
                    + "\0\2\0\0\0\24\0\0\0\31",
                "DSs~",
                "S")
            .server("1", "t\0\2\0\0\0\24\0\0\0\31", COLUMNS, "ZI");
    for (int i = 0; i < 2; i++) {
      script
          .client(
              "B~s~\0\2\0\1\0\0\0\2\0\0\0\10\0\0\0\0\0\0\4\322\0\0\0\0044111\0\1\0\1",
              "E~\0\0\0\0",
              "S")
          .server("2", "D\0\2\0\0\0\10\0\0\0\0\0\0\4\322\0\0\0\0044111", "CINSERT 0 1~", "ZI");
    }
    assertThat(lines(script))
        .containsExactly(
            "0001 FROM_CLIENT {\"kind\":\"gold\",\"id\":\"1234\",\"card\":\"4111\"}",
            "0001 FROM_SERVER {\"id\":\"1234\",\"card\":\"4111\"}",
            "0002 FROM_CLIENT {\"kind\":\"gold\",\"id\":\"1234\",\"card\":\"4111\"}",
            "0002 FROM_SERVER {\"id\":\"1234\",\"card\":\"4111\"}");
  }

  @Test
  void aParameterWithoutAColumnIsNamedByItsNumber() {
    assertThat(
            lines(
                new PostgresScript()
                    .login()
                    .client(
                        "P~SELECT charge($1, $2)~\0\0",
                        "B~~\0\0\0\2\0\0\0\0044111\0\0\0\3abc\0\0",
                        "E~\0\0\0\0",
                        "S")))
        .containsExactly("0001 FROM_CLIENT {\"$1\":\"4111\",\"$2\":\"abc\"}");
  }

  @Test
  void copiedRowsStandUnderTheColumnsOfTheStatement() {
    assertThat(
            lines(
                new PostgresScript()
                    .login()
                    .client("QCOPY orders (id, card) FROM STDIN~")
                    .server("Gformat")
                    .client("d17\t4111\n18\t5555\n", "c")
                    .server("CCOPY 2~", "ZI")))
        .containsExactly(
            "0001 FROM_CLIENT {\"id\":\"17\",\"card\":\"4111\"}\n{\"id\":\"18\",\"card\":\"5555\"}");
  }

  @Test
  void whatAnErrorQuotesIsSaid() {
    assertThat(
            lines(
                new PostgresScript()
                    .login()
                    .client("QSELECT 1~")
                    .server("ESERROR~Mduplicate key~DKey (mail)=(a@b.c) exists.~~", "ZI")))
        .containsExactly(
            "0001 FROM_SERVER {\"message\":\"duplicate key\","
                + "\"detail\":\"Key (mail)=(a@b.c) exists.\"}");
  }

  @Test
  void aValueCannotStepOutOfItsPlace() {
    assertThat(
            lines(
                new PostgresScript()
                    .login()
                    .client(
                        "QINSERT INTO t (a, b, c, d) VALUES ('{\"x\":\"1\"}', '{\"x\":\"1', '{u,v}',"
                            + " 'q\"},{\"')~")))
        .containsExactly(
            "0001 FROM_CLIENT {\"a\":{\"x\":\"1\"},\"b\":\"{\\\"x\\\":\\\"1\",\"c\":\"{u,v}\","
                + "\"d\":\"q\\\"},{\\\"\"}");
  }

  @Test
  void everyExchangeEndsOnceForWhoLooksAtValues() {
    Dialogue.Heard heard = PostgresScript.sample().heard();
    assertThat(heard.values().keySet().stream().filter(each -> each.endsWith("ended")).count())
        .isEqualTo(6);
    assertThat(heard.values().values()).noneMatch(each -> each.contains("again"));
  }
}

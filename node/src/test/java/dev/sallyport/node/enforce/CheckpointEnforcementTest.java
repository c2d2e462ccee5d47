// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.Effect;
import dev.sallyport.model.Mode;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Side;
import dev.sallyport.model.Verdict;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Calls of data stores by policies, on a connection without sockets. */
class CheckpointEnforcementTest {
  private static final String LOGIN = message(0, "\0\3\0\0user\0bob\0\0");
  private static final String READY = message('R', "\0\0\0\0") + message('Z', "I");
  private static final String SELECT = message('Q', "SELECT 1 FROM orders\0");
  private static final String DROP = message('Q', "SELECT 1 FROM orders; DROP TABLE orders\0");
  private static final String ROW = message('C', "SELECT 1\0") + message('Z', "I");
  private static final QueryOperation SOME = new QueryOperation("X", "", Protocol.POSTGRESQL);
  private final Enforcement enforcement = new Enforcement(EnforceLimits.DEFAULT, Redactor.NONE);

  private static String message(int type, String content) {
    int length = content.length() + 4;
    String size = "\0\0" + (char) (length >> 8) + (char) (length & 0xff);
    return (type == 0 ? "" : "" + (char) type) + size + content;
  }

  private static String refused(String mark) {
    return message('E', "SERROR\0C42601\0Msyntax error at or near \"" + mark + "\"\0\0")
        + message('Z', "I");
  }

  private static Rule onQuery(String verb, String subject, Response response) {
    Set<NamePattern> subjects = subject.isEmpty() ? Set.of() : Set.of(new NamePattern(subject));
    return new Rule(
        "r-" + verb.toLowerCase(java.util.Locale.ROOT),
        Side.INBOUND,
        new Condition.Calls(List.of(new CallPattern.Queries(Set.of(), Set.of(verb), subjects))),
        response);
  }

  private static Response allow() {
    return new Response.Allow();
  }

  private Wire wire(OnFailure onFailure, boolean denyByDefault, Rule... rules) {
    enforcement.apply(List.of(Policies.inbound(onFailure, denyByDefault, rules)));
    return new Wire(enforcement, 5432).between(Wire.CALLER, Wire.CALLED);
  }

  private Ruling ruling(Wire wire, long stream) {
    return wire.acting.counted(stream, SOME).orElseThrow();
  }

  @Test
  void aStatementIsRefusedAndTheSessionGoesOn() {
    Wire wire = wire(OnFailure.CLOSED, false, onQuery("DROP", "", Policies.deny()));
    wire.client(LOGIN).server(READY).client(DROP).client(SELECT);
    assertThat(wire.atServer()).contains("sallyport_refused_0_", SELECT).doesNotContain("DROP");
    wire.server(refused("sallyport_refused_0_")).server(ROW);
    assertThat(wire.atClient())
        .contains("C42501", "read only (policy shop/catalog/r-drop) (decision ")
        .endsWith(ROW)
        .doesNotContain("syntax");
    assertThat(wire.blocked).containsExactly(java.util.Map.entry(1L, "shop/catalog/r-drop"));
    assertThat(ruling(wire, 0).decision().verdict()).isEqualTo(new Verdict.Allow());
    assertThat(ruling(wire, 1).decision().verdict()).isInstanceOf(Verdict.Deny.class);
    assertThat(ruling(wire, 2).decision().verdict()).isEqualTo(new Verdict.Allow());
    assertThat(enforcement.counters()).containsEntry("exchanges_denied", 1L);
  }

  @Test
  void whatKeepsASessionGoingIsNotDeniedByDefault() {
    Wire wire = wire(OnFailure.CLOSED, true, onQuery("SELECT", "orders", allow()));
    wire.client(LOGIN).server(READY);
    wire.client(message('Q', "BEGIN\0")).client(SELECT);
    wire.client(message('Q', "SELECT 1 FROM secret\0"));
    assertThat(wire.atServer())
        .contains("BEGIN", "FROM orders", "sallyport_refused_0_")
        .doesNotContain("secret");
  }

  @Test
  void whatWouldBeIsWhatWillBeOfWhatKeepsASessionGoing() {
    Policy acting = Policies.inbound(OnFailure.CLOSED, true, onQuery("SELECT", "orders", allow()));
    enforcement.apply(
        List.of(
            new Policy(
                acting.id(),
                1,
                acting.tier(),
                acting.protects(),
                acting.rules(),
                true,
                false,
                Mode.OBSERVE,
                100,
                OnFailure.OPEN,
                Policy.DEFAULT_BUDGET)));
    Wire wire = new Wire(enforcement, 5432).between(Wire.CALLER, Wire.CALLED);
    wire.client(LOGIN).server(READY).client(DROP);
    assertThat(ruling(wire, 0).decision().wouldBe()).isEqualTo(new Verdict.Allow());
    wire.client(message('Q', "DELETE FROM orders\0"));
    assertThat(ruling(wire, 2).decision().wouldBe()).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void whatKeepsASessionGoingIsDeniedByARuleThatMeansIt() {
    Wire wire = wire(OnFailure.CLOSED, false, onQuery("LOGIN", "", Policies.deny()));
    wire.client(LOGIN);
    assertThat(wire.atServer()).isEmpty();
    assertThat(wire.atClient()).contains("SFATAL", "C28000", "read only");
    assertThat(wire.hungUp).isTrue();
  }

  @Test
  void nothingPassesBeforeTheEndsAreKnown() {
    enforcement.apply(
        List.of(Policies.inbound(OnFailure.CLOSED, false, onQuery("DROP", "", Policies.deny()))));
    Wire wire = new Wire(enforcement, 5432).client(LOGIN).client(DROP);
    assertThat(wire.atServer()).isEmpty();
    wire.between(Wire.CALLER, Wire.CALLED);
    assertThat(wire.atServer()).startsWith(LOGIN).contains("sallyport_refused_0_");
  }

  @Test
  void whatIsEncryptedFollowsOnFailure() {
    String ask = "\0\0\0\10\4\322\26/";
    Wire open = wire(OnFailure.OPEN, false, onQuery("DROP", "", Policies.deny()));
    open.client(ask).server("S").client("\26\3\1 hello");
    assertThat(open.atServer()).endsWith("\26\3\1 hello");
    assertThat(ruling(open, -1).effect()).isInstanceOf(Effect.FailedOpen.class);
    Wire closed = wire(OnFailure.CLOSED, false, onQuery("DROP", "", Policies.deny()));
    closed.client(ask).server("S");
    assertThat(closed.cut).isTrue();
  }

  @Test
  void aStatementThatWasNotReadWholeFollowsOnFailure() {
    String large = message('Q', "INSERT INTO orders VALUES ('" + "x".repeat(60_000) + "')\0");
    EnforceLimits few =
        new EnforceLimits(
            16 << 10,
            16 << 10,
            64,
            64,
            EnforceLimits.DEFAULT.endsWait(),
            EnforceLimits.DEFAULT.recognitionWait(),
            EnforceLimits.DEFAULT.contentWait(),
            16);
    for (OnFailure onFailure : OnFailure.values()) {
      Enforcement small = new Enforcement(few, Redactor.NONE);
      small.apply(
          List.of(Policies.inbound(onFailure, false, onQuery("DROP", "", Policies.deny()))));
      Wire wire = new Wire(small, 5432).between(Wire.CALLER, Wire.CALLED);
      wire.client(LOGIN).server(READY).client(large);
      assertThat(wire.atServer().contains("INSERT")).isEqualTo(onFailure == OnFailure.OPEN);
      assertThat(wire.atServer().contains("sallyport_refused"))
          .isEqualTo(onFailure == OnFailure.CLOSED);
    }
  }

  @Test
  void aPolicyThatComesLaterCutsASessionOfWhichNobodyKnowsWhereItStands() {
    Wire wire = wire(OnFailure.CLOSED, false);
    wire.client(LOGIN).server(READY).client(SELECT);
    assertThat(wire.isGuarded()).isFalse();
    enforcement.apply(
        List.of(Policies.inbound(OnFailure.CLOSED, false, onQuery("DROP", "", Policies.deny()))));
    assertThat(wire.acting.ruled()).isTrue();
    assertThat(wire.cut).isTrue();
    assertThat(enforcement.counters()).containsEntry("connections_cut", 1L);
  }

  @Test
  void aSessionThatWasOpenBeforeThePolicyLivesOnWhereItFailsOpen() {
    Wire wire = wire(OnFailure.OPEN, false);
    wire.client(LOGIN).server(READY).client(SELECT);
    enforcement.apply(
        List.of(Policies.inbound(OnFailure.OPEN, false, onQuery("DROP", "", Policies.deny()))));
    assertThat(wire.acting.ruled()).isFalse();
    assertThat(wire.cut).isFalse();
    assertThat(enforcement.notYetEnforced()).isEqualTo(1);
    assertThat(wire.acting.ruled()).as("told again").isFalse();
    wire.server(ROW).client(DROP);
    assertThat(wire.atServer()).endsWith(DROP);
    Ruling ruling =
        wire.acting
            .counted(1, new QueryOperation("DROP", "orders", Protocol.POSTGRESQL))
            .orElseThrow();
    assertThat(ruling.effect())
        .isEqualTo(new Effect.FailedOpen("not yet enforced: opened before the policy"));
    assertThat(enforcement.counters())
        .containsEntry("connections_left_open", 1L)
        .containsEntry("connections_cut", 0L);
    wire.acting.gone();
    assertThat(enforcement.notYetEnforced()).isZero();
  }

  @Test
  void aSessionThatItsEndsAreDeniedIsCutThoughThePolicyFailsOpen() {
    Wire wire = wire(OnFailure.OPEN, false);
    wire.client(LOGIN).server(READY).client(SELECT);
    enforcement.apply(List.of(Policies.inbound(OnFailure.OPEN, true)));
    assertThat(wire.acting.ruled()).isTrue();
    assertThat(wire.cut).isTrue();
  }

  @Test
  void aSessionThatWasLeftOpenIsCutByAPolicyThatFailsClosedAndForgottenWithoutOne() {
    Policy open = Policies.inbound(OnFailure.OPEN, false, onQuery("DROP", "", Policies.deny()));
    Wire cut = wire(OnFailure.OPEN, false);
    cut.client(LOGIN).server(READY);
    Wire kept = new Wire(enforcement, 5432).between(Wire.CALLER, Wire.CALLED);
    kept.client(LOGIN).server(READY);
    enforcement.apply(List.of(open));
    cut.acting.ruled();
    kept.acting.ruled();
    assertThat(enforcement.notYetEnforced()).isEqualTo(2);
    enforcement.apply(
        List.of(Policies.inbound(OnFailure.CLOSED, false, onQuery("DROP", "", Policies.deny()))));
    assertThat(cut.acting.ruled()).isTrue();
    enforcement.apply(List.of());
    assertThat(kept.acting.ruled()).isFalse();
    assertThat(kept.cut).isFalse();
    cut.acting.gone();
    assertThat(enforcement.notYetEnforced()).isZero();
  }

  @Test
  void aPolicyThatChangesHoldsForTheNextStatement() {
    Wire wire = wire(OnFailure.CLOSED, false, onQuery("DROP", "", Policies.deny()));
    wire.client(LOGIN).server(READY).client(SELECT);
    enforcement.apply(
        List.of(Policies.inbound(OnFailure.CLOSED, false, onQuery("SELECT", "", Policies.deny()))));
    assertThat(wire.acting.ruled()).isFalse();
    wire.client(SELECT);
    assertThat(wire.atServer()).containsOnlyOnce(SELECT).contains("sallyport_refused_0_");
  }

  @Test
  void aServerThatSpeaksFirstIsHeardWhole() {
    Wire wire = wire(OnFailure.CLOSED, false, onQuery("DROP", "", Policies.deny()));
    String greeting = "\12" + "8.0.36\0" + "\1\0\0\0" + "12345678\0\uffff".substring(0, 9);
    greeting += "\377\377\10\2\0\377\377\25" + "\0".repeat(10) + "1234567890123";
    String packet = (char) greeting.length() + "\0\0\0" + greeting;
    for (int i = 0; i < packet.length(); i++) {
      wire.server(packet.substring(i, i + 1));
    }
    assertThat(wire.atClient()).isEqualTo(packet);
    String login = "\5\242\10\0" + "\0\0\0\1" + "\41" + "\0".repeat(23) + "shop\0\0";
    wire.client((char) login.length() + "\0\0\1" + login);
    wire.server("\7\0\0\2\0\0\0\2\0\0\0");
    String drop = "\3DROP TABLE orders";
    wire.client((char) drop.length() + "\0\0\0" + drop);
    assertThat(wire.atServer()).contains("shop").contains("sallyport_refused_0_");
    assertThat(wire.atServer()).doesNotContain("DROP");
  }
}

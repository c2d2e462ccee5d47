// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.control.config.AccessConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same that {@link OidcTokensIT} holds with a provider of ours, with one of others. */
class CertifiedProviderIT {
  private static final URI CALLBACK = CertifiedProvider.CALLBACK;
  private static final String SECRET = CertifiedProvider.SECRET;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private CertifiedProvider provider;

  @BeforeEach
  void start() throws Exception {
    provider = CertifiedProvider.start();
  }

  @AfterEach
  void stop() {
    if (provider != null) {
      provider.close();
    }
  }

  /** What control is told of the provider, and what it makes of that. */
  private final class Client {
    private final OidcTokens tokens;
    private final CodeFlow flow;

    Client(String id, String secret) {
      AccessConfig.Oidc oidc = provider.access(id, secret).oidc();
      ProviderHttp http = new ProviderHttp(provider.issuer());
      tokens = new OidcTokens(oidc, http, now::get);
      flow = new CodeFlow(oidc, http, tokens, Seal.sharing(List::of), now::get);
    }

    String logIn(String name) throws Exception {
      CodeFlow.Begun begun = flow.begin(CALLBACK, "/#policies");
      CodeFlow.LoggedIn done =
          flow.finish(begun.sealed(), returned(provider.logIn(begun.location(), name)));
      assertThat(done.back()).isEqualTo("/#policies");
      return done.token();
    }
  }

  @Test
  void somebodyLogsInWithCodeAndProofByEitherKindOfClientAndKey() throws Exception {
    for (Client client : new Client[] {new Client("sallyport", SECRET), new Client("public", "")}) {
      assertThat(client.tokens.check(client.logIn("ana")))
          .isInstanceOfSatisfying(
              Verdict.Known.class,
              known -> {
                assertThat(known.caller().name()).isEqualTo("oidc:ana");
                assertThat(known.caller().groups())
                    .containsExactly("oidc:team", "oidc:system:masters", "system:authenticated");
              });
    }
  }

  @Test
  void itsTokensAreGoodUntilTheyExpireWithAMinuteForClocksThatDiffer() throws Exception {
    Client client = new Client("sallyport", SECRET);
    String token = client.logIn("ana");
    Instant expires =
        Instant.ofEpochSecond(SignedToken.parse(token).orElseThrow().claims().path("exp").asLong());

    now.set(expires.minusSeconds(900));
    assertThat(client.tokens.check(token))
        .as("our clock is late")
        .isInstanceOf(Verdict.Known.class);
    now.set(expires.plusSeconds(59));
    assertThat(client.tokens.check(token)).isInstanceOf(Verdict.Known.class);
    now.set(expires.plusSeconds(61));
    refused(client, token, "expired");
  }

  @Test
  void aTokenForAnotherClientOfTheSameProviderIsNotTaken() throws Exception {
    String token = new Client("another", "of another").logIn("ana");

    refused(new Client("sallyport", SECRET), token, "another client");
  }

  @Test
  void newKeysAreFoundWhileOldOnesHold() throws Exception {
    Client client = new Client("sallyport", SECRET);
    String before = client.logIn("ana");
    provider.rotate();
    now.set(now.get().plusSeconds(31));
    String after = client.logIn("ana");

    assertThat(SignedToken.parse(after).orElseThrow().keyId())
        .isNotEqualTo(SignedToken.parse(before).orElseThrow().keyId());
    assertThat(client.tokens.check(after)).isInstanceOf(Verdict.Known.class);
    assertThat(client.tokens.check(before)).isInstanceOf(Verdict.Known.class);
  }

  @Test
  void whatTheProviderRefusesIsSaidWithWhatToSet() throws Exception {
    Client client = new Client("sallyport", SECRET);
    CodeFlow.Begun begun = client.flow.begin(CALLBACK, "/");
    CodeFlow.Returned returned = returned(provider.logIn(begun.location(), "ana"));
    CodeFlow.Begun other = client.flow.begin(CALLBACK, "/");
    assertThatThrownBy(() -> client.flow.finish(other.sealed(), returned))
        .hasMessageContaining("another login");
    client.flow.finish(begun.sealed(), returned);
    assertThatThrownBy(() -> client.flow.finish(begun.sealed(), returned))
        .as("a code is good once")
        .hasMessageContaining("invalid_grant");

    Client wrong = new Client("sallyport", "of another");
    assertThatThrownBy(() -> wrong.logIn("ana"))
        .hasMessageContaining("invalid_client")
        .hasMessageContaining("control.auth.oidc.clientId")
        .hasMessageNotContaining("of another");
    URI elsewhere = URI.create(begun.location().toString().replace("%3A7080%2F", "%3A7081%2F"));
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(elsewhere).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("redirect_uri");
    }
  }

  private static void refused(Client client, String token, String why) {
    assertThat(client.tokens.check(token))
        .isInstanceOfSatisfying(
            Verdict.Refused.class, refused -> assertThat(refused.why()).contains(why));
  }

  private static CodeFlow.Returned returned(URI callback) {
    return new CodeFlow.Returned(
        CertifiedProvider.field(callback, "code"),
        CertifiedProvider.field(callback, "state"),
        CertifiedProvider.field(callback, "iss"),
        CertifiedProvider.field(callback, "error"),
        CertifiedProvider.field(callback, "error_description"));
  }
}

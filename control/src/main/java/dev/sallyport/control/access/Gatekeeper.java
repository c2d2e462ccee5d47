// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.access.Admission.Admitted;
import dev.sallyport.control.access.Admission.Reason;
import dev.sallyport.control.access.Admission.Refused;
import dev.sallyport.control.config.AccessConfig;
import dev.sallyport.control.config.AccessLimits;
import dev.sallyport.control.config.AccessMode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls in or not: first by how many there are, then by who makes them, then by what they may
 * do. Blocks while the Kubernetes API is asked; safe for any thread.
 */
public final class Gatekeeper {
  private final AccessConfig config;
  private final Tokens tokens;
  private final AccessReviews reviews;
  private final Sessions sessions;
  private final RateLimits callers;
  private final RateLimits addresses;
  private final RateLimits refused;
  private final @Nullable CodeFlow flow;

  /**
   * Returns a gatekeeper.
   *
   * @param config how callers show who they are
   * @param kube the Kubernetes API that knows tokens and rights
   * @param namespaces names of all namespaces there are
   * @param sharing what other control programs must know as well
   * @param limits bounds
   * @param clock wall clock
   */
  public Gatekeeper(
      AccessConfig config,
      KubernetesClient kube,
      Supplier<Collection<String>> namespaces,
      Sharing sharing,
      AccessLimits limits,
      InstantSource clock) {
    this.config = requireNonNull(config, "config");
    AccessConfig.Oidc oidc = config.oidc();
    if (oidc == null) {
      this.tokens = new CheckedTokens(new TokenReviews(kube), limits, clock);
      this.flow = null;
    } else {
      ProviderHttp http = new ProviderHttp(oidc.issuer());
      this.tokens = new CheckedTokens(new OidcTokens(oidc, http, clock), limits, clock);
      this.flow = new CodeFlow(oidc, http, tokens, Seal.sharing(sharing.keys()), clock);
    }
    this.reviews = new AccessReviews(kube, namespaces, limits, clock);
    this.sessions = new Sessions(limits, clock, sharing.logins());
    this.callers =
        new RateLimits(
            limits.callerRate(), limits.callerBurst(), limits.bucketsMax(), System::nanoTime);
    this.addresses =
        new RateLimits(
            limits.addressRate(), limits.addressBurst(), limits.bucketsMax(), System::nanoTime);
    this.refused =
        new RateLimits(
            limits.refusedRate(), limits.refusedBurst(), limits.bucketsMax(), System::nanoTime);
  }

  /** Returns how callers show who they are. */
  public AccessMode mode() {
    return config.mode();
  }

  /** Returns what is said of how to get a token. */
  public String howToLogIn() {
    return switch (config.mode()) {
      case NONE -> "nobody logs in";
      case KUBERNETES -> "kubectl create token NAME -n NAMESPACE --duration=8h";
      case OIDC -> "an ID token of " + issuer();
    };
  }

  /** Returns how browsers log in at a provider; empty where there is none. */
  public Optional<CodeFlow> codeFlow() {
    return Optional.ofNullable(flow);
  }

  /** Returns how long somebody at that address must wait before trying to log in; empty for not. */
  public Optional<Duration> wait(String address) {
    Optional<Duration> full = addresses.take(address);
    return full.isPresent() ? full : refused.due(address);
  }

  /** Counts a login that failed against the address that it came from. */
  public void failed(String address) {
    var unused = refused.take(address);
  }

  /** Returns whether a call may be made. */
  public Admission admit(Credentials credentials, Need need) {
    Optional<Duration> full = addresses.take(credentials.address());
    if (full.isPresent()) {
      return tooMany("address " + credentials.address(), full.get());
    }
    if (config.mode() == AccessMode.NONE) {
      return new Admitted(new Access(Caller.ANYONE, Scope.ALL, () -> true, () -> true));
    }
    Sessions.@Nullable Lookup looked = look(credentials);
    Session session = held(looked);
    return switch (identify(credentials, looked)) {
      case Identity.Refusal it -> it.refused();
      case Identity.Found it -> {
        Optional<Duration> busy = callers.take(it.caller().name());
        yield busy.isPresent()
            ? tooMany(it.caller().name(), busy.get())
            : authorise(it.caller(), session, it.token(), need);
      }
    };
  }

  /** Returns who calls, without asking for any right. */
  public Admission identify(Credentials credentials) {
    Optional<Duration> full = addresses.take(credentials.address());
    if (full.isPresent()) {
      return tooMany("address " + credentials.address(), full.get());
    }
    if (config.mode() == AccessMode.NONE) {
      return new Admitted(new Access(Caller.ANYONE, Scope.ALL, () -> true, () -> true));
    }
    return switch (identify(credentials, look(credentials))) {
      case Identity.Refusal it -> it.refused();
      case Identity.Found it ->
          new Admitted(new Access(it.caller(), Scope.NONE, () -> true, () -> true));
    };
  }

  /** Returns how far a right of somebody reaches; nothing where nobody says. */
  public Scope scope(Caller caller, Right right) {
    if (config.mode() == AccessMode.NONE) {
      return Scope.ALL;
    }
    try {
      return reviews.scope(caller, right);
    } catch (AccessReviews.Unanswered e) {
      return Scope.NONE;
    }
  }

  /**
   * Opens a login for a browser, after its token was found good by {@link #identify}.
   *
   * @return the secret that the browser is to bring
   */
  public String open(String token) {
    return sessions.open(
        token, tokens.check(token) instanceof Verdict.Known it ? it.until() : Instant.MIN);
  }

  /** Ends a login; one that is not there has ended. */
  public void close(String secret) {
    sessions.end(secret);
  }

  /** Returns how many browsers are logged in, as far as this program knows. */
  public int sessions() {
    return sessions.size();
  }

  private sealed interface Identity {
    record Found(Caller caller, String token) implements Identity {}

    record Refusal(Refused refused) implements Identity {}
  }

  private Sessions.@Nullable Lookup look(Credentials credentials) {
    String secret = credentials.session();
    return credentials.token() != null || secret == null ? null : sessions.find(secret);
  }

  private static @Nullable Session held(Sessions.@Nullable Lookup looked) {
    return looked instanceof Sessions.Lookup.Held it ? it.session() : null;
  }

  private Identity identify(Credentials credentials, Sessions.@Nullable Lookup looked) {
    if (looked instanceof Sessions.Lookup.Undecided) {
      return new Identity.Refusal(
          new Refused(
              Reason.UNDECIDED,
              null,
              "the database does not answer, which knows who is logged in",
              Duration.ofSeconds(5)));
    }
    Session session = held(looked);
    String own = credentials.token();
    String token = own != null ? own : session != null ? session.token() : null;
    Optional<Duration> wait = refused.due(credentials.address());
    if (wait.isPresent() && session == null) {
      return new Identity.Refusal(tooMany("address " + credentials.address(), wait.get()));
    }
    if (token == null) {
      var unused = refused.take(credentials.address());
      return refusal(
          credentials.session() == null
              ? "the call brings no token"
              : "the login of this browser has ended");
    }
    return switch (tokens.check(token)) {
      case Verdict.Known it -> new Identity.Found(it.caller(), token);
      case Verdict.Refused it -> {
        if (session != null) {
          sessions.end(session);
        }
        var unused = refused.take(credentials.address());
        yield refusal("control did not accept the token (expired?): " + it.why());
      }
      case Verdict.Unanswered it ->
          new Identity.Refusal(
              new Refused(Reason.UNDECIDED, null, it.why(), Duration.ofSeconds(5)));
    };
  }

  private Identity refusal(String why) {
    return new Identity.Refusal(
        new Refused(Reason.UNAUTHENTICATED, null, why + ". Expected: " + howToLogIn(), null));
  }

  private Admission authorise(Caller caller, @Nullable Session session, String token, Need need) {
    try {
      Scope scope = reach(caller, need);
      if (need instanceof Need.Everywhere ? !scope.all() : scope.none()) {
        return new Refused(Reason.FORBIDDEN, caller, missing(caller, need), null);
      }
      return new Admitted(
          new Access(
              caller,
              scope,
              () -> session == null || sessions.holds(session),
              () -> still(caller, scope, session, token, need)));
    } catch (AccessReviews.Unanswered e) {
      return new Refused(
          Reason.UNDECIDED, caller, String.valueOf(e.getMessage()), Duration.ofSeconds(5));
    }
  }

  private Scope reach(Caller caller, Need need) throws AccessReviews.Unanswered {
    return switch (need) {
      case Need.Anywhere(Right right) -> reviews.scope(caller, right);
      case Need.Within(Right right, String namespace) -> reviews.scope(caller, right, namespace);
      case Need.Everywhere(Right right) -> reviews.scope(caller, right, "");
    };
  }

  private boolean still(
      Caller caller, Scope scope, @Nullable Session session, String token, Need need) {
    if (session != null && !sessions.holdsEverywhere(session)) {
      return false;
    }
    return switch (tokens.check(token)) {
      case Verdict.Known it -> it.caller().equals(caller) && same(caller, scope, need);
      case Verdict.Refused _ -> false;
      case Verdict.Unanswered _ -> true;
    };
  }

  private boolean same(Caller caller, Scope scope, Need need) {
    try {
      return reach(caller, need).equals(scope);
    } catch (AccessReviews.Unanswered e) {
      return true;
    }
  }

  /** Says which right is missing and the command that grants it. */
  private String missing(Caller caller, Need need) {
    String role = config.roles() + "-" + need.right().role();
    String name = "sallyport-" + need.right().role() + "-NAME";
    String whole =
        "kubectl create clusterrolebinding %s --clusterrole=%s %s"
            .formatted(name, role, caller.subject());
    String one =
        "kubectl create rolebinding %s -n %s --clusterrole=%s %s"
            .formatted(name, namespace(need), role, caller.subject());
    return switch (need) {
      case Need.Everywhere _ ->
          "%s may not %s in the whole cluster. Whoever may can grant it: %s"
              .formatted(caller.name(), need.right(), whole);
      case Need.Within it ->
          "%s may not %s in namespace %s. Whoever may can grant it there: %s or everywhere: %s"
              .formatted(caller.name(), need.right(), it.namespace(), one, whole);
      case Need.Anywhere _ ->
          "%s may not %s in any namespace. Whoever may can grant it in one: %s or everywhere: %s"
              .formatted(caller.name(), need.right(), one, whole);
    };
  }

  private static String namespace(Need need) {
    return need instanceof Need.Within it && it.namespace().matches("[a-z0-9-]+")
        ? it.namespace()
        : "NAMESPACE";
  }

  private static Refused tooMany(String who, Duration wait) {
    return new Refused(
        Reason.TOO_MANY, null, who + " makes too many calls; wait and try again", wait);
  }

  private String issuer() {
    AccessConfig.Oidc oidc = config.oidc();
    return oidc == null ? "" : oidc.issuer() + " for client " + oidc.clientId();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * The certificate authority of one installation. It says which certificates to believe, and issues
 * those of servers and nodes. Its own keys are replaced long before they end: a successor is
 * published first and signs a week later.
 *
 * <p>Safe for any thread. Nothing but {@link #turn} does I/O.
 */
public final class Authority {
  /** How long certificates of servers hold. */
  public static final Duration SERVER_LIFE = Duration.ofDays(30);

  /** How long certificates of nodes hold. */
  public static final Duration NODE_LIFE = Duration.ofHours(24);

  private final AuthorityStore store;
  private final InstantSource clock;
  private volatile AuthorityKeys keys;
  private volatile Consumer<String> trustChanged = _ -> {};

  private Authority(AuthorityStore store, InstantSource clock, AuthorityKeys keys) {
    this.store = store;
    this.clock = clock;
    this.keys = keys;
  }

  /**
   * Returns the authority that is kept in the store; makes one when there is none.
   *
   * @throws IOException when the store cannot be read or written
   */
  public static Authority load(AuthorityStore store, InstantSource clock) throws IOException {
    requireNonNull(store, "store");
    requireNonNull(clock, "clock");
    return new Authority(store, clock, store.change(kept -> kept.turned(clock.instant())));
  }

  /** Calls {@code listener} with {@link #trustBundle} now and whenever it changes. */
  public void onTrustChanged(Consumer<String> listener) {
    trustChanged = requireNonNull(listener, "listener");
    listener.accept(trustBundle());
  }

  /** Returns the certificates to believe, as PEM: for ConfigMaps and {@code caBundle} fields. */
  public String trustBundle() {
    return Pem.certificates(trusted());
  }

  /** Returns the certificates to believe. */
  public List<X509Certificate> trusted() {
    return keys.trusted(clock.instant());
  }

  /**
   * Returns a new key with a certificate for a server, for {@link #SERVER_LIFE}. See {@link
   * ServerTls} for one that is renewed in time.
   *
   * @param dnsNames names that clients dial; at least one
   */
  public CertifiedKey server(List<String> dnsNames) {
    if (dnsNames.isEmpty()) {
      throw new IllegalArgumentException("a server's certificate needs a DNS name");
    }
    KeyPair pair = Issuing.keyPair();
    List<GeneralName> names =
        dnsNames.stream().map(each -> new GeneralName(GeneralName.dNSName, each)).toList();
    X509Certificate certificate =
        Issuing.sign(
            signing(),
            pair.getPublic(),
            "server",
            names,
            KeyPurposeId.id_kp_serverAuth,
            clock.instant(),
            SERVER_LIFE);
    return new CertifiedKey(pair.getPrivate(), certificate);
  }

  /**
   * Returns a certificate by which the holder of the request's key may speak as that node, for
   * {@link #NODE_LIFE}.
   *
   * @param node for whom it speaks, as somebody who knows has proven it
   */
  public X509Certificate node(NodeIdentity node, CertificateRequest request) {
    GeneralName name = new GeneralName(GeneralName.uniformResourceIdentifier, node.uri());
    return Issuing.sign(
        signing(),
        request.key(),
        "node",
        List.of(name),
        KeyPurposeId.id_kp_clientAuth,
        clock.instant(),
        NODE_LIFE);
  }

  /**
   * Takes over what others made of the keys, and makes a successor when it is time. To be called
   * now and then.
   *
   * @throws IOException when the store cannot be read or written; what is held goes on to hold
   */
  public void turn() throws IOException {
    AuthorityKeys kept = store.change(each -> each.turned(clock.instant()));
    if (!kept.equals(keys)) {
      keys = kept;
      trustChanged.accept(trustBundle());
    }
  }

  /** Returns the certificate of the key that signs now. */
  X509Certificate issuer() {
    return signing().certificate();
  }

  private CertifiedKey signing() {
    return keys.signing(clock.instant())
        .orElseThrow(() -> new IllegalStateException("every key of the authority has ended"));
  }
}

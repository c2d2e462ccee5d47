// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server shows to those who connect, and whom it believes: a certificate of the authority
 * that is replaced after two thirds of its life, or when the authority signs by another key, while
 * the server runs. The key never leaves the memory. Safe for any thread.
 */
public final class ServerTls implements TlsProvider {
  private final Authority authority;
  private final List<String> dnsNames;
  private final InstantSource clock;
  private @Nullable CertifiedKey current;
  private @Nullable TlsKeyPair shown;
  private @Nullable X509Certificate issuer;

  /** Returns TLS for a server that is dialled by these names. */
  public ServerTls(Authority authority, List<String> dnsNames, InstantSource clock) {
    this.authority = requireNonNull(authority, "authority");
    this.dnsNames = List.copyOf(dnsNames);
    this.clock = requireNonNull(clock, "clock");
  }

  @Override
  public synchronized TlsKeyPair keyPair(String hostname) {
    CertifiedKey held = current;
    TlsKeyPair pair = shown;
    X509Certificate signs = authority.issuer();
    boolean due =
        held == null || !clock.instant().isBefore(held.renewAt()) || !signs.equals(issuer);
    if (pair == null || due) {
      CertifiedKey next = authority.server(dnsNames);
      pair = TlsKeyPair.of(next.key(), next.certificate());
      current = next;
      shown = pair;
      issuer = signs;
    }
    return pair;
  }

  @Override
  public List<X509Certificate> trustedCertificates(String hostname) {
    return authority.trusted();
  }
}

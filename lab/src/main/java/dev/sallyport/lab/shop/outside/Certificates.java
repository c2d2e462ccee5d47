// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.outside;

import dev.sallyport.lab.shop.plumbing.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Certificates by host name, each a PEM chain and a PEM key (PKCS#8). A client that names no known
 * host gets the first one.
 */
final class Certificates extends X509ExtendedKeyManager {
  private final Map<String, Pair> pairs = new TreeMap<>();

  private Certificates() {}

  /**
   * Returns a server side that shows the certificates named by {@code LAB_CERT} and {@code LAB_KEY}
   * (two files), or all of the directory {@code CERTIFICATES}.
   */
  static SSLContext of(Settings settings) throws IOException {
    Certificates certificates = new Certificates();
    String single = settings.text("LAB_CERT", "");
    Path directory = Path.of(settings.text("CERTIFICATES", "certificates"));
    try {
      if (single.isEmpty()) {
        certificates.addAll(directory);
      } else {
        Path key = Path.of(settings.text("LAB_KEY", single));
        certificates.pairs.put("", read(Path.of(single), key));
      }
      if (certificates.pairs.isEmpty()) {
        throw new IOException("no NAME.crt with its NAME.key in " + directory);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {certificates}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("unusable certificates", e);
    }
  }

  private void addAll(Path directory) throws IOException, GeneralSecurityException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".crt")).toList()) {
        String name = file.getFileName().toString().replaceFirst("\\.crt$", "");
        Path key = directory.resolve(name + ".key");
        if (Files.exists(key)) {
          pairs.put(name, read(file, key));
        }
      }
    }
  }

  private static Pair read(Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(certificate)) {
      X509Certificate[] chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toArray(X509Certificate[]::new);
      String pem = Files.readString(key).replaceAll("-----[A-Z ]+-----|\\s", "");
      KeyFactory keys = KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm());
      return new Pair(
          chain, keys.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))));
    }
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    String name = pairs.keySet().iterator().next();
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      for (SNIServerName asked : session.getRequestedServerNames()) {
        if (asked instanceof SNIHostName host && pairs.containsKey(host.getAsciiName())) {
          name = host.getAsciiName();
        }
      }
    }
    return pair(name).key().getAlgorithm().equals(keyType) ? name : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return pair(alias).chain();
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return pair(alias).key();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  private Pair pair(String name) {
    Pair pair = pairs.get(name);
    if (pair == null) {
      throw new IllegalArgumentException("no certificate for " + name);
    }
    return pair;
  }

  /** A chain and the key of its first certificate. */
  private record Pair(X509Certificate[] chain, PrivateKey key) {}
}

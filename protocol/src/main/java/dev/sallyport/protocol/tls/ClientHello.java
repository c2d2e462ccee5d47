// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.tls;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a client says when it opens TLS (RFC 8446, 4.1.2).
 *
 * @param serverName name it wants to reach (SNI), lower case; empty when it names none
 * @param protocols application protocols it offers (ALPN), in its order
 * @param versions protocol versions it offers, for example 0x0304 for 1.3, reserved values left out
 * @param encryptedHello whether it offers, or pretends to offer, an encrypted hello; then the name
 *     may not be the real one
 * @param fingerprint JA4 value of the hello
 */
public record ClientHello(
    String serverName,
    List<String> protocols,
    List<Integer> versions,
    boolean encryptedHello,
    String fingerprint) {
  private static final int SERVER_NAME = 0;
  private static final int SIGNATURE_ALGORITHMS = 13;
  private static final int ALPN = 16;
  private static final int SUPPORTED_VERSIONS = 43;
  private static final int ENCRYPTED_HELLO = 0xfe0d;
  private static final int PROTOCOLS_MAX = 16;
  private static final int VERSIONS_MAX = 16;

  public ClientHello {
    requireNonNull(serverName, "serverName");
    requireNonNull(fingerprint, "fingerprint");
    protocols = List.copyOf(protocols);
    versions = List.copyOf(versions);
  }

  /** Parses the body of the handshake message; empty when it is malformed. */
  static Optional<ClientHello> parse(Octets body) {
    int legacyVersion = body.uint16();
    body.take(32);
    body.vector8();
    List<Integer> ciphers = numbers(body.vector16());
    body.vector8();
    List<Integer> types = new ArrayList<>();
    List<Integer> signatures = List.of();
    String serverName = "";
    List<String> protocols = new ArrayList<>();
    List<Integer> versions = new ArrayList<>();
    boolean encryptedHello = false;
    if (!body.isEmpty()) {
      Octets extensions = body.vector16();
      while (!extensions.isEmpty()) {
        int type = extensions.uint16();
        Octets content = extensions.vector16();
        if (!isReserved(type)) {
          types.add(type);
        }
        switch (type) {
          case SERVER_NAME -> serverName = serverName(content);
          case SIGNATURE_ALGORITHMS -> signatures = numbers(content.vector16());
          case ALPN -> protocols(content, protocols);
          case SUPPORTED_VERSIONS -> versions(content, versions);
          case ENCRYPTED_HELLO -> encryptedHello = true;
          default -> {}
        }
      }
      if (extensions.broken()) {
        return Optional.empty();
      }
    }
    if (body.broken()) {
      return Optional.empty();
    }
    if (versions.isEmpty()) {
      versions.add(legacyVersion);
    }
    String first = protocols.isEmpty() ? "" : protocols.getFirst();
    String fingerprint = Ja4.of(Collections.max(versions), ciphers, types, signatures, first);
    return Optional.of(
        new ClientHello(serverName, protocols, versions, encryptedHello, fingerprint));
  }

  private static String serverName(Octets content) {
    Octets names = content.vector16();
    while (!names.isEmpty()) {
      int type = names.uint8();
      Octets name = names.vector16();
      if (type == 0) {
        return name.hostName();
      }
    }
    return "";
  }

  private static void protocols(Octets content, List<String> protocols) {
    Octets names = content.vector16();
    while (!names.isEmpty() && protocols.size() < PROTOCOLS_MAX) {
      Octets name = names.vector8();
      if (!isReserved(name)) {
        protocols.add(name.latin());
      }
    }
  }

  private static void versions(Octets content, List<Integer> versions) {
    Octets offered = content.vector8();
    while (!offered.isEmpty() && versions.size() < VERSIONS_MAX) {
      int version = offered.uint16();
      if (!isReserved(version)) {
        versions.add(version);
      }
    }
  }

  /** A list of numbers without reserved ones; as long as the message, which is bounded. */
  private static List<Integer> numbers(Octets list) {
    List<Integer> numbers = new ArrayList<>();
    while (!list.isEmpty()) {
      int number = list.uint16();
      if (!isReserved(number)) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** GREASE values (RFC 8701) mean nothing. */
  private static boolean isReserved(int value) {
    return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
  }

  private static boolean isReserved(Octets name) {
    String text = name.latin();
    return text.length() == 2 && isReserved(text.charAt(0) << 8 | text.charAt(1));
  }
}

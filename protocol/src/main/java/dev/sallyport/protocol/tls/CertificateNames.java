// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.tls;

import java.util.ArrayList;
import java.util.List;

/**
 * The host names that an X.509 certificate (RFC 5280) is for, read without verifying anything.
 * Alternative names count; only where there are none, the common name of the subject.
 */
final class CertificateNames {
  static final int NAMES_MAX = 16;

  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int OBJECT_ID = 0x06;
  private static final int OCTET_STRING = 0x04;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int DNS_NAME = 0x82;
  private static final String COMMON_NAME = "\u0055\u0004\u0003";
  private static final String ALTERNATIVE_NAMES = "\u0055\u001d\u0011";

  private final List<String> names = new ArrayList<>();
  private String commonName = "";

  private CertificateNames() {}

  /** Returns host names in lower case, at most {@link #NAMES_MAX}; what is malformed gives none. */
  static List<String> of(Octets certificate) {
    CertificateNames reader = new CertificateNames();
    reader.certificate(certificate);
    if (reader.names.isEmpty() && !reader.commonName.isEmpty()) {
      return List.of(reader.commonName);
    }
    return List.copyOf(reader.names);
  }

  private void certificate(Octets certificate) {
    Octets signed = element(element(certificate, SEQUENCE), SEQUENCE);
    int tag = signed.uint8();
    Octets content = signed.take(length(signed));
    if (tag == VERSION) {
      // The serial number, which otherwise came first.
      signed.uint8();
      content = signed.take(length(signed));
    }
    element(signed, SEQUENCE);
    element(signed, SEQUENCE);
    element(signed, SEQUENCE);
    subject(element(signed, SEQUENCE));
    element(signed, SEQUENCE);
    while (!signed.isEmpty()) {
      tag = signed.uint8();
      content = signed.take(length(signed));
      if (tag == EXTENSIONS) {
        extensions(element(content, SEQUENCE));
      }
    }
  }

  private void subject(Octets subject) {
    while (!subject.isEmpty()) {
      Octets part = element(subject, SET);
      Octets pair = element(part, SEQUENCE);
      String id = element(pair, OBJECT_ID).latin();
      pair.uint8();
      Octets value = pair.take(length(pair));
      if (id.equals(COMMON_NAME)) {
        String name = value.hostName();
        commonName = name.contains(".") ? name : "";
      }
    }
  }

  private void extensions(Octets extensions) {
    while (!extensions.isEmpty()) {
      Octets extension = element(extensions, SEQUENCE);
      if (!element(extension, OBJECT_ID).latin().equals(ALTERNATIVE_NAMES)) {
        continue;
      }
      int tag = extension.uint8();
      Octets content = extension.take(length(extension));
      if (tag != OCTET_STRING) {
        // A boolean that says the extension is critical comes in between.
        content = element(extension, OCTET_STRING);
      }
      alternativeNames(element(content, SEQUENCE));
    }
  }

  private void alternativeNames(Octets list) {
    while (!list.isEmpty() && names.size() < NAMES_MAX) {
      int tag = list.uint8();
      Octets value = list.take(length(list));
      String name = tag == DNS_NAME ? value.hostName() : "";
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
  }

  /** Returns the content of the next element when it has the tag; else an empty one. */
  private static Octets element(Octets from, int tag) {
    if (from.isEmpty()) {
      return from.take(0);
    }
    int found = from.uint8();
    Octets content = from.take(length(from));
    return found == tag ? content : content.take(0);
  }

  private static int length(Octets from) {
    int first = from.uint8();
    if (first < 0x80) {
      return first;
    }
    return switch (first) {
      case 0x81 -> from.uint8();
      case 0x82 -> from.uint16();
      case 0x83 -> from.uint24();
      default -> -1;
    };
  }
}

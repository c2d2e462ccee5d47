// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

/** JSON values, each on a line of its own. */
final class JsonLines extends EventReader {
  JsonLines(Allowance allowance, ContentLimits limits) {
    super(allowance, limits);
  }

  @Override
  void read(byte octet) {
    if (octet == '\n') {
      dispatch();
    } else if (octet != '\r' && octet != 0x1e) {
      event().add(octet);
    }
  }

  @Override
  void end() {
    dispatch();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

/** Redacts events or lines whose texts go on from one to the next. */
final class StreamFlow implements Flow {
  private final Redacting redacting;
  private final StreamRedactor redactor;
  private long unlooked;

  StreamFlow(Redacting redacting, Out out) {
    this.redacting = redacting;
    this.redactor = new StreamRedactor(redacting, bytes -> out.write(bytes, 0, bytes.length));
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    redactor.write(bytes, from, length);
    count();
  }

  @Override
  public void idle() {
    redactor.pause();
  }

  @Override
  public void end() {
    redactor.end();
    count();
  }

  private void count() {
    for (long now = redactor.unlooked(); unlooked < now; unlooked++) {
      redacting.countUnlooked();
    }
  }
}

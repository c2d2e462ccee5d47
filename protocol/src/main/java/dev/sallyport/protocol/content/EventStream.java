// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

/** Server-sent events (HTML, 9.2.6): of each event its data. */
final class EventStream extends EventReader {
  private static final byte[] DATA = {'d', 'a', 't', 'a'};

  private enum State {
    NAME,
    OTHER_NAME,
    AFTER_NAME,
    VALUE,
    SKIPPED
  }

  private State state = State.NAME;
  private int nameSize;
  private boolean hasData;
  private boolean carriageReturn;

  EventStream(Allowance allowance, ContentLimits limits) {
    super(allowance, limits);
  }

  @Override
  void read(byte octet) {
    boolean second = carriageReturn && octet == '\n';
    carriageReturn = octet == '\r';
    if (second) {
      return;
    }
    if (octet == '\n' || octet == '\r') {
      lineEnd();
      return;
    }
    switch (state) {
      case NAME -> name(octet);
      case OTHER_NAME, SKIPPED -> {}
      case AFTER_NAME -> {
        state = State.VALUE;
        if (octet != ' ') {
          event().add(octet);
        }
      }
      case VALUE -> event().add(octet);
    }
  }

  private void name(byte octet) {
    if (nameSize == DATA.length && octet == ':') {
      state = State.AFTER_NAME;
      data();
    } else if (nameSize < DATA.length && octet == DATA[nameSize]) {
      nameSize++;
    } else if (nameSize == 0 && (octet == -17 || octet == -69 || octet == -65)) {
      // A byte order mark before the first line.
      nameSize = 0;
    } else {
      state = State.OTHER_NAME;
    }
  }

  private void data() {
    if (hasData) {
      event().add('\n');
    }
    hasData = true;
  }

  private void lineEnd() {
    if (state == State.NAME && nameSize == 0) {
      if (hasData) {
        dispatch();
      }
      hasData = false;
    } else if (state == State.NAME && nameSize == DATA.length) {
      data();
    }
    state = State.NAME;
    nameSize = 0;
  }

  /** Programs are lenient about the last blank line; so is this. */
  @Override
  void end() {
    if (hasData) {
      dispatch();
    }
    hasData = false;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/**
 * One reading of one argument: its text after some codings are off, with what a glance told.
 *
 * @param text the text
 * @param lower the text with A to Z in lower case
 * @param channel what kind of place it stands at
 * @param role what the argument is
 * @param signs signs in it, see {@link Glance}
 * @param kinds kinds of its words
 * @param words number of words
 * @param plainWords number of words no interpreter knows
 * @param prose whether it reads like a sentence
 * @param document whether it is as long and as wordy as what people write to be read
 * @param hidden whether an escape had to be taken off that no client needs
 */
record Sample(
    String text,
    String lower,
    Channel channel,
    Role role,
    int signs,
    int kinds,
    int words,
    int plainWords,
    boolean prose,
    boolean document,
    boolean hidden) {

  /** What an argument is. */
  enum Role {
    VALUE,
    NAME,
    PATH,
    USER_AGENT,
    REFERER,
    FILE_NAME,
    HEADER,
    TOKEN
  }

  static Sample of(String text, Channel channel, Role role, boolean hidden, Glance glance) {
    glance.look(text, 0, text.length());
    return new Sample(
        text,
        Ascii.lower(text),
        channel,
        role,
        glance.signs(),
        glance.kinds(),
        glance.words(),
        glance.plainWords(),
        glance.prose(),
        glance.document()
            || channel == Channel.DOCUMENT && glance.words() >= 12 && text.contains("```"),
        hidden);
  }

  boolean has(int anyOf) {
    return (signs & anyOf) != 0;
  }

  boolean knows(Kind kind) {
    return (kinds & kind.bit()) != 0;
  }

  boolean knowsAny(int anyOf) {
    return (kinds & anyOf) != 0;
  }

  /** Returns whether it stands where machines, not people, fill in short values. */
  boolean argument() {
    return channel == Channel.ARGUMENT || channel == Channel.PATH;
  }
}

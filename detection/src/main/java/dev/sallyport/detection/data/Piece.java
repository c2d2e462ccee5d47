// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import dev.sallyport.detection.text.Decoded;
import dev.sallyport.detection.text.JsonWalk;
import dev.sallyport.detection.text.Outline;
import dev.sallyport.detection.text.Signs;
import dev.sallyport.model.Place;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of text without escapes, with what is known about where it stands: a value of a JSON
 * document, a field of a form, or a text as a whole. One object is used for all pieces of a thread.
 */
public final class Piece {
  private static final byte[] NONE = new byte[0];

  private byte[] bytes = NONE;
  private int start;
  private int end;
  private int signs;
  private boolean text;
  private boolean key;
  private byte[] keyBytes = NONE;
  private int keyStart;
  private int keyEnd;
  private @Nullable JsonWalk walk;
  private Supplier<Place> place = () -> Place.of(Place.Part.TEXT);
  private @Nullable Outline outline;
  private @Nullable Decoded folded;
  private @Nullable Decoded inner;
  private @Nullable Decoded outer;

  /** Returns what holds the text. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the index of its first byte. */
  public int start() {
    return start;
  }

  /** Returns the index behind its last byte. */
  public int end() {
    return end;
  }

  /** Returns the kinds of signs in it, bits of {@link Signs}. */
  public int signs() {
    return signs;
  }

  /** Returns an outline that covers all of it, if there is one. */
  public @Nullable Outline outline() {
    Outline known = outline;
    return known != null && known.reach(bytes, start, end) ? known : null;
  }

  /** Returns whether it is free text as a whole rather than the value of something. */
  public boolean isText() {
    return text;
  }

  /** Returns whether it is itself the key of something. */
  public boolean isKey() {
    return key;
  }

  /** Returns what holds the key and the key above. */
  public byte[] keyBytes() {
    return keyBytes;
  }

  /** Returns the index of the first byte of the key. */
  public int keyStart() {
    return keyStart;
  }

  /** Returns the index behind the key; equal to the start when there is none. */
  public int keyEnd() {
    return keyEnd;
  }

  /** Returns the key above the key, start in the upper and end in the lower half; -1 if none. */
  public long parentKey() {
    return walk == null ? -1 : walk.parentKey();
  }

  /**
   * Finds the keys beside this one, itself included; none outside of JSON.
   *
   * @param ranges receives start and end of each key in {@link #keyBytes()}
   * @return their number
   */
  public int siblings(int[] ranges) {
    return walk == null ? 0 : walk.siblings(ranges);
  }

  /** Returns where it stands. */
  public Place place() {
    return place.get();
  }

  /** Returns the index in the content from which a byte came. */
  int source(int index) {
    int written = folded == null ? index : folded.source(index);
    int at = inner == null ? written : inner.source(written);
    return outer == null ? at : outer.source(at);
  }

  void of(byte[] holder, int from, int to, Supplier<Place> where) {
    bytes = holder;
    start = from;
    end = to;
    text = true;
    key = false;
    keyBytes = NONE;
    keyStart = 0;
    keyEnd = 0;
    walk = null;
    place = where;
    outline = null;
    folded = null;
    inner = null;
    outer = null;
  }

  void outlinedBy(Outline of) {
    outline = of;
  }

  void signs(int seen) {
    signs = seen;
  }

  /** Goes on with the same text, its signs made plain. */
  void foldedBy(Decoded plain) {
    bytes = plain.bytes();
    start = 0;
    end = plain.length();
    folded = plain;
    outline = null;
    signs = Signs.of(bytes, start, end);
  }

  void named(byte[] holder, int from, int to) {
    text = false;
    keyBytes = holder;
    keyStart = from;
    keyEnd = to;
  }

  void in(@Nullable JsonWalk json) {
    walk = json;
  }

  void asKey() {
    key = true;
    text = false;
  }

  void decodedBy(@Nullable Decoded first, @Nullable Decoded second) {
    inner = first;
    outer = second;
  }
}

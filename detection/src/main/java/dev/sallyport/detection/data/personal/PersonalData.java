// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.data.CandidatePass;
import dev.sallyport.detection.data.Candidates;
import dev.sallyport.detection.data.Hits;
import dev.sallyport.detection.data.OutlineCandidates;
import dev.sallyport.detection.data.Piece;
import dev.sallyport.detection.data.Recogniser;
import dev.sallyport.detection.data.ScalarCandidatePass;
import dev.sallyport.detection.text.Bytes;
import dev.sallyport.detection.text.Outline;
import dev.sallyport.detection.text.Signs;
import dev.sallyport.detection.text.Timestamps;
import dev.sallyport.detection.text.Uuids;

/**
 * Knows the data of people. One pass finds candidates; each is then held against the shapes,
 * checksums and words of every class that it could be. Immutable.
 */
public final class PersonalData implements Recogniser {
  private final CandidatePass pass;

  /**
   * @param pass finds the candidates
   */
  public PersonalData(CandidatePass pass) {
    this.pass = pass;
  }

  @Override
  public Recogniser.Reader reader() {
    return new Reader(pass);
  }

  /** Longest word that can be something: a wallet's address. */
  private static final int WORD_MAX = 35;

  /** Shortest text that is looked through for names; values of fields are mostly shorter. */
  private static final int TEXT_MIN = 12;

  /** Shortest point in time, digest or other identifier of machines. */
  private static final int OF_MACHINES_MIN = 20;

  private static final class Reader implements Recogniser.Reader {
    private final CandidatePass pass;
    private final Candidates candidates = new Candidates();
    private final Context context = new Context();
    private final Cards cards = new Cards(context);
    private final Ibans ibans = new Ibans();
    private final EmailAddresses emails = new EmailAddresses();
    private final NetworkAddresses networks = new NetworkAddresses(context);
    private final PhoneNumbers phones = new PhoneNumbers(context);
    private final Identifiers identifiers = new Identifiers(context);
    private final KeyedValues keyed = new KeyedValues(context);
    private final Wallets wallets = new Wallets();
    private final IntroducedNames introduced = new IntroducedNames();
    private final SourceCode code = new SourceCode();

    Reader(CandidatePass pass) {
      this.pass = pass;
    }

    @Override
    public void read(Piece piece, Hits out) {
      if (piece.end() - piece.start() < 2) {
        return;
      }
      int signs = piece.signs();
      Outline outline = piece.outline();
      if (outline != null
          && (spares(outline, piece.bytes(), piece.start(), piece.end())
              || isBareNumber(outline, piece))) {
        return;
      }
      context.begin();
      keyed.read(piece, out);
      if (piece.end() - piece.start() >= TEXT_MIN && (signs & Signs.SPACE) != 0) {
        if ((signs & Signs.CAPITAL) != 0) {
          introduced.read(piece, out);
        }
        if ((signs & Signs.LINE) != 0) {
          code.read(piece, out);
        }
      }
      if ((signs & (Signs.DIGIT | Signs.AT_OR_COLON)) == 0) {
        return;
      }
      candidates.clear();
      if (outline == null) {
        pass.find(piece.bytes(), piece.start(), piece.end(), candidates);
      } else {
        OutlineCandidates.find(outline, piece.bytes(), piece.start(), piece.end(), candidates);
      }
      for (int i = 0; i < candidates.count(); i++) {
        int start = candidates.start(i);
        int end = candidates.end(i);
        switch (candidates.kind(i)) {
          case AT -> emails.read(piece, start, out);
          case COLONS -> networks.readColons(piece, start, end, out);
          case NUMBERS -> numbers(piece, start, end, out);
        }
      }
    }

    @Override
    public boolean spares(Outline outline, byte[] bytes, int start, int end) {
      return end - start >= OF_MACHINES_MIN
          && (Uuids.is(outline, bytes, start, end)
              || Timestamps.is(outline, bytes, start, end)
              || LongWords.is(outline, bytes, start, end));
    }

    /** Returns whether it is a number that by its key is none of anybody. */
    private boolean isBareNumber(Outline outline, Piece piece) {
      int length = piece.end() - piece.start();
      if (length < BareNumbers.DIGITS_MIN
          || length > BareNumbers.DIGITS_MAX
          || piece.isKey()
          || piece.keyEnd() == piece.keyStart()
          || outline.in(Outline.DIGIT, piece.start(), piece.end()) != Outline.mask(length)) {
        return false;
      }
      context.readKey(piece);
      return !BareNumbers.mayBe(length, context);
    }

    /** Tries each word of a candidate as the beginning of something. */
    private void numbers(Piece piece, int start, int end, Hits out) {
      byte[] bytes = piece.bytes();
      if (Uuids.is(bytes, start, end)) {
        return;
      }
      prefixed(piece, start, out);
      int i = start;
      while (i < end) {
        if (!Bytes.isLetterOrDigit(bytes[i])) {
          i++;
          continue;
        }
        int word = i;
        boolean digitsOnly = true;
        while (i < end && Bytes.isLetterOrDigit(bytes[i])) {
          digitsOnly &= Bytes.isDigit(bytes[i++]);
        }
        if (i - word <= WORD_MAX) {
          word(piece, word, i, digitsOnly, out);
        }
      }
    }

    private void word(Piece piece, int start, int end, boolean digitsOnly, Hits out) {
      int length = end - start;
      byte[] bytes = piece.bytes();
      if (!digitsOnly && length >= 4 && Bytes.isLetter(bytes[start])) {
        ibans.read(piece, start, out);
      }
      if (digitsOnly && length <= 3 && end < piece.end() && bytes[end] == '.') {
        networks.readV4(piece, start, out);
      }
      if (!Template.clearBefore(bytes, piece.start(), start, false)) {
        return;
      }
      if (length == 2 && end < piece.end() && bytes[end] == '-') {
        networks.readMac(piece, start, out);
      }
      if (digitsOnly && isNobodys(piece, start, end, out)) {
        return;
      }
      identifiers.read(piece, start, end, out);
      if (!digitsOnly && Template.clearBehind(bytes, piece.end(), end, false)) {
        wallets.read(piece, start, end, out);
      }
      if (digitsOnly) {
        if (length >= 4) {
          cards.read(piece, start, out);
        }
        phones.read(piece, start, end, out);
      }
    }

    /**
     * Returns whether a number that belongs to no group in a text can be nothing by the words
     * around it, so that no check digit is worked out.
     */
    private boolean isNobodys(Piece piece, int start, int end, Hits out) {
      int length = end - start;
      if (length < BareNumbers.DIGITS_MIN
          || length > BareNumbers.DIGITS_MAX
          || !out.isEmpty()
          || !standsAlone(piece, start, end)) {
        return false;
      }
      if (context.readNearest(piece, start, end) && !BareNumbers.mayBeByNearest(length, context)) {
        return true;
      }
      context.read(piece, start, end);
      return !context.alone() && !BareNumbers.mayBe(length, context);
    }

    /** Returns whether nothing joins a word to another or begins a number of a telephone. */
    private static boolean standsAlone(Piece piece, int start, int end) {
      byte[] bytes = piece.bytes();
      if (start > piece.start() && (bytes[start - 1] == '+' || bytes[start - 1] == '(')) {
        return false;
      }
      return end + 1 >= piece.end()
          || !Bytes.isLetterOrDigit(bytes[end + 1]) && !ScalarCandidatePass.joins(bytes[end]);
    }

    /**
     * Tries a short word of letters before the first word with digits, as in <code>AB 12</code>.
     */
    private void prefixed(Piece piece, int start, Hits out) {
      byte[] bytes = piece.bytes();
      int letters = start - 1;
      while (letters > piece.start() && start - letters < 6 && Bytes.isLetter(bytes[letters - 1])) {
        letters--;
      }
      int length = start - 1 - letters;
      boolean joined =
          start - 1 > piece.start() && (bytes[start - 1] == ' ' || bytes[start - 1] == '-');
      if (joined && length >= 1 && length <= 4) {
        if (Template.clearBefore(bytes, piece.start(), letters, false)) {
          identifiers.read(piece, letters, start - 1, out);
        }
        if (length == 2) {
          ibans.read(piece, letters, out);
        }
      }
    }
  }
}

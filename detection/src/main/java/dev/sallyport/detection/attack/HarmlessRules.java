// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.HarmlessSigns.AT;
import static dev.sallyport.detection.attack.HarmlessSigns.BITS;
import static dev.sallyport.detection.attack.HarmlessSigns.COMMENT;
import static dev.sallyport.detection.attack.HarmlessSigns.DOT;
import static dev.sallyport.detection.attack.HarmlessSigns.END;
import static dev.sallyport.detection.attack.HarmlessSigns.EQUALS;
import static dev.sallyport.detection.attack.HarmlessSigns.OPTION;
import static dev.sallyport.detection.attack.HarmlessSigns.QUOTE;
import static dev.sallyport.detection.attack.HarmlessSigns.SLASH;
import static dev.sallyport.detection.attack.HarmlessSigns.STAR;

/**
 * The rules of detectors that need several words or signs, reduced to which must be there: none of
 * them can speak of a text that lacks one.
 */
final class HarmlessRules {
  static final long DIGIT = 1L << BITS;
  static final long LOGIC_NUMBER = 1L << (BITS + 1);
  static final long NUMBER_AS = 1L << (BITS + 2);
  static final long LOOK_CLOSER = 1L << (BITS + 3);

  private HarmlessRules() {}

  /** Asks for each rule that needs several words whether they are all there. */
  static boolean asked(long s, int words, byte[] bytes, int start, int end) {
    if ((s & LOOK_CLOSER) != 0) {
      return true;
    }
    if ((s & TriggerWords.SCRIPT) != 0
        && ((s & DOT) != 0 || HarmlessName.oddForScript(bytes, start, end))) {
      return true;
    }
    return all(s, TriggerWords.UNION | TriggerWords.SELECT)
        || (s & TriggerWords.SELECT) != 0
            && (s & (TriggerWords.FROM | DIGIT | AT | STAR | TriggerWords.LOGIC)) != 0
        || all(s, TriggerWords.INSERT | TriggerWords.INTO)
        || all(s, TriggerWords.DELETE | TriggerWords.FROM)
        || all(s, TriggerWords.UPDATE | TriggerWords.SET)
        || (s & TriggerWords.DEFINE) != 0 && (s & (TriggerWords.OBJECT | COMMENT | END)) != 0
        || all(s, TriggerWords.EXECUTE | AT)
        || all(s, TriggerWords.EXECUTE) && HarmlessName.holds(bytes, start, end, "immediate")
        || all(s, TriggerWords.WAIT | TriggerWords.DELAY)
        || (s & TriggerWords.HAVING) != 0 && (s & (DIGIT | AT)) != 0
        || all(s, TriggerWords.INTO | TriggerWords.FILE)
        || (s & TriggerWords.PREPARE) != 0 && (s & (TriggerWords.FROM | TriggerWords.AS)) != 0
        || all(s, TriggerWords.PROCEDURE | TriggerWords.ANALYSE)
        || all(s, TriggerWords.SET | AT)
        || all(s, LOGIC_NUMBER | TriggerWords.MATCH)
        || all(s, TriggerWords.BETWEEN | TriggerWords.LOGIC)
        || all(s, TriggerWords.SOUNDS | TriggerWords.MATCH)
        || all(s, TriggerWords.IS | TriggerWords.NULL)
        || all(s, TriggerWords.DIVIDE | DIGIT)
        || all(s, TriggerWords.FROM | TriggerWords.LIMIT)
        || all(s, TriggerWords.FROM | NUMBER_AS)
        || all(s, TriggerWords.ORDER | TriggerWords.BY) && (s & (DIGIT | TriggerWords.IF)) != 0
        || all(s, STAR | SLASH)
        || all(s, END | COMMENT)
        || (s & EQUALS) != 0
            && (s & (TriggerWords.LOGIC | TriggerWords.HAVING | TriggerWords.UPDATE)) != 0
        || all(s, QUOTE | TriggerWords.LOGIC) && (s & (TriggerWords.TRUTH | TriggerWords.NULL)) != 0
        || words == 1 && (s & TriggerWords.OPERATOR) != 0
        || (s & OPTION) != 0 && HarmlessName.namesPowerShell(bytes, start, end);
  }

  private static boolean all(long of, long bits) {
    return (of & bits) == bits;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.model.DataClass;
import java.util.List;
import java.util.Locale;

/**
 * One kind of identifier.
 *
 * @param rule its id
 * @param check further test of the letters and digits
 * @param checked whether the test is more than a shape, so that words further off count, too
 * @param anywhere confidence where nothing around says what it is; 0 if it does not count there
 * @param alone confidence where the text is this value and nothing else; 0 if it does not count
 * @param named confidence where words or a key say what it is
 */
record Kind(
    DataClass dataClass,
    String rule,
    Check check,
    boolean checked,
    double anywhere,
    double alone,
    double named,
    List<Template> templates) {

  /** The confidence of what does not count. */
  static final double NO = 0;

  /** A test that nearly all values pass. */
  static final Check ANY = (value, length) -> !Checksums.allSame(value, length);

  /** A test of the letters, in capitals, and digits of a value. */
  interface Check {
    boolean holds(byte[] value, int length);
  }

  static Kind of(
      DataClass dataClass,
      Check check,
      double anywhere,
      double alone,
      double named,
      String... shapes) {
    List<Template> templates =
        List.of(shapes).stream().flatMap(each -> Template.expand(each).stream()).toList();
    String rule = dataClass.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new Kind(dataClass, rule, check, check != ANY, anywhere, alone, named, templates);
  }

  /** Returns how sure it is, by what is around; 0 when it does not count. */
  double confidence(Context context) {
    if (context.near(dataClass)) {
      return named;
    }
    if (context.near(ContextWords.MACHINE)) {
      return 0;
    }
    if ((checked || !context.keyed()) && context.anywhere(dataClass)) {
      return named * 0.9;
    }
    return context.alone() && !context.keyed() ? Math.max(alone, anywhere) : anywhere;
  }
}

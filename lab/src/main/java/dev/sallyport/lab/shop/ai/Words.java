// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.ai;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A text generator that says the same to the same prompt. */
public final class Words {
  private static final String[] STARTS = {
    "For a windy deck,", "On a calm morning,", "As far as I can tell,", "In a small boat,"
  };
  private static final String[] SUBJECTS = {
    "a brass lantern", "the oak compass", "a woollen blanket", "our copper kettle", "a good rope"
  };
  private static final String[] VERBS = {"serves", "outlasts", "goes well with", "beats", "needs"};
  private static final String[] OBJECTS = {
    "the rain", "any voyage", "a barometer", "two spare wicks", "a dry locker", "salt water"
  };

  private Words() {}

  /** Returns the tokens of an answer to {@code prompt}: 12 to 40, spaces included. */
  public static List<String> answer(String prompt) {
    SplittableRandom random = new SplittableRandom(prompt.hashCode());
    StringBuilder text = new StringBuilder();
    int sentences = random.nextInt(1, 4);
    for (int i = 0; i < sentences; i++) {
      text.append(pick(STARTS, random)).append(' ').append(pick(SUBJECTS, random)).append(' ');
      text.append(pick(VERBS, random)).append(' ').append(pick(OBJECTS, random)).append(". ");
    }
    return tokens(text.toString().strip());
  }

  /** Returns how many tokens {@code text} has. */
  public static int count(String text) {
    return tokens(text).size();
  }

  /** Returns a vector of {@code dimensions} numbers that stands for {@code text}. */
  public static double[] embedding(String text, int dimensions) {
    SplittableRandom random = new SplittableRandom(text.hashCode());
    double[] vector = new double[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = Math.round(random.nextDouble(-1, 1) * 1e6) / 1e6;
    }
    return vector;
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    int start = 0;
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) == ' ' || i - start == 6) {
        tokens.add(text.substring(start, i));
        start = i;
      }
    }
    tokens.add(text.substring(start));
    return tokens;
  }

  private static String pick(String[] choices, SplittableRandom random) {
    return choices[random.nextInt(choices.length)];
  }
}

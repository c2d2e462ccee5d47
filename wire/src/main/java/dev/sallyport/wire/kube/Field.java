// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a field of a custom resource means and may hold. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Field {
  /** What it means, for {@code kubectl explain}. */
  String value();

  /** Its name where Java does not allow it; empty for the component's. */
  String name() default "";

  /** Whether it must be there. */
  boolean required() default false;

  /** Regular expression that a text must match as a whole, and each text of a list; empty: any. */
  String pattern() default "";

  /** What the pattern expects, in words. */
  String expects() default "";

  /** Most characters of a text, and of each text of a list or map. */
  int lengthMax() default 253;

  /** Most items of a list or map. */
  int itemsMax() default 32;

  /** Fewest items of a list that is there. */
  int itemsMin() default 1;

  /** Least number. */
  double min() default 0;

  /** Greatest number. */
  double max() default Integer.MAX_VALUE;

  /** Whether a number must be above {@link #min}. */
  boolean aboveMin() default false;

  /** Value that the API server puts in where none is given; empty for none. */
  String fallback() default "";

  /** Name of the field that tells items of a list apart; empty for none. */
  String key() default "";

  /** Whether only the resource of the whole cluster has it. */
  boolean clusterOnly() default false;
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A rule over several fields that the API server checks; the reader checks the same in Java. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Check.All.class)
@interface Check {
  /** The rule in the Common Expression Language, over {@code self}. */
  String rule();

  /** What is expected. */
  String message();

  /** Several rules. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface All {
    Check[] value();
  }
}

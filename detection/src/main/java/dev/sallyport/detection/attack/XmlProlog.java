// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;

/** Looks at what an XML document declares before it says anything. */
final class XmlProlog {
  private XmlProlog() {}

  static void examine(String head, Suspicions to) {
    String lower = Ascii.lower(head);
    int type = lower.indexOf("<!doctype");
    int entity = lower.indexOf("<!entity");
    boolean outside = lower.contains(" system ") || lower.contains(" public ");
    if (entity >= 0 && outside) {
      add(to, 0.93, "an entity that is loaded from outside");
    } else if (entity >= 0 && lower.indexOf("<!entity", entity + 8) > 0) {
      add(to, 0.85, "entities that expand each other");
    } else if (entity >= 0) {
      add(to, 0.7, "an entity");
    } else if (type >= 0 && outside && lower.contains("[")) {
      add(to, 0.75, "a document type that is loaded from outside");
    }
    if (lower.contains("xi:include") || lower.contains("/xinclude")) {
      add(to, 0.8, "another document is included");
    }
  }

  private static void add(Suspicions to, double score, String evidence) {
    to.add("xml-entity", AttackFamily.XML_EXTERNAL_ENTITY, Severity.CRITICAL, score, evidence);
  }
}

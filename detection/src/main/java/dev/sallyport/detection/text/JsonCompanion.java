// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import dev.sallyport.model.Content;

/**
 * Looks at a body of JSON while somebody else walks over it, so that two who know nothing of each
 * other need but one walk and one outline. Not safe for use by several threads.
 */
public interface JsonCompanion {
  /** One that looks at nothing. */
  JsonCompanion NOBODY =
      new JsonCompanion() {
        @Override
        public boolean begin(Content content, JsonWalk walk, Outline outline) {
          return false;
        }

        @Override
        public void step() {}

        @Override
        public void end() {}
      };

  /**
   * Says that a walk of all of a content begins.
   *
   * @param walk what goes over it; only to be read
   * @param outline of the content
   * @return whether it wants to look; otherwise it hears no more of this content
   */
  boolean begin(Content content, JsonWalk walk, Outline outline);

  /** Looks at the key or value that the walk stands on now. */
  void step();

  /** Says that the walk is over. */
  void end();
}

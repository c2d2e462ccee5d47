// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;

/** What is particular about the cluster that a trial is made on. */
public interface Surroundings {

  /** Returns the object as this cluster can run it; the same object where nothing is particular. */
  HasMetadata dressed(HasMetadata object);

  /**
   * Opens a way to control's API.
   *
   * @param namespace where control runs
   * @throws IllegalStateException when there is no way now
   */
  Way toControl(String namespace);

  /** A way that stays open until it is closed. */
  interface Way extends AutoCloseable {
    /**
     * Returns what control answers.
     *
     * @param path path with a leading slash
     * @throws IOException when it does not answer, or not with 200
     */
    String read(String path) throws IOException;

    @Override
    void close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import dev.sallyport.control.pki.NodeIdentity;
import dev.sallyport.control.pki.RefusedRequestException;
import java.io.IOException;

/** Says for which node the holder of a token may speak. */
public interface TokenProof {
  /**
   * Returns whom the token proves.
   *
   * @throws RefusedRequestException saying why it proves nobody; holds nothing of the token
   * @throws IOException when that cannot be told now
   */
  NodeIdentity prove(String token) throws RefusedRequestException, IOException;
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Observation;
import io.netty.buffer.ByteBuf;

/**
 * A request that does not pass, at the moment at which its caller is to be told.
 *
 * @param head what is called
 * @param request the bytes of the request from its first one, as far as they came and were held: at
 *     least up to the end of its head; valid only during the call, indexes may be moved
 * @param ended whether {@code request} is all of it; what follows of it is dropped in any case
 * @param denial why
 */
public record Refused(Observation.RequestHead head, ByteBuf request, boolean ended, Denial denial) {
  public Refused {
    requireNonNull(head, "head");
    requireNonNull(request, "request");
    requireNonNull(denial, "denial");
  }
}

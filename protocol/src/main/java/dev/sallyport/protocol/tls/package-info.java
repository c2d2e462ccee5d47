// SPDX-License-Identifier: Apache-2.0

/** What TLS shows before it encrypts. Read {@link dev.sallyport.protocol.tls.TlsDecoder} first. */
@NullMarked
package dev.sallyport.protocol.tls;

import org.jspecify.annotations.NullMarked;

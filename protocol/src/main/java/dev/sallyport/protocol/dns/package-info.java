// SPDX-License-Identifier: Apache-2.0

/** DNS. Read {@link dev.sallyport.protocol.dns.DnsMessage} first. */
@NullMarked
package dev.sallyport.protocol.dns;

import org.jspecify.annotations.NullMarked;

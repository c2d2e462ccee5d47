// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change that was asked for over the API, or a call that was refused. Holds no payload and no
 * token.
 *
 * @param at when
 * @param caller who called; absent where that is not known
 * @param address where the call came from
 * @param verb what the caller wanted to do, for example {@code update}
 * @param resource with what, for example {@code policies}
 * @param namespace where; absent where it was no single namespace
 * @param object what was called, for example {@code POST
 *     /api/v1/policies/namespaces/shop/catalog/promote}
 * @param verdict {@code done}, {@code failed}, {@code forbidden}, {@code unauthenticated} or {@code
 *     forged}
 * @param status HTTP status of the answer
 */
public record AuditEntryView(
    Instant at,
    @Nullable String caller,
    String address,
    String verb,
    String resource,
    @Nullable String namespace,
    String object,
    String verdict,
    int status) {}

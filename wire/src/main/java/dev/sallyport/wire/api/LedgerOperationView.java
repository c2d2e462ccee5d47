// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

/**
 * An operation in the ledger.
 *
 * @param kind {@code http}, {@code rpc}, {@code query}, {@code message}, {@code lookup}, {@code
 *     model} or {@code raw}
 * @param protocol protocol id, for example {@code http}
 * @param first method, service, verb, type, provider, or the number of a port
 * @param second path template, method, subject, destination, name, or action
 * @param third what the body calls, or the model; empty where there is none
 */
public record LedgerOperationView(
    String kind, String protocol, String first, String second, String third) {}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation of an API.
 *
 * @param key readable name, unique in the API
 * @param method request method; empty for remote procedure calls
 * @param path path with a name in braces for each parameter, or {@code service/method}
 * @param call what the body calls where one path stands for many calls; absent otherwise
 * @param protocol protocol of most calls
 * @param exchanges calls since first seen
 * @param errors of them, failed
 * @param statuses calls by protocol status, and {@code other}, {@code blocked}, {@code reset},
 *     {@code timed-out}, {@code unseen}
 * @param p50Millis median latency; absent when none is known
 * @param p99Millis latency that 99 of 100 do not exceed; absent when none is known
 * @param requestBytes bytes from callers
 * @param responseBytes bytes to callers
 * @param firstSeen start of the first call
 * @param lastSeen end of the latest call
 * @param callers who calls it, most calls first
 * @param versions other versions of the same path that are called
 * @param protection whether it demands credentials: enforced, presented, optional, open or unknown
 * @param evidence what that rests on
 * @param authentication how calls said who sends them
 * @param claims names of claims in JSON Web Tokens; never values
 * @param requestTypes media types of requests
 * @param responseTypes media types of answers
 * @param requestsRead requests whose fields were looked at; few tell it all
 * @param responsesRead successful answers whose fields were looked at
 * @param fields parameters and fields
 * @param fieldsMore whether there are more than are kept
 * @param listLength elements of the longest list at the top of an answer; absent when there is none
 */
public record ApiOperationView(
    String key,
    String method,
    String path,
    @Nullable String call,
    String protocol,
    long exchanges,
    long errors,
    Map<String, Long> statuses,
    @Nullable Double p50Millis,
    @Nullable Double p99Millis,
    long requestBytes,
    long responseBytes,
    Instant firstSeen,
    Instant lastSeen,
    List<ApiCallerView> callers,
    List<String> versions,
    String protection,
    String evidence,
    List<AuthenticationView> authentication,
    List<String> claims,
    List<String> requestTypes,
    List<String> responseTypes,
    long requestsRead,
    long responsesRead,
    List<ApiFieldView> fields,
    boolean fieldsMore,
    @Nullable Long listLength) {
  public ApiOperationView {
    statuses = Collections.unmodifiableMap(new LinkedHashMap<>(statuses));
    callers = List.copyOf(callers);
    versions = List.copyOf(versions);
    authentication = List.copyOf(authentication);
    claims = List.copyOf(claims);
    requestTypes = List.copyOf(requestTypes);
    responseTypes = List.copyOf(responseTypes);
    fields = List.copyOf(fields);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The bounds of who may call the API.
 *
 * @param tokenBytesMax longest token looked at; 16 KiB. Kubernetes makes them of about 1 KiB
 * @param answersKept how long an answer of the Kubernetes API about a token or a right holds; 10
 *     seconds, so that a right that is taken away is gone as soon
 * @param answersMax answers remembered of each kind; 10,000. Prevents growth by made-up tokens
 * @param scopesKept how long it is remembered which namespaces somebody may see; 30 seconds, since
 *     finding out takes a question for each namespace
 * @param namespacesMax namespaces asked about for one caller; 1,000. Those beyond, by name, are not
 *     shown to callers who may not see the whole cluster
 * @param questionsAtOnceMax questions to the Kubernetes API at the same time; 16
 * @param sessionsMax logins of browsers at once; 1,000. The one not used for longest ends
 * @param sessionIdle how long a login holds without a request; 1 hour
 * @param sessionLife how long it holds at most; 12 hours
 * @param callerRate requests per second that one caller may make for long; 50
 * @param callerBurst requests that one caller may make at once; 400
 * @param addressRate requests per second from one address; 200. Port forwards and proxies make many
 *     callers share one
 * @param addressBurst requests from one address at once; 1,000
 * @param refusedRate refused tokens per second from one address; 2. Each costs a question to the
 *     Kubernetes API
 * @param refusedBurst refused tokens from one address at once; 20
 * @param bucketsMax callers and addresses counted; 10,000. The one idle for longest is forgotten
 * @param auditRowsMax changes, and as many refusals, that are kept; 10,000 each
 * @param auditWaitingMax entries that wait for the database; 1,000. Further ones are only logged,
 *     which is counted
 */
public record AccessLimits(
    int tokenBytesMax,
    Duration answersKept,
    int answersMax,
    Duration scopesKept,
    int namespacesMax,
    int questionsAtOnceMax,
    int sessionsMax,
    Duration sessionIdle,
    Duration sessionLife,
    double callerRate,
    int callerBurst,
    double addressRate,
    int addressBurst,
    double refusedRate,
    int refusedBurst,
    int bucketsMax,
    int auditRowsMax,
    int auditWaitingMax) {
  /** The limits used when nothing else is set. */
  public static final AccessLimits DEFAULT =
      new AccessLimits(
          16 << 10,
          Duration.ofSeconds(10),
          10_000,
          Duration.ofSeconds(30),
          1_000,
          16,
          1_000,
          Duration.ofHours(1),
          Duration.ofHours(12),
          50,
          400,
          200,
          1_000,
          2,
          20,
          10_000,
          10_000,
          1_000);

  public AccessLimits {
    requireNonNull(answersKept, "answersKept");
    requireNonNull(scopesKept, "scopesKept");
    requireNonNull(sessionIdle, "sessionIdle");
    requireNonNull(sessionLife, "sessionLife");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

/**
 * What became of requests that authenticated in one way. {@link #plus} commutes and associates.
 *
 * @param exchanges all of them
 * @param accepted of them, those answered with success (a status of 200 to 399)
 * @param refused of them, those answered 401 or 403
 */
public record AuthenticationCounts(long exchanges, long accepted, long refused) {
  /** Nothing counted. */
  public static final AuthenticationCounts NONE = new AuthenticationCounts(0, 0, 0);

  public AuthenticationCounts {
    if (exchanges < 0 || accepted < 0 || refused < 0) {
      throw new IllegalArgumentException("counts must not be negative");
    }
  }

  static AuthenticationCounts of(int status) {
    boolean accepted = status >= 200 && status < 400;
    boolean refused = status == 401 || status == 403;
    return new AuthenticationCounts(1, accepted ? 1 : 0, refused ? 1 : 0);
  }

  /** Returns the counts of both together. */
  public AuthenticationCounts plus(AuthenticationCounts other) {
    return new AuthenticationCounts(
        Counting.add(exchanges, other.exchanges),
        Counting.add(accepted, other.accepted),
        Counting.add(refused, other.refused));
  }
}

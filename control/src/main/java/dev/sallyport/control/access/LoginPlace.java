// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Where logins of browsers are kept, by all programs that share them. Blocks; safe for any thread.
 */
public interface LoginPlace {
  /** Keeps nothing: each program knows its own logins, and they end with it. */
  LoginPlace NONE =
      new LoginPlace() {
        @Override
        public boolean shared() {
          return false;
        }

        @Override
        public void add(Login login) {}

        @Override
        public Found find(String id) {
          return new Found.Unanswered();
        }

        @Override
        public void used(String id, Instant at) {}

        @Override
        public void remove(String id) {}
      };

  /**
   * A login as it is kept.
   *
   * @param id hash of the secret that the browser holds
   * @param token the token, sealed with a key made of that secret
   * @param used when it was last used, a minute more or less
   * @param ends when it ends at the latest
   */
  record Login(String id, String token, Instant used, Instant ends) {
    public Login {
      requireNonNull(id, "id");
      requireNonNull(token, "token");
      requireNonNull(used, "used");
      requireNonNull(ends, "ends");
    }
  }

  /** What came of looking for one. */
  sealed interface Found {
    /** It is kept. */
    record There(Login login) implements Found {}

    /** It is not, or not any more. */
    record NotThere() implements Found {}

    /** The place does not answer. */
    record Unanswered() implements Found {}
  }

  /** Returns whether what one program keeps is found by others. */
  boolean shared();

  /** Keeps a login; of too many, those not used for longest go. */
  void add(Login login);

  /** Returns the login of that id. */
  Found find(String id);

  /** Notes that a login was used. */
  void used(String id, Instant at);

  /** Ends a login, in all programs; one that is not there has ended. */
  void remove(String id);
}

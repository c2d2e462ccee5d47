// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * Who calls, in the terms of Kubernetes.
 *
 * @param name name of the user, never empty
 * @param uid what tells users of the same name apart; empty where there is none
 * @param groups groups
 * @param extra what else the Kubernetes API said, for it to be asked about rights
 */
public record Caller(
    String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  /** Whoever it is, where nobody is asked. */
  public static final Caller ANYONE = new Caller("anyone", "", List.of(), Map.of());

  private static final String ACCOUNT = "system:serviceaccount:";

  public Caller {
    requireNonNull(name, "name");
    requireNonNull(uid, "uid");
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  /** Returns the option of {@code kubectl create rolebinding} that names this caller. */
  String subject() {
    String[] account = name.startsWith(ACCOUNT) ? name.split(":", 4) : new String[0];
    return account.length == 4
        ? "--serviceaccount=" + quoted(account[2] + ":" + account[3])
        : "--user=" + quoted(name);
  }

  /** A name is another's choice and ends up in a command that somebody pastes. */
  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9@._:/#+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}

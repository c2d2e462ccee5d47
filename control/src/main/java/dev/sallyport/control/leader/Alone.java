// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.leader;

import java.net.URI;
import java.util.Optional;

/** Leads always. */
record Alone() implements Leadership {
  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public long turn() {
    return 1;
  }

  @Override
  public Optional<String> leader() {
    return Optional.empty();
  }

  @Override
  public Optional<URI> leaderApi() {
    return Optional.empty();
  }

  @Override
  public void onChange(Runnable listener) {}

  @Override
  public void resign(long turn, String why) {}

  @Override
  public void start(int apiPort) {}

  @Override
  public void close() {}
}

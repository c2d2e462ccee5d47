// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says in sentences what a blueprint lacks. Not thread-safe. */
final class MissingFacts {
  /** Gaps longer ago than this are history, not a fault of the picture at hand: 15 minutes. */
  static final long LOOK_BACK_SECONDS = 900;

  /** A node that is quieter than this is late; three windows of the default length. */
  static final long LAG_SECONDS_MAX = 15;

  private final List<String> sentences = new ArrayList<>();

  void add(NodeProvenance node, long refusedExchanges) {
    String name = "Node " + node.name();
    if (!node.connected()) {
      sentences.add(
          name
              + " is not connected"
              + (node.lastWindowAt() == null
                  ? " and has never reported."
                  : "; its last window ended " + node.lagSeconds() + " s ago."));
    } else if (node.lastWindowAt() == null) {
      sentences.add(name + " is connected and has not sent a window yet.");
    } else if (node.lagSeconds() > LAG_SECONDS_MAX) {
      sentences.add(
          name + " is connected, but its last window ended " + node.lagSeconds() + " s ago.");
    }
    if (node.missingSeconds() > 0) {
      sentences.add(name + " left out " + node.missingSeconds() + " s within the last 15 minutes.");
    }
    if (node.lostShare() > 0) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%s could not count %.1f %% of the exchanges of its last window.",
              name,
              100 * node.lostShare()));
    }
    if (refusedExchanges > 0) {
      sentences.add(
          name
              + " sent windows that overlap others; "
              + refusedExchanges
              + " exchanges were refused rather than counted twice.");
    }
  }

  void addNobody(boolean nobody) {
    if (nobody) {
      sentences.add("No node is known and none has reported.");
    }
  }

  void addFolded(long exchanges) {
    if (exchanges > 0) {
      sentences.add(
          exchanges
              + " exchanges stand on an edge between parties not told apart, because the bound on"
              + " edges was reached.");
    }
  }

  List<String> sentences() {
    return sentences;
  }
}

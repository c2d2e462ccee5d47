// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

/**
 * One contender under one load in one round.
 *
 * @param contender name of the contender
 * @param load name of the load
 * @param round 1-based
 * @param reading what wrk measured
 * @param cpuMicros processor time that the contender's process used; 0 for {@code direct}
 */
record Cell(String contender, String load, int round, Load.Reading reading, long cpuMicros) {
  double cpuMicrosPerRequest() {
    return reading.requests() == 0 ? Double.NaN : (double) cpuMicros / reading.requests();
  }
}

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
 * @param compilerMicros what of it a JVM's compilers used, which a program that runs for days does
 *     not
 */
record Cell(
    String contender,
    String load,
    int round,
    Load.Reading reading,
    long cpuMicros,
    long compilerMicros) {
  double cpuMicrosPerRequest() {
    return perRequest(cpuMicros);
  }

  double cpuMicrosPerRequestCompiled() {
    return perRequest(cpuMicros - compilerMicros);
  }

  private double perRequest(long micros) {
    return reading.requests() == 0 ? Double.NaN : (double) micros / reading.requests();
  }
}

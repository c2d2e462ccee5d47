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
  /** Runs the load once for {@code seconds}. */
  static Cell measure(
      Shell shell, Contender contender, Load load, Testbed.Pod origin, int round, int seconds) {
    long pid = contender.pid();
    long before = pid == 0 ? 0 : CpuTime.micros(pid);
    long compiledBefore = pid == 0 ? 0 : CpuTime.compilerMicros(pid);
    String output =
        shell.run(
            load.command(contender.pod().name(), origin.address(), seconds).toArray(String[]::new));
    long after = pid == 0 ? 0 : CpuTime.micros(pid);
    long compiledAfter = pid == 0 ? 0 : CpuTime.compilerMicros(pid);
    return new Cell(
        contender.name(),
        load.name(),
        round,
        Load.parse(output),
        after - before,
        compiledAfter - compiledBefore);
  }

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

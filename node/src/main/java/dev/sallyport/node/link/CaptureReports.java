// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import dev.sallyport.node.capture.CaptureState;
import dev.sallyport.wire.link.v1.CaptureReport;
import dev.sallyport.wire.link.v1.PodCapture;
import java.util.Map;
import java.util.TreeMap;

/** Writes what is known of the capture of each pod; equal states give equal messages. */
final class CaptureReports {
  private CaptureReports() {}

  static CaptureReport report(Map<String, CaptureState> states) {
    CaptureReport.Builder report = CaptureReport.newBuilder();
    new TreeMap<>(states).forEach((uid, state) -> report.addPods(pod(uid, state)));
    return report.build();
  }

  /**
   * Returns the report without the times of proof, which change all the time and mean no change.
   */
  static CaptureReport withoutTimes(CaptureReport report) {
    CaptureReport.Builder without = report.toBuilder();
    for (PodCapture.Builder pod : without.getPodsBuilderList()) {
      if (pod.hasCaptured()) {
        pod.getCapturedBuilder().clearProvedAtEpochMillis();
      }
    }
    return without.build();
  }

  private static PodCapture pod(String uid, CaptureState state) {
    PodCapture.Builder pod = PodCapture.newBuilder().setPodUid(uid);
    switch (state) {
      case CaptureState.Captured captured ->
          pod.setCaptured(
              PodCapture.Captured.newBuilder()
                  .setProvedAtEpochMillis(captured.provedAt().toEpochMilli())
                  .setIpv4(captured.ipv4())
                  .setIpv6(captured.ipv6()));
      case CaptureState.NotCaptured not ->
          pod.setNotCaptured(PodCapture.NotCaptured.newBuilder().setBecause(not.because()));
      case CaptureState.Pending _ -> pod.setPending(PodCapture.Pending.getDefaultInstance());
    }
    return pod.build();
  }
}

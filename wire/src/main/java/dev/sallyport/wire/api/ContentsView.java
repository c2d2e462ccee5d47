// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.List;

/**
 * What detectors said about the contents on one edge, in short.
 *
 * @param inspected exchanges whose contents were looked into
 * @param cut of them, those looked into only in part
 * @param unlisted sightings and findings that are in no list because of a bound
 * @param data sensitive data, most telling class first, at most {@value #LISTED_MAX}
 * @param dataOmitted places of data beyond those
 * @param findings claims of attacks, worst first, at most {@value #LISTED_MAX}
 * @param findingsOmitted claims beyond those
 */
public record ContentsView(
    long inspected,
    long cut,
    long unlisted,
    List<DataSeenView> data,
    int dataOmitted,
    List<FindingSeenView> findings,
    int findingsOmitted) {
  /** Most entries of each list. */
  public static final int LISTED_MAX = 12;

  public ContentsView {
    data = List.copyOf(data);
    findings = List.copyOf(findings);
  }
}

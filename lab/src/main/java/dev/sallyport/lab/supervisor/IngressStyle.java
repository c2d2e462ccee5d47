// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import java.nio.file.Path;

/**
 * How the nginx of the cluster is set up.
 *
 * @param run directory for its own files
 * @param user line that says whom it runs as; empty when it has no choice
 * @param plain lines that say where it listens for HTTP
 * @param tls lines that say where it listens for HTTPS
 * @param unnamed lines that say where it listens for hosts nobody knows
 * @param throughServices whether it dials Services; else the pods behind them, as is usual
 */
record IngressStyle(
    Path run, String user, String plain, String tls, String unnamed, boolean throughServices) {}

// SPDX-License-Identifier: Apache-2.0
/** The chart, rendered by Helm; start at {@link dev.sallyport.deploy.chart.Chart}. */
@NullMarked
package dev.sallyport.deploy.chart;

import org.jspecify.annotations.NullMarked;

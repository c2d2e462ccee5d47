// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/** What can be seen of an edge, each layer resting on the one before. */
public enum Layer {
  CONNECTION,
  NAMES,
  PROTOCOL,
  OPERATION,
  PAYLOAD
}

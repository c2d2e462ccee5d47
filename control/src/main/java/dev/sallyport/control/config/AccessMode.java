// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.config;

/** How callers of the API show who they are. */
public enum AccessMode {
  /** Not at all: whoever reaches the port may read everything. */
  NONE,
  /** By a token of the Kubernetes API, which that API is asked about. */
  KUBERNETES,
  /** By an ID token of an OpenID Connect provider. */
  OIDC
}

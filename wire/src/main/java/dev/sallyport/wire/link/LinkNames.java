// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

/** Names by which the two ends of the link know each other. */
public final class LinkNames {
  /**
   * DNS name in control's certificate that nodes ask for, whatever name or address they dialled.
   * The authority is Sallyport's own and gives this name to nobody else.
   */
  public static final String SERVER = "control.link.sallyport";

  /** Audience of the tokens by which node programs ask for certificates. */
  public static final String AUDIENCE = "sallyport-control";

  /** ALPN protocol of the link. */
  public static final String ALPN = "h2";

  private LinkNames() {}
}

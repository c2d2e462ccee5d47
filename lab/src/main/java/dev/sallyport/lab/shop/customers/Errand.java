// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.customers;

/**
 * One thing a customer does.
 *
 * @param method HTTP method
 * @param template path as it is counted
 * @param path path and query as they are sent
 * @param body JSON body, empty for none
 * @param expected status of the answer when all is well
 */
record Errand(String method, String template, String path, String body, int expected) {
  static Errand get(String template, String path) {
    return new Errand("GET", template, path, "", 200);
  }
}

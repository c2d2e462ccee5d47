// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import java.time.Instant;

/** Gives every namespace its service account {@code default}. */
final class Accounts implements Controller {
  @Override
  public void reconcile(ObjectStore store, Instant now) {
    for (Resource namespace : store.list(Kinds.NAMESPACE)) {
      if (store.get(Kinds.SERVICE_ACCOUNT, namespace.name(), "default").isEmpty()) {
        ObjectNode account = Json.object();
        account.putObject("metadata").put("name", "default").put("namespace", namespace.name());
        store.create(Kinds.SERVICE_ACCOUNT, account);
      }
    }
  }
}

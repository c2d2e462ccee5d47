// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.control.access.Scope;
import dev.sallyport.control.store.AuditBook;
import dev.sallyport.wire.api.AuditEntryView;
import dev.sallyport.wire.api.AuditView;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntFunction;

/** The read of who changed what, and who was refused. */
final class AuditReads {
  private static final int LISTED = 200;
  private static final int LISTED_MAX = 5000;

  private final IntFunction<AuditBook.Read> entries;
  private final InstantSource clock;

  AuditReads(IntFunction<AuditBook.Read> entries, InstantSource clock) {
    this.entries = entries;
    this.clock = clock;
  }

  HttpResponse list(ServiceRequestContext context, HttpRequest request) {
    int limit = limit(context.queryParams().get("limit", Integer.toString(LISTED)));
    Scope scope = Gate.access(context).scope();
    AuditBook.Read read = entries.apply(LISTED_MAX);
    List<AuditEntryView> seen =
        read.entries().stream().filter(each -> holds(scope, each)).limit(limit).toList();
    return JsonBody.of(new AuditView(clock.instant(), seen, read.complete())).answer(request);
  }

  private static boolean holds(Scope scope, AuditEntryView entry) {
    String namespace = entry.namespace();
    return scope.holds(namespace == null ? "" : namespace);
  }

  private static int limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= LISTED_MAX) {
        return limit;
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "limit: '%s' (expected: a whole number from 1 to %d)".formatted(text, LISTED_MAX));
  }
}

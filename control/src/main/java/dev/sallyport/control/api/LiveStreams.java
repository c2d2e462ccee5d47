// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.control.access.Access;
import dev.sallyport.control.access.Scope;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events of one kind: each viewer gets the whole value at once and then whenever it
 * changed, at most once a second and at least every 15 seconds. A viewer that reads slowly skips
 * values instead of piling them up.
 *
 * <p>One virtual thread makes and sends the values while there are viewers. A stream ends within a
 * second of its viewer's logout, and within some ten of the end of their token or right.
 */
final class LiveStreams implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveStreams.class);
  private static final long TICK_MILLIS = 1_000;
  private static final int REFRESH_TICKS = 5;

  private static final int CHECK_TICKS = 10;

  private static final class Viewer {
    final HttpResponseWriter out;
    final Access access;
    final AtomicBoolean checking = new AtomicBoolean();
    volatile boolean ready = true;

    Viewer(HttpResponseWriter out, Access access) {
      this.out = out;
      this.access = access;
    }

    /**
     * Ends the stream when its viewer would not be let in any more; asks on a thread of its own.
     */
    void check() {
      if (checking.compareAndSet(false, true)) {
        Thread.ofVirtual()
            .name("stream-check")
            .start(
                () -> {
                  try {
                    if (!access.holds()) {
                      out.close();
                    }
                  } finally {
                    checking.set(false);
                  }
                });
      }
    }
  }

  private final String event;
  private final Function<Scope, JsonBody> value;
  private final Supplier<Object> mark;
  private final int viewersMax;
  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
  private final Thread sender;

  /**
   * Returns streams of {@code value}.
   *
   * @param value what a viewer of that scope sees
   * @param mark equal as long as the value did not change; cheap
   */
  LiveStreams(
      String event, Function<Scope, JsonBody> value, Supplier<Object> mark, int viewersMax) {
    this.event = event;
    this.value = value;
    this.mark = mark;
    this.viewersMax = viewersMax;
    this.sender = Thread.ofVirtual().name("stream-" + event).start(this::run);
  }

  int viewers() {
    return viewers.size();
  }

  HttpResponse open(ServiceRequestContext context) {
    if (viewers.size() >= viewersMax) {
      return Problems.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          "too-many-streams",
          "Too many live streams",
          "streams: "
              + viewers.size()
              + " are open (expected: fewer than "
              + viewersMax
              + "); close some, or poll without /stream");
    }
    context.clearRequestTimeout();
    HttpResponseWriter out = HttpResponse.streaming();
    out.write(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.EVENT_STREAM)
            .set("cache-control", "no-store")
            .set("x-accel-buffering", "no")
            .build());
    Viewer viewer = new Viewer(out, Gate.access(context));
    viewers.add(viewer);
    var unused = out.whenComplete().whenComplete((_, _) -> viewers.remove(viewer));
    send(viewer, frame(value.apply(viewer.access.scope())));
    return out;
  }

  @Override
  public void close() {
    sender.interrupt();
    viewers.forEach(each -> each.out.close());
  }

  private void run() {
    Object sent = null;
    int ticks = 0;
    int round = 0;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(TICK_MILLIS);
        Object now = mark.get();
        ticks++;
        round++;
        for (Viewer each : viewers) {
          if (!each.access.open()) {
            each.out.close();
          } else if (round % CHECK_TICKS == 0) {
            each.check();
          }
        }
        if (!viewers.isEmpty() && (!now.equals(sent) || ticks >= REFRESH_TICKS)) {
          Map<Scope, HttpData> frames = new HashMap<>();
          for (Viewer each : viewers) {
            Scope scope = each.access.scope();
            send(each, frames.computeIfAbsent(scope, it -> frame(value.apply(it))));
          }
          sent = now;
          ticks = 0;
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.error("Live stream {}: a value could not be made", event, e);
      }
    }
  }

  private HttpData frame(JsonBody json) {
    byte[] head = ("event: " + event + "\ndata: ").getBytes(StandardCharsets.US_ASCII);
    byte[] body = json.plain();
    byte[] whole = new byte[head.length + body.length + 2];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    whole[whole.length - 2] = '\n';
    whole[whole.length - 1] = '\n';
    return HttpData.wrap(whole);
  }

  private static void send(Viewer viewer, HttpData frame) {
    if (viewer.ready && viewer.out.tryWrite(frame)) {
      viewer.ready = false;
      var unused = viewer.out.whenConsumed().thenRun(() -> viewer.ready = true);
    }
  }
}

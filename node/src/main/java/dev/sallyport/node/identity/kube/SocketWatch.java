// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Events as texts on a web socket: one at a time, so that at most one waits here. */
final class SocketWatch implements WatchSource, WebSocket.Listener {
  private final int textMax;
  private final Duration silence;
  private final KubeHealth health;
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private boolean tooLong;
  private @Nullable WebSocket socket;

  private sealed interface Arrival {
    record Event(byte[] json) implements Arrival {}

    record Ended(@Nullable Throwable why) implements Arrival {}
  }

  SocketWatch(int textMax, Duration silence, KubeHealth health) {
    this.textMax = textMax;
    this.silence = silence;
    this.health = health;
  }

  void open(HttpClient http, URI uri, String token, KubeLimits limits)
      throws IOException, InterruptedException {
    WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(limits.connectTimeout());
    if (!token.isEmpty()) {
      builder.header("Authorization", "Bearer " + token);
    }
    try {
      socket =
          builder
              .buildAsync(uri, this)
              .get(limits.answerTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("Kubernetes API: no watch by web socket", e);
    }
  }

  @Override
  public byte @Nullable [] next() throws IOException, InterruptedException {
    Arrival arrival = arrivals.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
    return switch (arrival) {
      case Arrival.Event(byte[] json) -> {
        if (socket != null) {
          socket.request(1);
        }
        yield json;
      }
      case Arrival.Ended(Throwable why) -> {
        if (why != null) {
          throw new IOException("Kubernetes API: watch broke", why);
        }
        yield null;
      }
      case null -> throw new IOException("Kubernetes API: silent for too long");
    };
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    tooLong |= text.length() + part.length() > textMax;
    if (!tooLong) {
      text.append(part);
    }
    if (!last || tooLong) {
      if (last) {
        health.limitHit();
        tooLong = false;
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
    arrivals.add(new Arrival.Event(text.toString().getBytes(StandardCharsets.UTF_8)));
    text.setLength(0);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    arrivals.add(new Arrival.Ended(null));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    arrivals.add(new Arrival.Ended(error));
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.abort();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import io.netty.buffer.ByteBuf;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Capture as a program of its own, for tests that kill it. Arguments: fail mode, state directory,
 * and {@code UID:INODE:PID} for each pod. Says {@code ready} once all are captured; ends in order
 * when its input says {@code stop}. Dialling port 6666 through it hangs the event loop for good.
 */
final class CaptureProgram {

  static final int HANGING_PORT = 6666;

  private CaptureProgram() {}

  public static void main(String[] arguments) throws Exception {
    CaptureConfig config =
        CaptureConfig.defaults(Path.of(arguments[1]))
            .withFailMode(FailMode.valueOf(arguments[0]))
            .withDrain(Duration.ofSeconds(4))
            .withEventLoops(Integer.getInteger("bench.loops", 2));
    Capture capture = Capture.start(config, new Hangs());
    for (int i = 2; i < arguments.length; i++) {
      String[] pod = arguments[i].split(":");
      PodSandbox sandbox =
          new PodSandbox(pod[0], Long.parseLong(pod[1]), Integer.parseInt(pod[2]), "/pod");
      CaptureState state = capture.enrol(sandbox).get(30, TimeUnit.SECONDS);
      if (!(state instanceof CaptureState.Captured)) {
        System.out.println(state);
        System.exit(1);
      }
    }
    System.out.println("ready");
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (line.equals("stop")) {
        capture.close();
        System.out.println("stopped");
        System.exit(0);
      } else if (line.equals("opened")) {
        System.out.println(capture.counters().get("connections_opened"));
      }
    }
    // The test is gone, and nobody is left to kill this program.
    Runtime.getRuntime().halt(0);
  }

  private static final class Hangs implements ConnectionObserver {
    @Override
    public Tap opened(CapturedConnection connection) {
      if (connection.destination().getPort() == HANGING_PORT) {
        try {
          TimeUnit.HOURS.sleep(1);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return Tap.BLIND;
    }

    @Override
    public void lookup(
        PodSandbox pod,
        InetSocketAddress resolver,
        ByteBuf query,
        ByteBuf answer,
        long startedAtNanos,
        long endedAtNanos) {}

    @Override
    public void openBeforeCapture(PodSandbox pod, List<CapturedConnection> adopted) {}
  }
}

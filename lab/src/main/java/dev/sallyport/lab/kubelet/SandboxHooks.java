// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Resource;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plugins that want to see a sandbox before its first container starts, as CNI and NRI plugins do.
 * Every file in the directory is called in order of name: an executable with the arguments {@code
 * UID NETNS PID NAMESPACE/NAME}; a unix socket with one JSON line {@code
 * {"podUid","netns","pid","cgroup","pod"}}, after which one line of answer is awaited. Each may
 * take two seconds; then the pod goes on.
 */
record SandboxHooks(Path directory) {
  private static final Logger logger = LoggerFactory.getLogger(SandboxHooks.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  void call(Resource pod, NamespaceSandbox sandbox) {
    for (Path hook : hooks()) {
      Thread call = Thread.ofPlatform().daemon().start(() -> call(hook, pod, sandbox));
      try {
        if (!call.join(PATIENCE)) {
          logger.warn("sandbox hook {} took longer than {} for {}", hook, PATIENCE, pod.path());
          call.interrupt();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<Path> hooks() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static void call(Path hook, Resource pod, NamespaceSandbox sandbox) {
    try {
      if (Files.isRegularFile(hook)) {
        Process process =
            new ProcessBuilder(
                    hook.toString(),
                    pod.uid(),
                    sandbox.netns().toString(),
                    Long.toString(sandbox.pause().pid()),
                    pod.path())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
        }
      } else {
        ask(hook, pod, sandbox);
      }
    } catch (IOException e) {
      logger.debug("sandbox hook {}: {}", hook, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void ask(Path socket, Resource pod, NamespaceSandbox sandbox) throws IOException {
    String line =
        Json.text(
                Json.object()
                    .put("podUid", pod.uid())
                    .put("netns", sandbox.netns().toString())
                    .put("pid", sandbox.pause().pid())
                    .put("cgroup", sandbox.cgroup().path().toString())
                    .put("pod", pod.path()))
            + "\n";
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      channel.read(ByteBuffer.allocate(1024));
    }
  }
}

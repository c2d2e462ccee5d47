// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.network.LabFailure;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Speaks through the lab's door from outside its namespaces. One connection per request; safe for
 * any thread.
 *
 * @param socket the unix socket in the lab's state directory
 */
record AdminClient(Path socket) {

  /**
   * Returns the answer; throws {@link LabFailure} with the lab's words when it refuses or is not
   * there.
   */
  ObjectNode ask(ObjectNode request) {
    try (SocketChannel channel = open(request)) {
      return answer(Channels.newInputStream(channel));
    } catch (IOException e) {
      throw notThere(e);
    }
  }

  boolean alive() {
    try {
      ask(Json.object().put("op", "ping"));
      return true;
    } catch (LabFailure e) {
      return false;
    }
  }

  /**
   * Runs a program inside the lab, its streams joined to the given ones, and returns its exit code.
   */
  int execute(ObjectNode request, InputStream stdin, OutputStream stdout, OutputStream stderr) {
    try (SocketChannel channel = open(request)) {
      DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
      answer(in);
      Thread.ofPlatform().daemon().start(() -> feed(stdin, channel));
      while (true) {
        int stream = in.readByte();
        if (stream == 0) {
          return in.readInt();
        }
        byte[] bytes = in.readNBytes(in.readInt());
        OutputStream out = stream == 1 ? stdout : stderr;
        out.write(bytes);
        out.flush();
      }
    } catch (IOException e) {
      throw notThere(e);
    }
  }

  /** Opens a connection that the lab joins to a service or an address inside. */
  SocketChannel forward(ObjectNode request) throws IOException {
    SocketChannel channel = open(request);
    try {
      answer(Channels.newInputStream(channel));
      return channel;
    } catch (IOException | LabFailure e) {
      channel.close();
      throw e;
    }
  }

  private SocketChannel open(ObjectNode request) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap((Json.text(request) + "\n").getBytes(StandardCharsets.UTF_8)));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static ObjectNode answer(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    if (line.size() == 0) {
      throw new IOException("the lab closed the connection without an answer");
    }
    ObjectNode answer = Json.parse(line.toByteArray());
    if (answer.has("error")) {
      throw new LabFailure(answer.path("error").asText());
    }
    return answer;
  }

  private static void feed(InputStream stdin, SocketChannel channel) {
    try {
      OutputStream out = Channels.newOutputStream(channel);
      stdin.transferTo(out);
      channel.shutdownOutput();
    } catch (IOException e) {
      // The program has ended; nobody reads its input any more.
    }
  }

  private LabFailure notThere(IOException e) {
    return new LabFailure(
        "the lab behind " + socket + " does not answer (" + e.getMessage() + "); is it up?", e);
  }
}

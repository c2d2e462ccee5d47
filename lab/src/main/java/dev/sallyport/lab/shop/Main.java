// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop;

import dev.sallyport.lab.shop.plumbing.CountsFile;
import dev.sallyport.lab.shop.plumbing.Running;
import dev.sallyport.lab.shop.plumbing.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs one program of the shop, named by the only argument, until it is told to end; see {@link
 * ShopProgram} for the names. With {@code COUNTS_DIR} set it keeps its tally in a file there.
 */
public final class Main {
  /** Kept, since a logger that nobody holds forgets its level. */
  private static final Logger SERVER_LOG = Logger.getLogger("com.sun.net.httpserver");

  private Main() {}

  /** Runs the program that {@code args} name. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 1) {
      System.err.println("usage: PROGRAM, one of " + ShopProgram.names());
      System.exit(64);
    }
    prepareJvm();
    Settings settings = Settings.ofProcess();
    Running running = ShopProgram.named(args[0]).start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop"));
    String counts = settings.text("COUNTS_DIR", "");
    if (!counts.isEmpty()) {
      String host = settings.text("HOSTNAME", "local");
      String name =
          running.tally().program() + "." + host + "." + ProcessHandle.current().pid() + ".json";
      CountsFile file = CountsFile.keep(Path.of(counts, name), running.tally()::json);
      Runtime.getRuntime().addShutdownHook(new Thread(file::close, "last-counts"));
    }
    System.out.println(running.tally().program() + ": listening on " + running.port());
    Thread.currentThread().join();
  }

  /** Sets what the JDK's web server and client read once, before their classes are loaded. */
  static void prepareJvm() {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // Servers keep connections much longer than clients do, so that no request meets a closed one;
    // the MCP server's limit of five seconds is the shortest.
    System.setProperty("sun.net.httpserver.idleInterval", "300");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
    System.setProperty("jdk.httpclient.keepalive.timeout", "4");
    // Probes hang up once they know the status, and the server would tell of each of them.
    SERVER_LOG.setLevel(Level.OFF);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.sallyport.control.config.ControlConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** Starts the control program from the environment; runs until it is told to stop. */
public final class Main {
  private static final int WRONG_USAGE = 64;
  private static final int CANNOT_START = 69;

  private Main() {}

  /** Runs the program. {@code --help} lists the keys of the environment. */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length > 0) {
      boolean help = List.of("--help", "-h", "help").contains(arguments[0]);
      boolean version = List.of("--version", "version").contains(arguments[0]);
      (help || version ? System.out : System.err)
          .print(version ? Version.current() + "\n" : usage());
      System.exit(help || version ? 0 : WRONG_USAGE);
    }
    run(System.getenv());
  }

  static String usage() {
    StringBuilder text =
        new StringBuilder(
            """
            Usage: sallyport-control

            The control plane of Sallyport: watches Kubernetes, takes summaries from nodes, keeps
            the blueprint, serves API and web page. Set by the environment:

            """);
    for (ControlConfig.Key key : ControlConfig.keys()) {
      text.append("  %-24s %s%n".formatted(key.name(), key.meaning()));
      if (!key.standard().isEmpty()) {
        text.append("  %-24s default: %s%n".formatted("", key.standard()));
      }
    }
    return text.toString();
  }

  private static void run(Map<String, String> environment) throws InterruptedException {
    ControlConfig config;
    try {
      config = ControlConfig.from(environment);
    } catch (IllegalArgumentException e) {
      System.err.println("sallyport-control: " + e.getMessage());
      System.err.println("  Run with --help for all keys.");
      System.exit(WRONG_USAGE);
      return;
    }
    logAt(config.logLevel());
    Control control;
    try {
      control = Control.start(config);
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(Main.class).error("The control program could not start", e);
      System.exit(CANNOT_START);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(control::close, "stop"));
    new CountDownLatch(1).await();
  }

  private static void logAt(String level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers) {
      loggers.getLogger("dev.sallyport").setLevel(Level.toLevel(level, Level.INFO));
    }
  }
}

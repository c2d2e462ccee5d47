// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.customers;

import dev.sallyport.lab.shop.plumbing.ConnectionAge;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Customers at work as a {@link DrivePlan} says. */
public final class Drive {
  private static final Duration BETWEEN_KNOCKS = Duration.ofMillis(500);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(200);

  private final DrivePlan plan;
  private final DriveCounts counts;
  private final Shopping shopping;
  private final AtomicLong next = new AtomicLong();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final long startNanos = System.nanoTime();

  /**
   * Creates customers who have not begun yet.
   *
   * @param plan what they shall do
   * @param counts where it is counted
   */
  public Drive(DrivePlan plan, DriveCounts counts) {
    this.plan = plan;
    this.counts = counts;
    this.shopping = new Shopping(plan.seed());
  }

  /**
   * Asks for the home page until the shop answers with it. These requests are counted as well, but
   * none of them as unexpected.
   */
  public void awaitShop() throws InterruptedException {
    Errand home = Errand.get("/", "/");
    int status = 0;
    while (status != home.expected() && !stopped.get()) {
      // A connection for each, since servers that are being set up close kept ones at any time.
      try (Kept kept = new Kept()) {
        CustomerConnection connection = connect(kept);
        if (connection != null) {
          counts.sending();
          status = status(connection, home);
          counts.awaited(home, status);
        }
      }
      Thread.sleep(status == home.expected() ? Duration.ZERO : BETWEEN_KNOCKS);
    }
  }

  /** Returns the status of the answer, 0 when there is none. */
  private int status(CustomerConnection connection, Errand errand) {
    try {
      return connection.run(errand, plan.host(), false).status();
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /** Sends all requests of the plan and returns when the last one is answered. */
  public void run() throws InterruptedException {
    List<Thread> customers = new ArrayList<>();
    for (int i = 0; i < plan.connections(); i++) {
      customers.add(Thread.ofVirtual().name("customer-" + i).start(this::shop));
    }
    for (Thread customer : customers) {
      customer.join();
    }
    counts.completed();
  }

  /** Sends nothing more; running requests end. */
  public void stop() {
    stopped.set(true);
  }

  private void shop() {
    try (Kept kept = new Kept()) {
      for (long number = next.getAndIncrement(); wanted(number); number = next.getAndIncrement()) {
        if (!awaitDue(number)) {
          return;
        }
        runOne(shopping.errand(number), kept);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean wanted(long number) {
    return !stopped.get() && (plan.count() == 0 || number < plan.count());
  }

  /** Returns false when the plan is over before the request is due. */
  private boolean awaitDue(long number) throws InterruptedException {
    Duration due = plan.due(number);
    boolean bounded = !plan.duration().isZero();
    while (!stopped.get()) {
      Duration now = Duration.ofNanos(System.nanoTime() - startNanos);
      if (bounded && now.compareTo(plan.duration()) >= 0) {
        return false;
      }
      Duration left = due.minus(now);
      if (!left.isPositive()) {
        return true;
      }
      Duration nap = Duration.ofMillis(250);
      Thread.sleep(left.compareTo(nap) < 0 ? left : nap);
    }
    return false;
  }

  private void runOne(Errand errand, Kept kept) throws InterruptedException {
    CustomerConnection connection = connect(kept);
    if (connection == null) {
      return;
    }
    counts.sending();
    try {
      counts.got(errand, connection.run(errand, plan.host(), plan.reuse()));
    } catch (IOException | NumberFormatException e) {
      counts.broke(errand, e);
    }
  }

  /** Returns a usable connection, tried for until there is one; null when told to stop. */
  private @Nullable CustomerConnection connect(Kept kept) throws InterruptedException {
    while (!stopped.get()) {
      try {
        return kept.usable();
      } catch (IOException e) {
        kept.refused++;
        if (kept.refused % 25 == 1) {
          System.err.println("customers: no connection to " + plan.target() + " yet: " + e);
        }
        Thread.sleep(AFTER_FAILURE);
      }
    }
    return null;
  }

  private InetSocketAddress address() throws UnknownHostException {
    URI target = plan.target();
    int port = target.getPort() < 0 ? 80 : target.getPort();
    String host = target.getHost().replaceAll("[\\[\\]]", "");
    return Arrays.stream(InetAddress.getAllByName(host))
        .filter(this::fits)
        .findFirst()
        .map(address -> new InetSocketAddress(address, port))
        .orElseThrow(() -> new UnknownHostException(host + " has no address of " + plan.family()));
  }

  private boolean fits(InetAddress address) {
    return switch (plan.family()) {
      case ANY -> true;
      case V4 -> address instanceof Inet4Address;
      case V6 -> address instanceof Inet6Address;
    };
  }

  /** The connection of one customer. */
  private final class Kept implements AutoCloseable {
    private @Nullable CustomerConnection connection;
    private long refused;
    private long sinceNanos;

    CustomerConnection usable() throws IOException {
      CustomerConnection current = connection;
      boolean old = System.nanoTime() - sinceNanos > ConnectionAge.MAX.toNanos();
      if (current == null || old || !current.usable()) {
        close();
        current = CustomerConnection.to(address());
        connection = current;
        sinceNanos = System.nanoTime();
        counts.connected();
      }
      return current;
    }

    @Override
    public void close() {
      CustomerConnection current = connection;
      connection = null;
      if (current != null) {
        try {
          current.close();
        } catch (IOException _) {
          // Nothing is lost: its last answer has been read.
        }
      }
    }
  }
}

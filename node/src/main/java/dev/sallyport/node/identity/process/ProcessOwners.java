// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.process;

import static java.util.Objects.requireNonNull;

import dev.sallyport.node.capture.SourceOwners;
import dev.sallyport.node.identity.IdentityCounters;
import dev.sallyport.node.identity.IdentityCounters.Count;
import dev.sallyport.node.identity.IdentityLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the pod at the other side of a connection within one machine by the process that holds the
 * socket. It needs no privilege as long as the pods' processes run as the same user. Only what
 * comes from the loopback address that everybody has is looked for: any other address was chosen.
 *
 * <p>Files of procfs are read on a thread of its own; what waits meanwhile is answered together.
 */
public final class ProcessOwners implements SourceOwners, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProcessOwners.class);

  /** Processes remembered per listener as those that dialled it last. */
  private static final int CALLERS_MAX = 16;

  private final Path procRoot;
  private final PodProcesses processes;
  private final IdentityCounters counters;
  private final BlockingQueue<Question> waiting;
  private final Map<InetSocketAddress, Set<Integer>> callers = new HashMap<>();
  private final Thread thread;

  private record Question(
      InetSocketAddress source, InetSocketAddress accepted, Consumer<String> podUid) {}

  private ProcessOwners(
      Path procRoot, Path registry, IdentityLimits limits, IdentityCounters counters) {
    this.procRoot = procRoot;
    this.processes = new PodProcesses(procRoot, registry);
    this.counters = counters;
    this.waiting = new ArrayBlockingQueue<>(limits.ownersWaitingMax());
    this.thread = Thread.ofPlatform().daemon().name("sallyport-owners").unstarted(this::serve);
  }

  /**
   * Starts to answer.
   *
   * @param procRoot mount of procfs that shows the processes of pods
   * @param registry directory with a file per pod: its name is the pod's UID, its lines are the
   *     number of each container's first process and the time it began
   * @param limits bounds
   * @param counters counts what was found and what not
   */
  public static ProcessOwners start(
      Path procRoot, Path registry, IdentityLimits limits, IdentityCounters counters) {
    ProcessOwners owners =
        new ProcessOwners(
            requireNonNull(procRoot, "procRoot"),
            requireNonNull(registry, "registry"),
            limits,
            counters);
    owners.thread.start();
    return owners;
  }

  @Override
  public void owner(InetSocketAddress source, InetSocketAddress accepted, Consumer<String> podUid) {
    if (!isEverybodys(source)) {
      podUid.accept("");
    } else if (!waiting.offer(new Question(source, accepted, podUid))) {
      counters.add(Count.OWNERS_FULL);
      podUid.accept("");
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private static boolean isEverybodys(InetSocketAddress source) {
    String address = source.getAddress().getHostAddress();
    return address.equals("127.0.0.1") || address.equals("0:0:0:0:0:0:0:1");
  }

  private void serve() {
    List<Question> questions = new ArrayList<>();
    while (true) {
      questions.clear();
      try {
        questions.add(waiting.take());
      } catch (InterruptedException e) {
        return;
      }
      waiting.drainTo(questions);
      try {
        answer(questions);
      } catch (RuntimeException e) {
        // Who is not answered goes on without; the next question must be.
        log.warn("owners of sockets could not be looked for", e);
      }
    }
  }

  private void answer(List<Question> questions) {
    SocketTable sockets = SocketTable.read(procRoot);
    Map<String, Question> wanted = new HashMap<>();
    for (Question question : questions) {
      OptionalLong inode = sockets.inode(question.source(), question.accepted());
      if (inode.isPresent()) {
        wanted.put("socket:[" + inode.getAsLong() + "]", question);
      } else {
        notFound(question);
      }
    }
    Set<Integer> likely = new LinkedHashSet<>();
    wanted.values().forEach(q -> likely.addAll(callers.getOrDefault(q.accepted(), Set.of())));
    likely.addAll(processes.known());
    look(likely, wanted);
    if (!wanted.isEmpty()) {
      processes.refresh();
      look(new LinkedHashSet<>(processes.known()), wanted);
    }
    wanted.values().forEach(this::notFound);
  }

  /** Takes those whose socket one of the processes holds out of the wanted ones. */
  private void look(Set<Integer> pids, Map<String, Question> wanted) {
    for (int pid : pids) {
      if (wanted.isEmpty()) {
        return;
      }
      try (DirectoryStream<Path> files = Files.newDirectoryStream(procRoot.resolve(pid + "/fd"))) {
        for (Path file : files) {
          held(pid, target(file), wanted);
        }
      } catch (IOException | java.nio.file.DirectoryIteratorException e) {
        // The process ended, or belongs to another user.
        continue;
      }
    }
  }

  private void held(int pid, String socket, Map<String, Question> wanted) {
    Question question = wanted.get(socket);
    String podUid = question == null ? "" : processes.podOf(pid);
    if (question != null && !podUid.isEmpty()) {
      wanted.remove(socket);
      remember(question.accepted(), pid);
      question.podUid().accept(podUid);
    }
  }

  private void remember(InetSocketAddress accepted, int pid) {
    Set<Integer> last = callers.computeIfAbsent(accepted, a -> new LinkedHashSet<>());
    if (last.add(pid) && last.size() > CALLERS_MAX) {
      last.remove(last.iterator().next());
    }
  }

  private void notFound(Question question) {
    counters.add(Count.OWNERS_NOT_FOUND);
    question.podUid().accept("");
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return "";
    }
  }
}

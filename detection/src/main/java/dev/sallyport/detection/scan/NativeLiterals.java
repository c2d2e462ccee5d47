// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Literals by Hyperscan. The compiled literals are shared; each scan has memory of its own. */
final class NativeLiterals implements LiteralEngine {
  /** Bytes that are copied out of the heap at a time: they stay in the nearest caches. */
  private static final int PIECE = 32 * 1024;

  private static final Cleaner CLEANER = Cleaner.create();

  private final Hyperscan hyperscan;
  private final List<Anchor> literals;
  private final MemorySegment block;
  private final int overlap;
  private @Nullable Streaming streaming;

  NativeLiterals(Hyperscan hyperscan, List<Anchor> literals) {
    this.hyperscan = hyperscan;
    this.literals = List.copyOf(literals);
    block = hyperscan.compile(literals, Hyperscan.MODE_BLOCK);
    overlap = literals.stream().mapToInt(literal -> literal.text().length()).max().orElse(1) - 1;
  }

  @Override
  public String description() {
    return "Hyperscan " + hyperscan.version();
  }

  /** What is needed for texts that come in pieces, made when the first comes. */
  private record Streaming(Hyperscan.Streams functions, MemorySegment database) {}

  private synchronized Streaming streaming() {
    Streaming known = streaming;
    if (known == null) {
      known =
          new Streaming(hyperscan.streams(), hyperscan.compile(literals, Hyperscan.MODE_STREAM));
      streaming = known;
    }
    return known;
  }

  @Override
  public Scan newScan() {
    return new Caller();
  }

  /** Memory of one thread, which grows when it also follows streams. */
  private static final class Scratch {
    private MemorySegment memory = MemorySegment.NULL;
    private boolean streams;
  }

  /** Calls the library; confined to a thread. */
  private final class Caller implements Scan {
    private static final MethodHandle ON_MATCH = onMatchHandle();

    private final Scratch scratch = new Scratch();
    private final MemorySegment text;
    private final MemorySegment onMatch;
    private long base;
    private int floor;
    private @Nullable Occurrences sink;
    private @Nullable Throwable failure;

    Caller() {
      Arena arena = Arena.ofAuto();
      scratch.memory = hyperscan.scratch(block, MemorySegment.NULL);
      text = arena.allocate(PIECE);
      onMatch = Linker.nativeLinker().upcallStub(ON_MATCH.bindTo(this), Hyperscan.ON_MATCH, arena);
      Hyperscan library = hyperscan;
      Scratch held = scratch;
      CLEANER.register(this, () -> library.free(held.memory));
    }

    private static MethodHandle onMatchHandle() {
      try {
        return MethodHandles.lookup()
            .findVirtual(
                Caller.class,
                "onMatch",
                MethodType.methodType(
                    int.class, int.class, long.class, long.class, int.class, MemorySegment.class));
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void scan(byte[] bytes, int from, int to, Occurrences occurrences) {
      floor = from;
      for (int at = from; at < to; ) {
        int end = Math.min(to, at + PIECE);
        MemorySegment.copy(bytes, at, text, JAVA_BYTE, 0, end - at);
        base = at;
        sink = occurrences;
        hyperscan.scan(block, text, end - at, scratch.memory, onMatch);
        finish();
        floor = end;
        at = end == to ? to : end - overlap;
      }
    }

    @Override
    public Stream openStream() {
      Streaming library = streaming();
      if (!scratch.streams) {
        scratch.memory = hyperscan.scratch(library.database(), scratch.memory);
        scratch.streams = true;
      }
      MemorySegment stream = library.functions().open(library.database());
      return new Stream() {
        private long fed;

        @Override
        public void feed(byte[] bytes, int from, int to, Occurrences occurrences) {
          for (int at = from; at < to; ) {
            int end = Math.min(to, at + PIECE);
            MemorySegment.copy(bytes, at, text, JAVA_BYTE, 0, end - at);
            // Ends are counted from the begin of the stream.
            base = at - fed;
            floor = at;
            sink = occurrences;
            library.functions().scan(stream, text, end - at, scratch.memory, onMatch);
            finish();
            fed += end - at;
            at = end;
          }
        }

        @Override
        public void close() {
          library.functions().close(stream);
        }
      };
    }

    /** Called by the library: must not throw, since nobody could catch it there. */
    @SuppressWarnings({"unused", "EffectivelyPrivate"})
    int onMatch(int id, long from, long to, int flags, MemorySegment context) {
      try {
        int end = (int) (base + to);
        if (end <= floor) {
          return 0;
        }
        Occurrences occurrences = sink;
        if (occurrences != null) {
          occurrences.at(id, end);
        }
        return 0;
      } catch (Throwable e) {
        failure = e;
        return 1;
      }
    }

    private void finish() {
      Throwable problem = failure;
      failure = null;
      sink = null;
      if (problem instanceof Error error) {
        throw error;
      }
      if (problem instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }
}

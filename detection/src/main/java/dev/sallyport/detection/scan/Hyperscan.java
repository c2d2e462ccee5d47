// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * The functions of the C library that are used, as described in its header {@code hs.h} (version
 * 5.4): sets of literals in block and in streaming mode. Only ends of matches are asked for.
 */
final class Hyperscan {
  static final int MODE_BLOCK = 1;
  static final int MODE_STREAM = 2;

  private static final int CASELESS = 1;
  private static final int SUCCESS = 0;
  private static final int TERMINATED = -3;

  /** {@code int onEvent(unsigned id, unsigned long long from, to, unsigned flags, void *ctx)}. */
  static final FunctionDescriptor ON_MATCH =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS);

  private final MethodHandle compile;
  private final MethodHandle allocateScratch;
  private final MethodHandle freeScratch;
  private final MethodHandle scan;
  private final SymbolLookup library;
  private final String version;

  Hyperscan(SymbolLookup library) throws HyperscanLibrary.Unavailable {
    this.library = library;
    compile =
        function(
            library,
            "hs_compile_lit_multi",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS,
                ADDRESS));
    allocateScratch =
        function(library, "hs_alloc_scratch", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    freeScratch = function(library, "hs_free_scratch", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    scan =
        function(
            library,
            "hs_scan",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    MethodHandle valid = function(library, "hs_valid_platform", FunctionDescriptor.of(JAVA_INT));
    MethodHandle name = function(library, "hs_version", FunctionDescriptor.of(ADDRESS));
    try {
      if ((int) valid.invokeExact() != SUCCESS) {
        throw new HyperscanLibrary.Unavailable("this processor lacks SSSE3");
      }
      version = ((MemorySegment) name.invokeExact()).reinterpret(64).getString(0).split(" ")[0];
    } catch (HyperscanLibrary.Unavailable e) {
      throw e;
    } catch (Throwable e) {
      throw new HyperscanLibrary.Unavailable("the native library does not answer: " + e);
    }
  }

  private static MethodHandle function(
      SymbolLookup library, String name, FunctionDescriptor descriptor)
      throws HyperscanLibrary.Unavailable {
    MemorySegment symbol =
        library
            .find(name)
            .orElseThrow(() -> new HyperscanLibrary.Unavailable("the library lacks " + name));
    return Linker.nativeLinker().downcallHandle(symbol, descriptor);
  }

  String version() {
    return version;
  }

  /** Compiles literals, numbered as they stand; the result lives as long as the process. */
  MemorySegment compile(List<Anchor> literals, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      int n = literals.size();
      MemorySegment texts = arena.allocate(ADDRESS, n);
      MemorySegment flags = arena.allocate(JAVA_INT, n);
      MemorySegment ids = arena.allocate(JAVA_INT, n);
      MemorySegment lengths = arena.allocate(JAVA_LONG, n);
      for (int i = 0; i < n; i++) {
        Anchor literal = literals.get(i);
        texts.setAtIndex(ADDRESS, i, arena.allocateFrom(literal.text()));
        flags.setAtIndex(JAVA_INT, i, literal.ignoreCase() ? CASELESS : 0);
        ids.setAtIndex(JAVA_INT, i, i);
        lengths.setAtIndex(JAVA_LONG, i, literal.text().length());
      }
      MemorySegment database = arena.allocate(ADDRESS);
      MemorySegment problem = arena.allocate(ADDRESS);
      int code =
          (int)
              compile.invokeExact(
                  texts, flags, ids, lengths, n, mode, MemorySegment.NULL, database, problem);
      check(code, "compile the literals");
      return database.get(ADDRESS, 0);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /**
   * Returns memory that one thread needs to scan with a database; to be freed.
   *
   * @param present memory that it has for other databases and that becomes part of the result, or
   *     {@link MemorySegment#NULL}
   */
  MemorySegment scratch(MemorySegment database, MemorySegment present) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(ADDRESS);
      scratch.set(ADDRESS, 0, present);
      check((int) allocateScratch.invokeExact(database, scratch), "allocate scratch memory");
      return scratch.get(ADDRESS, 0);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  void free(MemorySegment scratch) {
    try {
      check((int) freeScratch.invokeExact(scratch), "free scratch memory");
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  void scan(
      MemorySegment database,
      MemorySegment text,
      int length,
      MemorySegment scratch,
      MemorySegment onMatch) {
    try {
      int code =
          (int) scan.invokeExact(database, text, length, 0, scratch, onMatch, MemorySegment.NULL);
      checkScan(code);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Returns the functions for texts that come in pieces. Linking takes time, so not before. */
  Streams streams() {
    try {
      return new Streams();
    } catch (HyperscanLibrary.Unavailable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The functions for texts that come in pieces. */
  final class Streams {
    private final MethodHandle open =
        function(
            library, "hs_open_stream", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    private final MethodHandle scanPiece =
        function(
            library,
            "hs_scan_stream",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    private final MethodHandle close =
        function(
            library,
            "hs_close_stream",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));

    private Streams() throws HyperscanLibrary.Unavailable {}

    MemorySegment open(MemorySegment database) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment stream = arena.allocate(ADDRESS);
        check((int) open.invokeExact(database, 0, stream), "open a stream");
        return stream.get(ADDRESS, 0);
      } catch (Throwable e) {
        throw failure(e);
      }
    }

    void scan(
        MemorySegment stream,
        MemorySegment text,
        int length,
        MemorySegment scratch,
        MemorySegment onMatch) {
      try {
        int code =
            (int)
                scanPiece.invokeExact(
                    stream, text, length, 0, scratch, onMatch, MemorySegment.NULL);
        checkScan(code);
      } catch (Throwable e) {
        throw failure(e);
      }
    }

    /** Closes a stream without asking for matches at its end, as literals have none there. */
    void close(MemorySegment stream) {
      try {
        int code =
            (int)
                close.invokeExact(
                    stream, MemorySegment.NULL, MemorySegment.NULL, MemorySegment.NULL);
        check(code, "close a stream");
      } catch (Throwable e) {
        throw failure(e);
      }
    }
  }

  private static void checkScan(int code) {
    if (code != TERMINATED) {
      check(code, "scan");
    }
  }

  private static void check(int code, String what) {
    if (code != SUCCESS) {
      throw new IllegalStateException("Hyperscan could not " + what + ": error " + code);
    }
  }

  private static RuntimeException failure(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException("a native call failed", e);
  }
}

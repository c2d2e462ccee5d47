// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture.nft;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Rules through libnftables, so that no pod costs a child process. */
final class NftLibrary implements Nftables {

  private static final String LIBRARY = "libnftables.so.1";

  private final MethodHandle create;
  private final MethodHandle destroy;
  private final MethodHandle bufferOutput;
  private final MethodHandle bufferError;
  private final MethodHandle output;
  private final MethodHandle error;
  private final MethodHandle run;
  private final LowDescriptors descriptors = new LowDescriptors();

  NftLibrary() {
    SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
    FunctionDescriptor onContext = FunctionDescriptor.of(JAVA_INT, ADDRESS);
    FunctionDescriptor text =
        FunctionDescriptor.of(
            ADDRESS.withTargetLayout(
                MemoryLayout.sequenceLayout(Long.MAX_VALUE, ValueLayout.JAVA_BYTE)),
            ADDRESS);
    create = handle(library, "nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    destroy = handle(library, "nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS));
    bufferOutput = handle(library, "nft_ctx_buffer_output", onContext);
    bufferError = handle(library, "nft_ctx_buffer_error", onContext);
    output = handle(library, "nft_ctx_get_output_buffer", text);
    error = handle(library, "nft_ctx_get_error_buffer", text);
    run =
        handle(
            library, "nft_run_cmd_from_buffer", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  }

  @Override
  public String run(String commands) throws IOException {
    if (!descriptors.release()) {
      return NftProgram.find().run(commands);
    }
    try {
      return inProcess(commands);
    } finally {
      descriptors.refill();
    }
  }

  private String inProcess(String commands) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      // The netlink socket is made with the context, so each namespace needs a context of its own.
      MemorySegment context = (MemorySegment) create.invokeExact(0);
      if (context.equals(MemorySegment.NULL)) {
        throw new IOException("libnftables gives no context (expected: CAP_NET_ADMIN and netlink)");
      }
      try {
        return run(context, arena.allocateFrom(commands));
      } finally {
        destroy.invokeExact(context);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String name() {
    return LIBRARY;
  }

  private String run(MemorySegment context, MemorySegment commands) throws Throwable {
    int buffered = (int) bufferOutput.invokeExact(context);
    buffered |= (int) bufferError.invokeExact(context);
    if (buffered != 0) {
      throw new IOException("libnftables cannot buffer its output");
    }
    int failed = (int) run.invokeExact(context, commands);
    if (failed != 0) {
      throw new IOException("nftables: " + firstLine((MemorySegment) error.invokeExact(context)));
    }
    return ((MemorySegment) output.invokeExact(context)).getString(0);
  }

  private static String firstLine(MemorySegment text) {
    return text.equals(MemorySegment.NULL)
        ? "no reason given"
        : text.getString(0).lines().findFirst().orElse("no reason given");
  }

  private static MethodHandle handle(
      SymbolLookup library, String name, FunctionDescriptor signature) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), signature);
  }
}

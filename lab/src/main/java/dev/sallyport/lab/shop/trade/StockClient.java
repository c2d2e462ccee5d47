// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.trade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.inventory.v1.GetStockRequest;
import dev.sallyport.lab.shop.inventory.v1.InventoryGrpc;
import dev.sallyport.lab.shop.inventory.v1.InventoryGrpc.InventoryBlockingStub;
import dev.sallyport.lab.shop.inventory.v1.ListStockRequest;
import dev.sallyport.lab.shop.inventory.v1.OrderLine;
import dev.sallyport.lab.shop.inventory.v1.ReserveRequest;
import dev.sallyport.lab.shop.inventory.v1.StockLevel;
import dev.sallyport.lab.shop.plumbing.Settings;
import dev.sallyport.lab.shop.plumbing.Tally;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The inventory as its callers see it: HTTP/2 in plain text, one long connection. */
final class StockClient implements AutoCloseable {
  private static final int ANSWER_WITHIN_SECONDS = 10;

  private final ManagedChannel channel;
  private final InventoryBlockingStub inventory;

  private StockClient(ManagedChannel channel) {
    this.channel = channel;
    // Waiting for a connection instead of failing at once covers an inventory that starts late.
    this.inventory = InventoryGrpc.newBlockingStub(channel).withWaitForReady();
  }

  static StockClient to(Settings settings, Tally tally) {
    return new StockClient(
        NettyChannelBuilder.forTarget(settings.text("INVENTORY_ADDRESS", "127.0.0.1:9090"))
            .usePlaintext()
            .userAgent(tally.program() + "/1.0")
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .intercept(new GrpcTally(tally, "inventory"))
            .build());
  }

  int level(long product) throws IOException {
    GetStockRequest request = GetStockRequest.newBuilder().setProductId(product).build();
    try {
      return stub().getStock(request).getPieces();
    } catch (StatusRuntimeException e) {
      throw new IOException("inventory: " + e.getStatus(), e);
    }
  }

  /** Adds to each product of {@code page} how many pieces are in stock. */
  void addLevels(ArrayNode page) throws IOException {
    ListStockRequest.Builder request = ListStockRequest.newBuilder();
    for (JsonNode product : page) {
      request.addProductIds(product.path("id").asLong());
    }
    Map<Long, Integer> levels = new HashMap<>();
    try {
      Iterator<StockLevel> answers = stub().listStock(request.build());
      answers.forEachRemaining(level -> levels.put(level.getProductId(), level.getPieces()));
    } catch (StatusRuntimeException e) {
      throw new IOException("inventory: " + e.getStatus(), e);
    }
    for (JsonNode product : page) {
      ((ObjectNode) product).put("pieces", levels.getOrDefault(product.path("id").asLong(), 0));
    }
  }

  void reserve(String order, JsonNode lines) throws IOException {
    ReserveRequest.Builder request = ReserveRequest.newBuilder().setOrderId(order);
    for (JsonNode line : lines) {
      request.addLines(
          OrderLine.newBuilder()
              .setProductId(line.path("product").asLong())
              .setPieces(line.path("pieces").asInt(1)));
    }
    try {
      stub().reserve(request.build());
    } catch (StatusRuntimeException e) {
      throw new IOException("inventory: " + e.getStatus(), e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private InventoryBlockingStub stub() {
    return inventory.withDeadlineAfter(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
  }
}

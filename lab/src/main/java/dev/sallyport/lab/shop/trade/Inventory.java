// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.trade;

import dev.sallyport.lab.shop.inventory.v1.GetStockRequest;
import dev.sallyport.lab.shop.inventory.v1.InventoryGrpc;
import dev.sallyport.lab.shop.inventory.v1.ListStockRequest;
import dev.sallyport.lab.shop.inventory.v1.OrderLine;
import dev.sallyport.lab.shop.inventory.v1.Reservation;
import dev.sallyport.lab.shop.inventory.v1.ReserveRequest;
import dev.sallyport.lab.shop.inventory.v1.StockLevel;
import dev.sallyport.lab.shop.plumbing.Caller;
import dev.sallyport.lab.shop.plumbing.ConnectionAge;
import dev.sallyport.lab.shop.plumbing.Running;
import dev.sallyport.lab.shop.plumbing.Settings;
import dev.sallyport.lab.shop.plumbing.Tally;
import dev.sallyport.lab.shop.plumbing.WebServer;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The shelves, served over gRPC. Sold-out shelves are filled again, so that orders never fail. */
public final class Inventory extends InventoryGrpc.InventoryImplBase {
  private static final int FULL = 1_000;

  private final Map<Long, Integer> pieces = new ConcurrentHashMap<>();

  private Inventory() {}

  /** Starts the program: gRPC on {@code PORT}, health on {@code HEALTH_PORT}. */
  public static Running start(Settings settings) throws IOException {
    Tally tally = new Tally("inventory");
    Server grpc =
        NettyServerBuilder.forAddress(settings.listen(9090))
            .maxConnectionAge(ConnectionAge.MAX.toSeconds(), TimeUnit.SECONDS)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .intercept(new GrpcTally(tally, ""))
            .addService(new Inventory())
            .build()
            .start();
    WebServer health =
        WebServer.plain(settings.address(settings.number("HEALTH_PORT", 8086)), tally).start();
    Caller caller = Caller.of(tally, settings);
    Beacon beacon = Beacon.start(caller, settings);
    return new Running(
        tally, grpc.getPort(), List.of(health, (AutoCloseable) grpc::shutdownNow, beacon, caller));
  }

  @Override
  public void getStock(GetStockRequest request, StreamObserver<StockLevel> answer) {
    answer.onNext(level(request.getProductId()));
    answer.onCompleted();
  }

  @Override
  public void listStock(ListStockRequest request, StreamObserver<StockLevel> answer) {
    request.getProductIdsList().forEach(id -> answer.onNext(level(id)));
    answer.onCompleted();
  }

  @Override
  public void reserve(ReserveRequest request, StreamObserver<Reservation> answer) {
    for (OrderLine line : request.getLinesList()) {
      pieces.merge(line.getProductId(), FULL - line.getPieces(), (have, _) -> take(have, line));
    }
    answer.onNext(
        Reservation.newBuilder()
            .setOrderId(request.getOrderId())
            .setReservationId("rsv-" + request.getOrderId())
            .build());
    answer.onCompleted();
  }

  private static int take(int have, OrderLine line) {
    int left = have - line.getPieces();
    return left > 0 ? left : FULL;
  }

  private StockLevel level(long product) {
    return StockLevel.newBuilder()
        .setProductId(product)
        .setPieces(pieces.getOrDefault(product, FULL))
        .setWarehouse("quay-" + Math.floorMod(product, 4))
        .build();
  }
}

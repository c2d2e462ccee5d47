// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static dev.sallyport.policy.Shop.call;
import static dev.sallyport.policy.Shop.connection;
import static dev.sallyport.policy.Shop.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.ModelOperation;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.RpcOperation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The words of operations are those that the decoders give. */
class CallTestsTest {
  private static Set<NamePattern> names(String... names) {
    return Arrays.stream(names).map(NamePattern::new).collect(Collectors.toSet());
  }

  private static Truth denial(CallPattern pattern, Known known) {
    return CallTests.of(pattern, true).of(known);
  }

  private static Truth permission(CallPattern pattern, Known known) {
    return CallTests.of(pattern, false).of(known);
  }

  private static void both(CallPattern pattern, Known known, boolean meant) {
    assertThat(denial(pattern, known)).isEqualTo(Truth.of(meant));
    assertThat(permission(pattern, known)).isEqualTo(Truth.of(meant));
  }

  private static Known sql(String verb, String table) {
    return call(new QueryOperation(verb, table, Protocol.POSTGRESQL));
  }

  @Test
  void rpcIsMetByItsNameAndByItsPath() {
    CallPattern rpc = new CallPattern.Rpc(names("shop.v1.*"), names("Delete"));
    Known call =
        connection()
            .called(
                new RpcOperation("shop.v1.Cart", "Delete", Protocol.GRPC),
                "",
                "/shop.v1.Cart/Delete");
    both(rpc, call, true);
    both(new CallPattern.Http(Set.of("POST"), Set.of("/shop.v1.Cart/**")), call, true);
    both(new CallPattern.Http(Set.of("GET"), Set.of("/shop.v1.Cart/**")), call, false);
    // The same call in JSON, which servers of Connect and gRPC-Web take as well.
    both(rpc, http("POST", "/shop.v1.Cart/Delete"), true);
    both(rpc, http("GET", "/shop.v1.Cart/Delete"), false);
    both(rpc, http("POST", "/shop.v1.Cart/Get"), false);
    assertThat(denial(rpc, http("POST", "/x/..%2fshop.v1.Cart/Delete"))).isEqualTo(Truth.TRUE);
    assertThat(permission(rpc, http("POST", "/x/..%2fshop.v1.Cart/Delete"))).isEqualTo(Truth.FALSE);
    both(new CallPattern.Rpc(Set.of(), Set.of()), http("POST", "/cart/add"), false);
  }

  @Test
  void tablesAreMetWithAndWithoutTheirSchema() {
    CallPattern orders = new CallPattern.Queries(Set.of(), Set.of("drop"), names("orders"));
    both(orders, sql("DROP", "orders"), true);
    both(orders, sql("DROP", "Public.Orders"), true);
    both(orders, sql("SELECT", "orders"), false);
    both(orders, sql("DROP", "customers"), false);
    assertThat(denial(orders, sql("DROP", "audit.orders"))).isEqualTo(Truth.TRUE);
    assertThat(permission(orders, sql("DROP", "audit.orders"))).isEqualTo(Truth.FALSE);
    CallPattern audit = new CallPattern.Queries(Set.of(), Set.of(), names("audit.orders"));
    assertThat(denial(audit, sql("DROP", "orders"))).isEqualTo(Truth.TRUE);
    assertThat(permission(audit, sql("DROP", "orders"))).isEqualTo(Truth.FALSE);
    both(audit, sql("DROP", "audit.orders"), true);
    both(
        new CallPattern.Queries(Set.of(Protocol.MYSQL), Set.of(), Set.of()),
        sql("DROP", "x"),
        false);
  }

  @Test
  void keySpaceThatLooksLikeAValueMayBeWhatAPatternMeans() {
    Known hidden = call(new QueryOperation("DEL", "{id}", Protocol.REDIS));
    CallPattern word = new CallPattern.Queries(Set.of(), Set.of("DEL"), names("session"));
    both(word, hidden, false);
    CallPattern open = new CallPattern.Queries(Set.of(), Set.of("DEL"), names("session-*"));
    assertThat(denial(open, hidden)).isEqualTo(Truth.TRUE);
    assertThat(permission(open, hidden)).isEqualTo(Truth.FALSE);
  }

  @Test
  void requestForSeveralTopicsNeedsPermissionForAll() {
    CallPattern orders = new CallPattern.Messages(Set.of(), Set.of("Produce"), names("orders*"));
    Known one = call(new MessageOperation("produce", "orders.eu", Protocol.KAFKA));
    Known two = call(new MessageOperation("produce", "customers,orders", Protocol.KAFKA));
    Known more = call(new MessageOperation("produce", "orders,…", Protocol.KAFKA));
    both(orders, one, true);
    assertThat(denial(orders, two)).isEqualTo(Truth.TRUE);
    assertThat(permission(orders, two)).isEqualTo(Truth.FALSE);
    assertThat(denial(orders, more)).isEqualTo(Truth.TRUE);
    assertThat(permission(orders, more)).isEqualTo(Truth.FALSE);
    both(new CallPattern.Messages(Set.of(Protocol.MQTT), Set.of(), Set.of()), one, false);
  }

  @Test
  void namesAskedForAreMetWithoutCase() {
    CallPattern names = new CallPattern.Lookups(names("*.Example.com"));
    both(names, call(new LookupOperation("A", "api.example.com")), true);
    both(names, call(new LookupOperation("A", "example.com")), false);
  }

  @Test
  void toolsAndModelsAreKnownWithTheBody() {
    HttpOperation post = new HttpOperation("POST", "/mcp", Protocol.HTTP1);
    Known head = connection().called(post, "", "/mcp");
    CallPattern tool = new CallPattern.Tools(names("delete_*"));
    CallPattern model = new CallPattern.Models(names("gpt-*"));
    assertThat(denial(tool, head)).isEqualTo(Truth.UNKNOWN);
    assertThat(denial(model, head)).isEqualTo(Truth.UNKNOWN);
    both(tool, body(head, post.calling("tools/call delete_user"), ""), true);
    both(tool, body(head, post.calling("tools/call search"), ""), false);
    both(tool, body(head, post.calling("tools/list"), ""), false);
    both(tool, body(head, post, ""), false);
    Known batch = body(head, post.calling("batch"), "");
    assertThat(denial(tool, batch)).isEqualTo(Truth.TRUE);
    assertThat(permission(tool, batch)).isEqualTo(Truth.FALSE);
    both(model, body(head, post, "gpt-5"), true);
    both(model, body(head, post, "llama"), false);
    both(model, body(head, post, ""), false);
    both(model, call(new ModelOperation("openai", "chat", "gpt-5", Protocol.HTTP1)), true);
    both(model, call(new RawOperation(Protocol.TLS, 443)), false);
  }

  @Test
  void callOfThePastIsMetByItsTemplateAsFarAsThatSays() {
    Known past =
        connection().called(new HttpOperation("GET", "/orders/{id}", Protocol.HTTP1), "", "");
    assertThat(denial(paths("/orders/{x}"), past)).isEqualTo(Truth.TRUE);
    assertThat(denial(paths("/orders/**"), past)).isEqualTo(Truth.TRUE);
    assertThat(denial(paths("/orders/7"), past)).isEqualTo(Truth.UNKNOWN);
    assertThat(denial(paths("/carts/7"), past)).isEqualTo(Truth.FALSE);
    assertThat(denial(paths("/orders"), past)).isEqualTo(Truth.FALSE);
  }

  private static CallPattern paths(String... paths) {
    return new CallPattern.Http(Set.of(), Set.of(paths));
  }

  private static Known body(Known head, HttpOperation operation, String model) {
    return head.requested(operation, model, List.of(), List.of());
  }
}

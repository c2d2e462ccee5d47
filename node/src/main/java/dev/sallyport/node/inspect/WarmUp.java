// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.model.Content;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Finding;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.model.Sighting;
import java.util.List;

/**
 * Has made-up messages looked at before there are real ones: the first looks load classes and take
 * a hundred times as long, which no event loop should be held up by.
 */
final class WarmUp {
  private static final int ROUNDS = 200;

  private static final byte[] BODY =
      ("{\"order\":{\"id\":\"o-1001\",\"total\":12.5,\"note\":\"please ring the bell\"},"
              + "\"contact\":{\"mail\":\"jane.doe@example.com\",\"phone\":\"+1 202 555 0143\"},"
              + "\"card\":{\"number\":\"4111 1111 1111 1111\"},\"iban\":\"DE89370400440532013000\"}")
          .getBytes(US_ASCII);

  private static final Claims NOBODY =
      new Claims() {
        @Override
        public void sighting(Sighting sighting) {}

        @Override
        public void finding(Finding.AttackAttempt finding) {}
      };

  private WarmUp() {}

  static void run(Inspection.Kit kit) {
    List<MessageDetector> detectors = kit.detectors();
    Content body =
        new Content(Place.of(Place.Part.JSON), Content.Form.JSON, BODY, 0, BODY.length, true);
    Message request =
        new Message(
            Direction.FROM_CLIENT,
            "POST",
            "/orders/1001?q=a%20b&sort=name",
            0,
            List.of(new Message.Field("x-customer", "jane")),
            List.of(body));
    Message answer = new Message(Direction.FROM_SERVER, "", "", 200, List.of(), List.of(body));
    for (int i = 0; i < ROUNDS; i++) {
      for (MessageDetector each : detectors) {
        each.inspect(request, NOBODY);
        each.inspect(answer, NOBODY);
      }
    }
  }
}

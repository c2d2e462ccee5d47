// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.node.capture.netns.NamespaceTables.TcpSocket;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class RivalsTest {

  private static final String OWN =
      """
      table inet sallyport {
      	chain outbound {
      		type nat hook output priority -110; policy accept;
      		tcp flags syn / fin,syn,rst,ack redirect to :15801
      	}
      }
      """;

  @Test
  void theOwnTableIsNoRival() {
    assertThat(Rivals.redirecting(OWN)).isEmpty();
  }

  @Test
  void anotherRedirectOfOutgoingConnectionsIs() {
    assertThat(
            Rivals.redirecting(
                OWN
                    + """
                    table ip nat {
                    	chain OUTPUT {
                    		type nat hook output priority -100; policy accept;
                    		meta l4proto tcp counter packets 0 bytes 0 redirect to :15001
                    	}
                    }
                    """))
        .hasValueSatisfying(because -> assertThat(because).contains("table ip nat"));
  }

  @Test
  void chainsOfKnownMeshesAre() {
    assertThat(Rivals.redirecting("table ip nat {\n\tchain X {\n\t\tjump ISTIO_OUTPUT\n\t}\n}\n"))
        .isPresent();
    assertThat(
            Rivals.redirecting("table ip nat {\n\tchain X {\n\t\tjump PROXY_INIT_OUTPUT\n\t}\n}\n"))
        .isPresent();
  }

  @Test
  void aPortThatIsForwardedOnTheWayInIsNot() {
    assertThat(
            Rivals.redirecting(
                """
                table ip nat {
                	chain PREROUTING {
                		type nat hook prerouting priority -100; policy accept;
                		tcp dport 80 redirect to :8080
                	}
                }
                """))
        .isEmpty();
  }

  @Test
  void onlyListenersOnTheMeshPortsCount() {
    assertThat(Rivals.listening(List.of(socket(15001, true)))).isPresent();
    assertThat(Rivals.listening(List.of(socket(15001, false), socket(15801, true)))).isEmpty();
  }

  private static TcpSocket socket(int port, boolean listening) {
    return new TcpSocket(
        new InetSocketAddress("10.0.0.1", port), new InetSocketAddress("10.0.0.2", 1), listening);
  }
}

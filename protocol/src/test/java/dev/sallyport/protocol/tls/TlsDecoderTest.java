// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.TlsFacts;
import dev.sallyport.protocol.Corpus;
import dev.sallyport.protocol.Dialogue;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsDecoderTest {
  private static final String FINGERPRINT = "t13d0103h2_0f2cb44170f4_b9a491fefe05";
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static SSLContext context;

  @TempDir static Path directory;

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=ignored.example",
                "-ext",
                "san=dns:shop.example,dns:*.shop.example,dns:API.example,ip:10.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD);
    context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), new TrustManager[] {new TrustsAll()}, null);
  }

  /** Lets two engines shake hands in memory and returns what went over the wire. */
  private static Dialogue handshake(String version, String serverName) throws IOException {
    SSLEngine client = context.createSSLEngine();
    client.setUseClientMode(true);
    SSLParameters parameters = client.getSSLParameters();
    parameters.setProtocols(
        version.equals("both") ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {version});
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    if (!serverName.isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
    }
    client.setSSLParameters(parameters);
    SSLEngine server = context.createSSLEngine();
    server.setUseClientMode(false);
    Dialogue dialogue = Dialogue.empty();
    ByteBuffer toServer = ByteBuffer.allocate(65536);
    ByteBuffer toClient = ByteBuffer.allocate(65536);
    ByteBuffer sink = ByteBuffer.allocate(65536);
    for (int i = 0; i < 30; i++) {
      byte[] sent = turn(client, toClient, toServer, sink);
      dialogue = sent.length == 0 ? dialogue : dialogue.with(Direction.FROM_CLIENT, sent);
      byte[] answered = turn(server, toServer, toClient, sink);
      dialogue = answered.length == 0 ? dialogue : dialogue.with(Direction.FROM_SERVER, answered);
    }
    return dialogue;
  }

  private static byte[] turn(SSLEngine engine, ByteBuffer in, ByteBuffer out, ByteBuffer sink)
      throws IOException {
    in.flip();
    int before = out.position();
    boolean moved = true;
    while (moved) {
      moved = false;
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        engine.getDelegatedTask().run();
        moved = true;
      } else if (status == HandshakeStatus.NEED_UNWRAP && in.hasRemaining()) {
        sink.clear();
        moved = engine.unwrap(in, sink).bytesConsumed() > 0;
      } else if (status != HandshakeStatus.NEED_UNWRAP) {
        moved =
            engine.wrap(ByteBuffer.allocate(0), out).bytesProduced() > 0
                && engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
      }
    }
    in.compact();
    return Arrays.copyOfRange(out.array(), before, out.position());
  }

  private static List<String> names(Dialogue.Heard heard) {
    List<String> names = new ArrayList<>();
    for (Observation each : heard.observations()) {
      if (each instanceof Observation.NameSeen name) {
        names.add(name.source() + " " + name.name());
      }
    }
    return names;
  }

  private static void sameHoweverCut(Dialogue dialogue) {
    Dialogue.Heard whole = dialogue.heard();
    assertThat(dialogue.heard(Dialogue.byteByByte())).isEqualTo(whole);
    for (int size : new int[] {2, 3, 5, 7, 11, 64, 100, 1000}) {
      assertThat(dialogue.heard(left -> size)).isEqualTo(whole);
    }
  }

  @Test
  void tls12ShowsTheNameAskedForAndThoseOfTheCertificate() throws IOException {
    Dialogue dialogue = handshake("TLSv1.2", "Shop.Example");
    Dialogue.Heard heard = dialogue.heard();
    assertThat(heard.protocol()).isEqualTo(Protocol.TLS);
    assertThat(names(heard))
        .containsExactly("SNI shop.example", "CERTIFICATE shop.example", "CERTIFICATE api.example");
    assertThat(heard.visibility())
        .isEqualTo("{OPERATION=encrypted with TLS 1.2, PAYLOAD=encrypted with TLS 1.2}");
    assertThat(heard.finished()).isTrue();
    sameHoweverCut(dialogue);
  }

  @Test
  void tls13HidesTheCertificate() throws IOException {
    Dialogue dialogue = handshake("both", "shop.example");
    Dialogue.Heard heard = dialogue.heard();
    assertThat(names(heard)).containsExactly("SNI shop.example");
    assertThat(heard.visibility()).contains("OPERATION=encrypted with TLS 1.3");
    assertThat(heard.finished()).isTrue();
    sameHoweverCut(dialogue);
  }

  @Test
  void withoutAServerNameTheNamesAreUnseenUnlessTheCertificateShowsThem() throws IOException {
    assertThat(handshake("TLSv1.3", "").heard().visibility())
        .contains("NAMES=client names no server");
    assertThat(handshake("TLSv1.2", "").heard().visibility()).doesNotContain("NAMES");
  }

  @Test
  void theHelloTellsProtocolsAndVersionsWithoutReservedValues() {
    TlsDecoder decoder = new TlsDecoder(ProtocolLimits.DEFAULT, seen -> {});
    byte[] hello = Corpus.hello();
    decoder.read(Direction.FROM_CLIENT, Unpooled.wrappedBuffer(hello), 0, hello.length, 0);
    assertThat(decoder.hello())
        .contains(
            new ClientHello(
                "shop.example",
                List.of("h2", "http/1.1"),
                List.of(0x0304, 0x0303),
                false,
                FINGERPRINT));
  }

  @Test
  void howBothEndsSpeakIsTold() {
    Dialogue dialogue =
        Dialogue.empty()
            .with(Direction.FROM_CLIENT, Corpus.hello())
            .with(
                Direction.FROM_SERVER,
                Dialogue.hex(
                    "160303002e 0200002a 0303" + "00".repeat(32) + "00 1301 00 0002 0000 1503"));
    List<TlsFacts> facts = new ArrayList<>();
    for (Observation each : dialogue.heard().observations()) {
      if (each instanceof Observation.TlsSeen seen) {
        facts.add(seen.facts());
      }
    }
    assertThat(facts).contains(new TlsFacts(FINGERPRINT, List.of("h2", "http/1.1"), 0, List.of()));
  }

  @Test
  void aHelloSplitOverRecordsIsPutTogether() {
    byte[] hello = Corpus.hello();
    byte[] message = Arrays.copyOfRange(hello, 5, hello.length);
    Dialogue dialogue = Dialogue.empty();
    for (int i = 0; i < message.length; i += 10) {
      byte[] part = Arrays.copyOfRange(message, i, Math.min(i + 10, message.length));
      byte[] record = new byte[part.length + 5];
      record[0] = 22;
      record[1] = 3;
      record[2] = 1;
      record[4] = (byte) part.length;
      System.arraycopy(part, 0, record, 5, part.length);
      dialogue = dialogue.with(Direction.FROM_CLIENT, record);
    }
    assertThat(names(dialogue.heard())).containsExactly("SNI shop.example");
    sameHoweverCut(dialogue);
  }

  @Test
  void hostileHellosAreRefusedWithinBounds() {
    byte[] hello = Corpus.hello();
    byte[] zeroName = hello.clone();
    for (int i = 0; i < hello.length - 4; i++) {
      if (hello[i] == 's' && hello[i + 1] == 'h' && hello[i + 2] == 'o') {
        zeroName[i] = 0;
      }
    }
    assertThat(names(Dialogue.empty().with(Direction.FROM_CLIENT, zeroName).heard())).isEmpty();
    byte[] endless = Dialogue.hex("160301400001ffffff" + "00".repeat(16380));
    Dialogue flood = Dialogue.empty().with(Direction.FROM_CLIENT, endless);
    Dialogue.Heard heard =
        flood.with(Direction.FROM_CLIENT, endless).with(Direction.FROM_CLIENT, endless).heard();
    assertThat(heard.finished()).isTrue();
    assertThat(heard.visibility()).contains("TLS handshake larger than the limit");
  }

  @Test
  void anAlertEndsLearning() {
    Dialogue dialogue =
        Dialogue.empty()
            .with(Direction.FROM_CLIENT, Corpus.hello())
            .with(Direction.FROM_SERVER, Dialogue.hex("15 0303 0002 0228"));
    assertThat(dialogue.heard().finished()).isTrue();
    assertThat(dialogue.heard().visibility()).contains("encrypted with TLS");
  }

  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(
        java.security.cert.X509Certificate[] c, String a, java.net.Socket s) {}

    @Override
    public void checkServerTrusted(
        java.security.cert.X509Certificate[] c, String a, java.net.Socket s) {}

    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] c, String a, SSLEngine e) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] c, String a, SSLEngine e) {}

    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] c, String a) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] c, String a) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }
}

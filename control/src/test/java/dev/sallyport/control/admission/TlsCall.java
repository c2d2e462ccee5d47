// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Asks as the Kubernetes API does: connects to an address, expects a certificate for the name of
 * the Service, and believes the given authorities alone.
 */
record TlsCall(int port, String service, String bundle) {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");

  record Answer(int status, JsonNode body, X509Certificate shown) {}

  Answer post(String path, String contentType, byte[] body)
      throws IOException, GeneralSecurityException {
    return send("POST", path, contentType, body);
  }

  Answer send(String method, String path, String contentType, byte[] body)
      throws IOException, GeneralSecurityException {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket =
            (SSLSocket) context().getSocketFactory().createSocket(plain, service, port, true)) {
      socket.setSoTimeout(60_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      String head =
          "%s %s?timeout=5s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n"
              .formatted(
                  method,
                  path,
                  service,
                  body.length,
                  contentType.isEmpty() ? "" : "Content-Type: " + contentType + "\r\n");
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      try {
        out.write(body);
        out.flush();
      } catch (IOException answeredBefore) {
        // A server that has read enough answers and closes; the answer is there all the same.
      }
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return answer(socket.getInputStream(), shown);
    }
  }

  private static Answer answer(InputStream in, X509Certificate shown) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the answer ended after: " + head);
      }
      head.append((char) next);
    }
    Matcher length = LENGTH.matcher(head);
    byte[] body =
        length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : in.readAllBytes();
    return new Answer(
        Integer.parseInt(head.substring(9, 12)), new ObjectMapper().readTree(body), shown);
  }

  private SSLContext context() throws IOException, GeneralSecurityException {
    KeyStore believed = KeyStore.getInstance(KeyStore.getDefaultType());
    believed.load(null, null);
    var certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(bundle.getBytes(StandardCharsets.US_ASCII)));
    for (Certificate each : certificates) {
      believed.setCertificateEntry("ca-" + Arrays.hashCode(each.getEncoded()), each);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(believed);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}

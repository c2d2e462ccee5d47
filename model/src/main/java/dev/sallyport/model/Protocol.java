// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/** The protocol of a connection as recognised from its bytes, not from its port. */
public enum Protocol {
  HTTP1("http"),
  HTTP2("h2"),
  GRPC("grpc"),
  WEBSOCKET("websocket"),
  TLS("tls"),
  DNS("dns"),
  POSTGRESQL("postgresql"),
  MYSQL("mysql"),
  REDIS("redis"),
  MONGODB("mongodb"),
  KAFKA("kafka"),
  AMQP("amqp"),
  MQTT("mqtt"),
  SMTP("smtp"),
  SSH("ssh"),
  /** TCP that was carried and counted without being recognised. */
  TCP("tcp");

  private final String id;

  Protocol(String id) {
    this.id = id;
  }

  /** Returns the lower-case identifier used in the API and in exports. */
  public String id() {
    return id;
  }

  /** Returns whether servers of this protocol hold the state of applications. */
  public boolean isDataStore() {
    return switch (this) {
      case POSTGRESQL, MYSQL, REDIS, MONGODB -> true;
      default -> false;
    };
  }
}

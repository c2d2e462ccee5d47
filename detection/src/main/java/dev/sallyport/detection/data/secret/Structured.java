// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.Anchor;
import dev.sallyport.detection.scan.Confirm;
import dev.sallyport.detection.scan.Pattern;
import java.util.ArrayList;
import java.util.List;

/** The rules that need more than a shape. */
final class Structured {
  private static final String[] DATABASE_SCHEMES = {
    "postgres://",
    "postgresql://",
    "mysql://",
    "mariadb://",
    "mongodb://",
    "mongodb+srv://",
    "redis://",
    "rediss://",
    "amqp://",
    "amqps://",
    "ftp://",
    "sftp://",
    "ssh://",
    "smtp://",
    "smtps://",
    "imap://",
    "ldap://",
    "ldaps://",
    "mssql://",
    "sqlserver://",
    "clickhouse://",
    "cassandra://",
    "neo4j://",
    "bolt://",
    "nats://",
    "kafka://",
    "couchbase://",
    "cockroachdb://",
    "oracle://",
    "snowflake://",
    "git+https://",
    "mqtt://",
    "mqtts://",
    "influxdb://",
    "socks5://"
  };

  private static final String[] TOKEN_WORDS = {
    "token",
    "secret",
    "api_key",
    "apikey",
    "api-key",
    "api key",
    "access_key",
    "accesskey",
    "access-key",
    "private_key",
    "privatekey",
    "auth_key",
    "authkey",
    "credential",
    "bearer ",
    "key\"",
    "key'",
    "key=",
    "key:",
    "key ",
    "key>",
    "key_",
    "key)",
    "key?",
    "key\\"
  };

  private static final String[] PASSWORD_WORDS = {"passw", "pwd", "passphrase"};

  private Structured() {}

  static List<Pattern> rules() {
    List<Pattern> rules = new ArrayList<>();
    rules.add(rule("jwt", 8, JwtConfirm::confirm, "eyJ"));
    rules.add(rule("private-key", 8, PemConfirm::confirm, "-----BEGIN"));
    rules.add(anyCase("connection-string", 8, UrlCredentials::afterScheme, DATABASE_SCHEMES));
    rules.add(rule("basic-auth-url", 200, UrlCredentials::beforeAt, "@"));
    rules.add(anyCase("authorization-header", 256, AuthorizationConfirm::confirm, "authorization"));
    rules.add(anyCase("curl-auth-user", 8, CurlUser::confirm, "curl "));
    rules.add(
        anyCase("generic-api-key", GenericConfirm.BEFORE, new GenericConfirm(false), TOKEN_WORDS));
    rules.add(
        anyCase(
            "generic-password", GenericConfirm.BEFORE, new GenericConfirm(true), PASSWORD_WORDS));
    return rules;
  }

  private static Pattern rule(String id, int before, Confirm confirm, String... anchors) {
    return new Pattern(
        id,
        List.of(anchors).stream().map(Anchor::exactly).toList(),
        before,
        Pattern.AFTER_MAX,
        confirm);
  }

  private static Pattern anyCase(String id, int before, Confirm confirm, String... anchors) {
    return new Pattern(
        id,
        List.of(anchors).stream().map(Anchor::anyCase).toList(),
        before,
        Pattern.AFTER_MAX,
        confirm);
  }
}

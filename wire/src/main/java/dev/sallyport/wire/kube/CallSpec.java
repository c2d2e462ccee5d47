// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is called, in the words of its protocol. An absent list stands for all. */
@OneOf
record CallSpec(
    @Field("Requests of HTTP.") @Nullable Http http,
    @Field("Calls of gRPC.") @Nullable Grpc grpc,
    @Field("Statements to PostgreSQL and MySQL.") @Nullable Sql sql,
    @Field("Commands to Redis.") @Nullable Redis redis,
    @Field("Commands to MongoDB.") @Nullable Mongodb mongodb,
    @Field("Requests to Kafka.") @Nullable Topics kafka,
    @Field("Messages of AMQP.") @Nullable Destinations amqp,
    @Field("Messages of MQTT.") @Nullable Topics mqtt,
    @Field("Questions to DNS.") @Nullable Dns dns,
    @Field("Calls of language models.") @Nullable Model model,
    @Field("Calls of tools in the Model Context Protocol.") @Nullable Mcp mcp,
    @Field(
            value = "Whatever is said on connections to these ports, understood or not.",
            min = 1,
            max = 65535)
        List<Integer> ports) {

  /** Requests of HTTP. */
  record Http(
      @Field(
              value = "Methods.",
              pattern = "[A-Z][A-Z-]*",
              expects = "a method in upper case, for example GET",
              lengthMax = 32,
              itemsMax = 16)
          List<String> methods,
      @Field(
              value =
                  "Templates of paths: {id} stands for one segment, * for any run of characters in"
                      + " a segment, ** at the end for all that follows.",
              pattern = "/\\S*",
              expects = "a path that begins with /, for example /orders/{id}",
              lengthMax = 512)
          List<String> paths) {}

  /** Calls of gRPC. */
  record Grpc(
      @Field(
              value = "Full names of services.",
              pattern = Patterns.SUBJECTS,
              expects = Patterns.SUBJECTS_EXPECT)
          List<String> services,
      @Field(
              value = "Names of methods.",
              pattern = Patterns.SUBJECTS,
              expects = Patterns.SUBJECTS_EXPECT)
          List<String> methods) {}

  /** Statements. */
  record Sql(
      @Field(
              value = "First words of statements, in any letter case.",
              pattern = Patterns.VERBS,
              expects = Patterns.VERBS_EXPECT,
              lengthMax = 63)
          List<String> verbs,
      @Field(
              value = "Names of tables, in any letter case.",
              pattern = Patterns.SUBJECTS,
              expects = Patterns.SUBJECTS_EXPECT)
          List<String> tables) {}

  /** Commands to Redis. */
  record Redis(
      @Field(
              value = "Commands, in any letter case.",
              pattern = Patterns.VERBS,
              expects = Patterns.VERBS_EXPECT,
              lengthMax = 63)
          List<String> commands,
      @Field(
              value = "Key spaces: keys up to their first varying part.",
              pattern = Patterns.SUBJECTS,
              expects = Patterns.SUBJECTS_EXPECT)
          List<String> keys) {}

  /** Commands to MongoDB. */
  record Mongodb(
      @Field(
              value = "Commands, in any letter case.",
              pattern = Patterns.VERBS,
              expects = Patterns.VERBS_EXPECT,
              lengthMax = 63)
          List<String> commands,
      @Field(
              value = "Names of collections.",
              pattern = Patterns.SUBJECTS,
              expects = Patterns.SUBJECTS_EXPECT)
          List<String> collections) {}

  /** Messages by topic. */
  record Topics(
      @Field(
              value = "What is done, for example produce, in any letter case.",
              pattern = Patterns.VERBS,
              expects = Patterns.VERBS_EXPECT,
              lengthMax = 63)
          List<String> verbs,
      @Field(value = "Topics.", pattern = Patterns.SUBJECTS, expects = Patterns.SUBJECTS_EXPECT)
          List<String> topics) {}

  /** Messages by queue or exchange. */
  record Destinations(
      @Field(
              value = "What is done, for example publish, in any letter case.",
              pattern = Patterns.VERBS,
              expects = Patterns.VERBS_EXPECT,
              lengthMax = 63)
          List<String> verbs,
      @Field(
              value = "Queues and exchanges.",
              pattern = Patterns.SUBJECTS,
              expects = Patterns.SUBJECTS_EXPECT)
          List<String> destinations) {}

  /** Questions to DNS. */
  record Dns(
      @Field(value = "Names asked for.", pattern = Patterns.HOSTS, expects = Patterns.HOSTS_EXPECT)
          List<String> names) {}

  /** Calls of language models. */
  record Model(
      @Field(
              value = "Models as requested, * for any run of characters.",
              pattern = Patterns.SUBJECTS,
              expects = Patterns.SUBJECTS_EXPECT)
          List<String> names) {}

  /** Calls of tools. */
  record Mcp(
      @Field(
              value = "Names of tools, * for any run of characters.",
              pattern = Patterns.SUBJECTS,
              expects = Patterns.SUBJECTS_EXPECT)
          List<String> tools) {}
}

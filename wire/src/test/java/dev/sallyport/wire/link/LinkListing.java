// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sallyport.blueprint.summary.RulingKey;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Place;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Severity;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.ValueType;
import dev.sallyport.model.Vantage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is said on the link, as lines of which each is a promise to the version after: a call, a
 * field by its number, and those enums of the model that travel by place or by name.
 */
final class LinkListing {
  private static final String DEPRECATED = " deprecated";

  /** They travel by their place, so that place is part of the protocol. */
  private static final List<Class<? extends Enum<?>>> BY_PLACE =
      List.of(
          CaptureTier.class,
          Vantage.class,
          Proof.class,
          Layer.class,
          Authentication.class,
          ValueType.class,
          RulingKey.Says.class,
          RulingKey.Done.class);

  /** They travel by their name. */
  private static final List<Class<? extends Enum<?>>> BY_NAME =
      List.of(
          DataClass.class,
          AttackFamily.class,
          Severity.class,
          Place.Part.class,
          Unidentified.Why.class);

  private LinkListing() {}

  /** Returns what the link is made of. */
  static List<String> of(FileDescriptor file) {
    List<String> lines = new ArrayList<>();
    for (ServiceDescriptor service : file.getServices()) {
      for (MethodDescriptor each : service.getMethods()) {
        lines.add("rpc " + service.getFullName() + "/" + each.getName() + " " + call(each));
      }
    }
    file.getMessageTypes().forEach(each -> message(each, lines));
    file.getEnumTypes().forEach(each -> choices(each, lines));
    return lines;
  }

  /** Returns what travels inside fields and is not said in the protocol file. */
  static List<String> ofTheModel() {
    List<String> lines = new ArrayList<>();
    for (Class<? extends Enum<?>> type : BY_PLACE) {
      for (Enum<?> each : type.getEnumConstants()) {
        lines.add("place " + name(type) + " " + each.ordinal() + " " + each.name());
      }
    }
    for (Class<? extends Enum<?>> type : BY_NAME) {
      for (Enum<?> each : type.getEnumConstants()) {
        lines.add("name " + name(type) + " " + each.name());
      }
    }
    for (Protocol each : Protocol.values()) {
      lines.add("name Protocol " + each.id());
    }
    return lines;
  }

  /** Returns what the version before promised and this one does not keep. */
  static List<String> broken(List<String> before, List<String> now) {
    Set<String> kept = new HashSet<>();
    now.forEach(each -> kept.add(plain(each)));
    return before.stream()
        .filter(each -> !kept.contains(plain(each)))
        .filter(each -> !(each.endsWith(DEPRECATED) && kept.contains(reserved(each))))
        .toList();
  }

  /** A deprecated field may go once nobody can take its number. */
  private static String reserved(String field) {
    String[] words = field.split(" ", -1);
    return "reserved " + words[1] + " " + words[2];
  }

  private static String plain(String line) {
    return line.endsWith(DEPRECATED)
        ? line.substring(0, line.length() - DEPRECATED.length())
        : line;
  }

  private static String name(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return outer == null
        ? type.getSimpleName()
        : outer.getSimpleName() + "." + type.getSimpleName();
  }

  private static String call(MethodDescriptor each) {
    return (each.isClientStreaming() ? "stream " : "")
        + each.getInputType().getFullName()
        + " -> "
        + (each.isServerStreaming() ? "stream " : "")
        + each.getOutputType().getFullName();
  }

  private static void message(Descriptor message, List<String> lines) {
    for (FieldDescriptor each : message.getFields()) {
      lines.add(field(message, each));
    }
    for (DescriptorProto.ReservedRange each : message.toProto().getReservedRangeList()) {
      for (int number = each.getStart(); number < each.getEnd(); number++) {
        lines.add("reserved " + message.getFullName() + " " + number);
      }
    }
    message.getNestedTypes().forEach(each -> message(each, lines));
    message.getEnumTypes().forEach(each -> choices(each, lines));
  }

  private static String field(Descriptor message, FieldDescriptor each) {
    StringBuilder line = new StringBuilder("field ");
    line.append(message.getFullName()).append(' ').append(each.getNumber()).append(' ');
    line.append(each.getName()).append(' ');
    if (each.isRepeated()) {
      line.append(each.isMapField() ? "map " : "repeated ");
    } else if (each.toProto().getProto3Optional()) {
      line.append("optional ");
    }
    line.append(
        switch (each.getJavaType()) {
          case MESSAGE -> each.getMessageType().getFullName();
          case ENUM -> each.getEnumType().getFullName();
          case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING ->
              each.getType().name().toLowerCase(Locale.ROOT);
        });
    OneofDescriptor oneof = each.getRealContainingOneof();
    if (oneof != null) {
      line.append(" one of ").append(oneof.getName());
    }
    return line.append(each.getOptions().getDeprecated() ? DEPRECATED : "").toString();
  }

  private static void choices(EnumDescriptor type, List<String> lines) {
    type.getValues()
        .forEach(
            each ->
                lines.add(
                    "value " + type.getFullName() + " " + each.getNumber() + " " + each.getName()));
  }
}

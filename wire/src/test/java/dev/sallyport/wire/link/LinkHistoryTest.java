// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.sallyport.wire.link.v1.Hello;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The link keeps what the version before promised. With every release, what is promised is written
 * anew: {@code ./mvnw -pl wire -am test -Dtest=LinkHistoryTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dsallyport.before.write=true}.
 */
class LinkHistoryTest {
  private static final FileDescriptor NOW = Hello.getDescriptor().getFile();
  private static final Path BEFORE =
      Path.of(System.getProperty("sallyport.root", ".."))
          .resolve("wire/src/test/resources/dev/sallyport/wire/link/before.txt");

  @Test
  void whatTheVersionBeforeSaidIsStillUnderstood() throws IOException {
    List<String> now = new ArrayList<>(LinkListing.of(NOW));
    now.addAll(LinkListing.ofTheModel());
    if (Boolean.getBoolean("sallyport.before.write")) {
      Files.write(BEFORE, now);
    }
    List<String> before = Files.readAllLines(BEFORE);
    assertThat(before).hasSizeGreaterThan(300);
    assertThat(LinkListing.broken(before, now)).isEmpty();
  }

  @Test
  void aFieldThatGoesAwayIsFound() throws Exception {
    assertBroken(
        changed("Hello", message -> message.removeField(0)),
        "field sallyport.link.v1.Hello 1 protocol_version uint32");
  }

  @Test
  void aDeprecatedFieldMayGoWhenItsNumberIsReserved() throws Exception {
    List<String> before =
        LinkListing.of(
            changed(
                "Hello",
                message -> message.getFieldBuilder(0).getOptionsBuilder().setDeprecated(true)));
    Consumer<DescriptorProto.Builder> gone = message -> message.removeField(0);
    assertThat(LinkListing.broken(before, LinkListing.of(changed("Hello", gone)))).hasSize(1);
    FileDescriptor reserved =
        changed(
            "Hello",
            gone.andThen(message -> message.addReservedRangeBuilder().setStart(1).setEnd(2)));
    assertThat(LinkListing.broken(before, LinkListing.of(reserved))).isEmpty();
    assertThat(LinkListing.broken(LinkListing.of(reserved), LinkListing.of(NOW)))
        .as("a reserved number is given out again")
        .containsExactly("reserved sallyport.link.v1.Hello 1");
  }

  @Test
  void anotherNumberTypeOrCountOfAFieldIsFound() throws Exception {
    String field = "field sallyport.link.v1.Hello 1 protocol_version uint32";
    assertBroken(changed("Hello", message -> message.getFieldBuilder(0).setNumber(99)), field);
    assertBroken(
        changed(
            "Hello",
            message -> message.getFieldBuilder(0).setType(FieldDescriptorProto.Type.TYPE_STRING)),
        field);
    assertBroken(
        changed(
            "Hello",
            message ->
                message.getFieldBuilder(0).setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)),
        field);
  }

  @Test
  void aCallThatGoesAwayIsFound() throws Exception {
    FileDescriptorProto.Builder file = NOW.toProto().toBuilder();
    file.getServiceBuilder(0).removeMethod(1);
    assertBroken(
        FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]),
        "rpc sallyport.link.v1.NodeLink/Enrol sallyport.link.v1.NodeMessage"
            + " -> sallyport.link.v1.ControlMessage");
  }

  @Test
  void whatIsAddedBreaksNothing() throws Exception {
    FileDescriptor more =
        changed(
            "Hello",
            message ->
                message
                    .addFieldBuilder()
                    .setName("more")
                    .setNumber(99)
                    .setType(FieldDescriptorProto.Type.TYPE_STRING)
                    .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL));
    assertThat(LinkListing.broken(LinkListing.of(NOW), LinkListing.of(more))).isEmpty();
    assertThat(LinkListing.of(more)).hasSize(LinkListing.of(NOW).size() + 1);
  }

  @Test
  void anEnumThatTravelsByPlaceKeepsItsPlaces() {
    List<String> before = List.of("place Proof 6 HEADER_EVIDENCE", "place Proof 7 UNKNOWN");
    List<String> between =
        List.of("place Proof 6 HEADER_EVIDENCE", "place Proof 7 NEW", "place Proof 8 UNKNOWN");
    assertThat(LinkListing.broken(before, between)).containsExactly("place Proof 7 UNKNOWN");
    assertThat(LinkListing.broken(before, LinkListing.ofTheModel())).isEmpty();
  }

  @Test
  void versionsAtMostOneApartSpeakWithEachOther() {
    assertThat(LinkVersion.together(5, 5)).isTrue();
    assertThat(LinkVersion.together(5, 4)).isTrue();
    assertThat(LinkVersion.together(5, 6)).isTrue();
    assertThat(LinkVersion.together(5, 3)).isFalse();
    assertThat(LinkVersion.together(5, 7)).isFalse();
    assertThat(LinkVersion.together(1, 0)).as("no version was said").isFalse();
    assertThat(LinkVersion.together(1, -1)).as("2^32 - 1").isFalse();
    assertThat(LinkVersion.together(Integer.MAX_VALUE, Integer.MIN_VALUE)).isFalse();
  }

  @Test
  void aRefusalNamesBothVersionsAndWhomToUpgrade() {
    assertThat(LinkVersion.refusal(3, 5))
        .contains("version 3", "version 5", "upgrade the node program");
    assertThat(LinkVersion.refusal(7, 5)).contains("upgrade control");
  }

  private static void assertBroken(FileDescriptor next, String promise) {
    assertThat(LinkListing.broken(LinkListing.of(NOW), LinkListing.of(next)))
        .containsExactly(promise);
  }

  private static FileDescriptor changed(String message, Consumer<DescriptorProto.Builder> change)
      throws DescriptorValidationException {
    FileDescriptorProto.Builder file = NOW.toProto().toBuilder();
    file.getMessageTypeBuilderList().stream()
        .filter(each -> each.getName().equals(message))
        .forEach(change);
    return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.LookupOperation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DnsMessageTest {
  /** Question {@code Shop.example}, type A. */
  private static final String QUESTION = "0453686f70 076578616d706c65 00 0001 0001";

  private static final String QUERY = "1234 0100 0001 0000 0000 0000" + QUESTION;

  private static DnsMessage read(String hex) {
    byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
    ByteBuf bytes = Unpooled.buffer().writeZero(5).writeBytes(octets).readerIndex(5);
    DnsMessage message = DnsMessage.read(bytes);
    assertThat(bytes.readerIndex()).isEqualTo(5);
    return message;
  }

  private static String answer(int records, String content) {
    return "1234 8180 0001 " + String.format("%04x", records) + " 0000 0000" + QUESTION + content;
  }

  @Test
  void aQuestionIsWhatIsCalled() {
    DnsMessage query = read(QUERY);
    assertThat(query.id()).isEqualTo(0x1234);
    assertThat(query.answer()).isFalse();
    assertThat(query.problems()).isEmpty();
    assertThat(query.questions().getFirst().operation())
        .isEqualTo(new LookupOperation("A", "shop.example"));
  }

  @Test
  void addressesAreJoinedToTheNameThatWasAskedFor() throws UnknownHostException {
    DnsMessage message =
        read(
            answer(
                4,
                "c00c 0005 0001 00000020 0006 03777777 c011"
                    + "03777777 c011 0001 0001 00000e10 0004 0a000001"
                    + "03777777 c011 001c 0001 00000010 0010 20010db8000000000000000000000001"
                    + "056f74686572 c011 0001 0001 00000010 0004 0a000002"));
    assertThat(message.problems()).isEmpty();
    assertThat(message.answers().getFirst())
        .isEqualTo(new DnsRecord.Alias("shop.example", 32, "www.example"));
    assertThat(message.addressesOf("shop.example"))
        .containsExactly(
            new DnsRecord.Address("shop.example", 32, InetAddress.getByName("10.0.0.1")),
            new DnsRecord.Address("shop.example", 16, InetAddress.getByName("2001:db8::1")));
  }

  @Test
  void servicesAreRead() {
    DnsMessage message =
        read(
            answer(
                3,
                "c00c 0021 0001 00000005 0008 0000 0000 1538 c00c"
                    + "c00c 0041 0001 00000005 000d 0001 00 0001 0000 0003 0002 20fb"
                    + "c00c 00ff 0001 00000005 0003 010203"));
    assertThat(message.problems()).isEmpty();
    assertThat(message.answers())
        .containsExactly(
            new DnsRecord.Location("shop.example", 5, "shop.example", 5432),
            new DnsRecord.Location("shop.example", 5, "shop.example", 8443),
            new DnsRecord.Other("shop.example", 5, "ANY"));
  }

  @Test
  void pointersThatLoopOrPointForwardsAreRefused() {
    List<String> names = List.of("c00c", "c00e", "c0ff", "0161c00c", "c000", "c00b", "ffff");
    for (String name : names) {
      DnsMessage message = read("1234 0100 0001 0000 0000 0000" + name + "00010001");
      assertThat(message.problems()).as(name).isNotEmpty();
      assertThat(message.questions()).isEmpty();
    }
  }

  @Test
  void namesAndCountsAreBounded() {
    String longName = ("3f" + "61".repeat(63)).repeat(5) + "00";
    assertThat(read("1234 0100 0001 0000 0000 0000" + longName + "00010001").problems())
        .isNotEmpty();
    assertThat(read("1234 0100 ffff ffff ffff ffff" + QUESTION).problems()).isNotEmpty();
    String many = answer(300, "c00c 0001 0001 00000e10 0004 0a000001".repeat(300));
    assertThat(read(many).answers()).hasSize(DnsMessage.RECORDS_MAX);
    assertThat(read(many).problems()).containsExactly("too many records");
    assertThat(read("00").problems()).containsExactly("shorter than a header");
    String wrongSize =
        answer(2, "c00c 0001 0001 00000e10 0003 0a0000 c00c 0001 0001 00000e10 0004 0a000001");
    assertThat(read(wrongSize).answers()).hasSize(1);
    assertThat(read(wrongSize).problems()).hasSize(1);
  }

  @Test
  void oddLabelsAreEscapedSoThatNamesStayPlainText() {
    DnsMessage message = read("1234 0100 0001 0000 0000 0000 05 612e000a5c 00 0001 0001");
    assertThat(message.questions().getFirst().name()).isEqualTo("a\\046\\000\\010\\092");
  }

  @Test
  void anAliasLoopEnds() {
    DnsMessage message = read(answer(1, "c00c 0005 0001 00000020 0002 c00c"));
    assertThat(message.addressesOf("shop.example")).isEmpty();
  }

  @Test
  void noBytesMakeItThrow() {
    Random random = new Random(5);
    byte[] good =
        HexFormat.of()
            .parseHex(
                answer(
                        2,
                        "c00c 0005 0001 00000020 0006 03777777 c011 c00c 0041 0001 00000005 000d"
                            + " 0001 00 0001 0000 0003 0002 20fb")
                    .replace(" ", ""));
    for (int size = 0; size <= good.length; size++) {
      DnsMessage.read(Unpooled.wrappedBuffer(Arrays.copyOf(good, size)));
    }
    for (int i = 0; i < 50_000; i++) {
      byte[] mutant = good.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      DnsMessage message = DnsMessage.read(Unpooled.wrappedBuffer(mutant));
      message.questions().forEach(each -> message.addressesOf(each.name()));
    }
  }
}

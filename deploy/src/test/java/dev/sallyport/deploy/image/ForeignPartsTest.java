// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignPartsTest {
  @TempDir private Path directory;

  @Test
  void aProgramForOtherMachinesIsFoundByWhatItSaysItself() throws IOException {
    FileTree files = new FileTree();
    files.bytes("bin/theirs", elf(62), 0755);
    files.bytes("bin/ours", elf(183), 0755);
    files.text("bin/x86_64.sh", "#!/bin/sh\n");
    files.link("bin/link", "theirs");
    files.bytes("lib/theirs.jar", jar(elf(62)), 0644);
    files.bytes("lib/of-both.jar", jar(elf(62), elf(183)), 0644);
    files.bytes("lib/of-none.jar", jar(new byte[100]), 0644);
    Layer layer = Layer.of(files, "all", directory);

    assertThat(ForeignParts.in(layer, Architecture.ARM64))
        .containsExactly("bin/theirs", "lib/theirs.jar");
    assertThat(ForeignParts.in(layer, Architecture.AMD64)).containsExactly("bin/ours");
  }

  @Test
  void shortFilesAreNone() throws IOException {
    Path file = Files.write(directory.resolve("short"), new byte[] {0x7f, 'E', 'L', 'F'});

    assertThat(ForeignParts.among(List.of(file), Architecture.ARM64)).isEmpty();
    Files.write(file, elf(62));
    assertThat(ForeignParts.among(List.of(file), Architecture.ARM64)).containsExactly(file);
    assertThat(ForeignParts.among(List.of(file), Architecture.AMD64)).isEmpty();
  }

  private static byte[] elf(int machine) {
    byte[] file = new byte[64];
    file[0] = 0x7f;
    file[1] = 'E';
    file[2] = 'L';
    file[3] = 'F';
    file[18] = (byte) machine;
    return file;
  }

  private static byte[] jar(byte[]... contents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream jar = new ZipOutputStream(bytes)) {
      for (int at = 0; at < contents.length; at++) {
        jar.putNextEntry(new ZipEntry("native/" + at + ".so"));
        jar.write(contents[at]);
      }
    }
    return bytes.toByteArray();
  }
}

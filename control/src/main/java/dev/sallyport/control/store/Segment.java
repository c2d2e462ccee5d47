// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** The form of a journal file: records of length, CRC-32 and bytes, until the file ends. */
final class Segment {
  /** Longest record that is believed; a longer length is a torn or foreign file. */
  static final int RECORD_BYTES_MAX = 64 << 20;

  private static final int HEAD_BYTES = 8;

  private Segment() {}

  /** Writes one record in a single call, so that at most the last record of a file is torn. */
  static int write(OutputStream out, byte[] record) throws IOException {
    ByteBuffer framed = ByteBuffer.allocate(HEAD_BYTES + record.length);
    framed.putInt(record.length).putInt(crc(record)).put(record);
    out.write(framed.array());
    return framed.capacity();
  }

  /** Returns the records up to the first that is torn or damaged. */
  static List<byte[]> read(Path file) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (true) {
        int length = in.readInt();
        int crc = in.readInt();
        if (length < 0 || length > RECORD_BYTES_MAX) {
          return records;
        }
        byte[] record = in.readNBytes(length);
        if (record.length < length || crc(record) != crc) {
          return records;
        }
        records.add(record);
      }
    } catch (EOFException e) {
      return records;
    }
  }

  private static int crc(byte[] record) {
    CRC32 crc = new CRC32();
    crc.update(record);
    return (int) crc.getValue();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class FailureCauseTest {
  @Test
  void aMessageIsToldAsItIs() {
    assertThat(FailureCause.of(new IOException("no such file", new ClosedChannelException())))
        .isEqualTo("no such file");
  }

  @Test
  void withoutOneClassAndCauseAreTold() {
    assertThat(FailureCause.of(new ConnectException())).isEqualTo("ConnectException");
    assertThat(FailureCause.of(caused(new ConnectException(), new ClosedChannelException())))
        .isEqualTo("ConnectException: ClosedChannelException");
    assertThat(
            FailureCause.of(
                caused(
                    new ConnectException(" "),
                    caused(new ClosedChannelException(), new IOException("refused")))))
        .isEqualTo("ConnectException: refused");
  }

  @Test
  void causesThatGoInACircleEnd() {
    Throwable one = new ConnectException();
    Throwable two = caused(new ClosedChannelException(), one);
    one.initCause(two);

    assertThat(FailureCause.of(one)).startsWith("ConnectException");
  }

  private static Throwable caused(Throwable failure, Throwable cause) {
    return failure.initCause(cause);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.ByteSet;
import dev.sallyport.detection.scan.Confirm;
import dev.sallyport.detection.scan.Letters;
import dev.sallyport.detection.scan.Window;

/** A value that only its name tells to be a credential, if it looks like one. */
final class GenericConfirm implements Confirm {
  static final int BEFORE = 64;

  private static final double ASSIGNED = 0.7;
  private static final double IN_SENTENCE = 0.6;

  /** Names that hold a word for credentials but name something else. */
  private static final String[] OTHER_NAMES = {
    "public",
    "pubkey",
    "key_id",
    "keyid",
    "key-id",
    "keyname",
    "key_name",
    "key-name",
    "keyalias",
    "key_alias",
    "key_length",
    "keylength",
    "key_size",
    "keysize",
    "length",
    "count",
    "expir",
    "ttl",
    "_type",
    "-type",
    "page",
    "next",
    "cursor",
    "continuation",
    "csrf",
    "xsrf",
    "idempot",
    "cache",
    "primary",
    "foreign",
    "partition",
    "sort_key",
    "sortkey",
    "object",
    "s3key",
    "s3_key",
    "transl",
    "i18n",
    "secretsid",
    "keyboard",
    "keycode",
    "key_code",
    "keyframe",
    "monkey",
    "turkey",
    "tokens",
    "tokeniz",
    "secret_name",
    "secretname",
    "secret-name",
    "secret_arn",
    "secretarn",
    "credential_id",
    "credentials_id",
    "credentialsid",
    "credentialid",
    "url",
    "uri",
    "endpoint",
    "_file",
    "-file",
    "_path",
    "-path",
    "keypath",
    "keyfile",
    "host",
    "algorithm",
    "hash",
    "digest",
    "checksum",
    "etag",
    "trace",
    "request",
    "author",
    "fingerprint",
    "keychars",
    "keyselector",
    "sequence",
    "natural",
    "schema",
    "bucket",
    "keystore",
    "keyring",
    "keypair",
    "key_pair",
    "keyword",
    "keystone",
    "version",
    "sync",
    "resume",
    "delta",
    "state",
    "nonce",
    "issuer",
    "policy",
    "rotation",
    "keyvault",
    "key_vault",
    "secretlength",
    "secretsize",
    "accessibility",
    "accessor",
    "tokenreview",
    "breakpoint",
    "token_id",
    "tokenid",
    "keyusage",
    "hotkey",
    "shortcut"
  };

  /** Whether the word is one for passwords, which may be short. */
  private final boolean password;

  GenericConfirm(boolean password) {
    this.password = password;
  }

  @Override
  public void confirm(Window window) {
    byte[] bytes = window.bytes();
    int nameStart = Assignment.nameStart(bytes, window.from(), window.anchorStart());
    int wordEnd = window.anchorEnd();
    // Some anchors hold what must stand behind the word.
    while (!ByteSet.WORD.has(bytes[wordEnd - 1])) {
      wordEnd--;
    }
    int nameEnd = Assignment.nameEnd(bytes, wordEnd, window.to());
    int value = Assignment.value(bytes, wordEnd, window.to());
    if (value >= 0) {
      if (plausible(window, value) && !namesOther(bytes, nameStart, nameEnd)) {
        window.report(value, Value.end(bytes, value, window.to()), ASSIGNED);
      }
    } else if (nameEnd < window.to() && bytes[nameEnd] == ' ') {
      afterBlank(window, nameStart, nameEnd);
    }
  }

  private boolean plausible(Window window, int value) {
    int end = Value.end(window.bytes(), value, window.to());
    return password
        ? Value.passwordLike(window.bytes(), value, end)
        : Value.tokenLike(window.bytes(), value, end);
  }

  /** As in "my key is ..." or in <code>--token ...</code>. */
  private static void afterBlank(Window window, int nameStart, int nameEnd) {
    byte[] bytes = window.bytes();
    int value = nameEnd + 1;
    if (Letters.at(bytes, nameStart - 7, nameStart, "public ")) {
      return;
    }
    if (Letters.at(bytes, value, window.to(), "is ")) {
      value += 3;
    }
    int end = Value.end(bytes, value, window.to());
    if (end - value >= 16
        && Value.tokenLike(bytes, value, end)
        && !namesOther(bytes, nameStart, nameEnd)) {
      window.report(value, end, IN_SENTENCE);
    }
  }

  private static boolean namesOther(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      for (String other : OTHER_NAMES) {
        if (Letters.lower(bytes[i]) == other.charAt(0) && Letters.at(bytes, i, end, other)) {
          return true;
        }
      }
    }
    return false;
  }
}

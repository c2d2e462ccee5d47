// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import dev.sallyport.model.Content;
import dev.sallyport.model.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Benign bodies as applications send them: JSON of APIs, chat completions, streams of events and
 * HTML, equal parts, 2 to 20 KB each. They hold what is nearly sensitive: UUIDs, times, entity
 * tags, ten-digit ids, digests, counts of tokens, page tokens, field names such as {@code key}.
 * Made from a seed, so every run sees the same.
 */
final class Corpus {
  private static final String[] WORDS =
      ("the of and to in a is that for it as was with be by on not he his but at are this have from"
              + " or had an they which one you were all her she there would their we him been has"
              + " when who will no more if out so up said what its about than into them can only"
              + " other time new some could these two may first then do any like my now over such"
              + " our man me even most made after also well many before must years back through much"
              + " where your way down should because long each just those people how too little state"
              + " good very make world still see own work men day get here between both being under"
              + " never know same another while last might us great old year come since against go"
              + " system order product delivery customer service payment account request response"
              + " server cluster network policy container version update release index search result")
          .split(" ");

  private final Random random;

  private Corpus(long seed) {
    random = new Random(seed);
  }

  /** Returns documents of together about so many bytes. */
  static List<Content> benign(long seed, long bytes) {
    Corpus corpus = new Corpus(seed);
    List<Content> documents = new ArrayList<>();
    long made = 0;
    while (made < bytes) {
      int size = 2_000 + corpus.random.nextInt(18_000);
      String text =
          switch (documents.size() % 4) {
            case 0 -> corpus.json(size);
            case 1 -> corpus.chat(size);
            case 2 -> corpus.events(size);
            default -> corpus.html(size);
          };
      documents.add(content(documents.size() % 4, text.getBytes(StandardCharsets.UTF_8)));
      made += text.length();
    }
    return documents;
  }

  /** Returns JSON of an API of about so many bytes. */
  static String api(long seed, int bytes) {
    return new Corpus(seed).json(bytes - 500);
  }

  private static Content content(int kind, byte[] bytes) {
    Content.Form form =
        switch (kind) {
          case 0, 1 -> Content.Form.JSON;
          case 2 -> Content.Form.PLAIN;
          default -> Content.Form.HTML;
        };
    Place.Part part = form == Content.Form.JSON ? Place.Part.JSON : Place.Part.TEXT;
    return new Content(Place.of(part), form, bytes, 0, bytes.length, true);
  }

  private String json(int size) {
    StringBuilder out = new StringBuilder("{\"data\":[");
    while (out.length() < size) {
      out.append("{\"id\":\"").append(uuid()).append("\",\"orderNumber\":").append(digits(10));
      out.append(",\"createdAt\":\"2026-").append(two(12)).append('-').append(two(28)).append('T');
      out.append(two(23)).append(':').append(two(59)).append(':').append(two(59)).append("Z\"");
      out.append(",\"name\":\"").append(sentence(3)).append("\",\"price\":").append(digits(2));
      out.append('.').append(two(99)).append(",\"currency\":\"EUR\",\"etag\":\"").append(hex(32));
      out.append("\",\"tags\":[\"").append(word()).append("\",\"").append(word()).append("\"]");
      out.append(",\"description\":\"")
          .append(sentence(14))
          .append("\",\"active\":true,\"key\":\"");
      out.append(word()).append("\",\"links\":{\"self\":\"https://api.shop.example/v1/orders/");
      out.append(digits(6)).append("\",\"image\":\"https://cdn.shop.example/i/").append(hex(16));
      out.append(".jpg\"},\"traceId\":\"").append(hex(32)).append("\"},");
    }
    return out.append("{}],\"nextPageToken\":\"").append(base64(24)).append("\"}").toString();
  }

  private String chat(int size) {
    StringBuilder out = new StringBuilder("{\"model\":\"large-2\",\"messages\":[");
    while (out.length() < size) {
      out.append("{\"role\":\"user\",\"content\":\"").append(sentence(60)).append("?\"},");
      out.append("{\"role\":\"assistant\",\"content\":\"").append(sentence(150));
      out.append(".\\n\\n```java\\nint ").append(word()).append(" = list.get(").append(digits(2));
      out.append(");\\nmap.put(key, value);\\n```\\n").append(sentence(40)).append("\"},");
    }
    out.append("{}],\"usage\":{\"prompt_tokens\":").append(digits(3));
    return out.append(",\"completion_tokens\":").append(digits(3)).append("}}").toString();
  }

  private String events(int size) {
    StringBuilder out = new StringBuilder();
    String id = "chatcmpl-" + base64(29);
    while (out.length() < size) {
      out.append("data: {\"id\":\"").append(id).append("\",\"object\":\"chat.completion.chunk\"");
      out.append(",\"created\":17")
          .append(digits(8))
          .append(",\"model\":\"large-2\",\"choices\":[{");
      out.append("\"index\":0,\"delta\":{\"content\":\" ").append(word());
      out.append("\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    }
    return out.append("data: [DONE]\n\n").toString();
  }

  private String html(int size) {
    StringBuilder out = new StringBuilder("<!doctype html><html><head><title>");
    out.append(sentence(4)).append("</title><link rel=\"stylesheet\" href=\"/static/app.");
    out.append(hex(8)).append(".css\" integrity=\"sha384-").append(base64(64)).append("\"></head>");
    out.append("<body><meta name=\"csrf-token\" content=\"").append(base64(40)).append("\">");
    while (out.length() < size) {
      out.append("<div class=\"row ").append(word()).append("\" id=\"n").append(digits(5));
      out.append("\"><h2>").append(sentence(5)).append("</h2><p>").append(sentence(45));
      out.append("</p><a href=\"https://www.shop.example/").append(word()).append('/');
      out.append(word()).append("?page=").append(digits(2)).append("\" title=\"").append(word());
      out.append("\">").append(word()).append("</a><img src=\"/img/").append(hex(12));
      out.append(".webp\" width=\"").append(digits(3)).append("\"></div>\n");
    }
    return out.append("</body></html>").toString();
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private String sentence(int words) {
    StringBuilder out = new StringBuilder(word());
    for (int i = 1; i < words; i++) {
      out.append(random.nextInt(12) == 0 ? ", " : " ").append(word());
    }
    return out.toString();
  }

  private String uuid() {
    return new UUID(
            random.nextLong() & ~0xf000L | 0x4000L, random.nextLong() & ~(3L << 62) | 1L << 63)
        .toString();
  }

  private String two(int most) {
    int number = 1 + random.nextInt(most);
    return number < 10 ? "0" + number : String.valueOf(number);
  }

  private String digits(int count) {
    return of("0123456789", count).replaceFirst("^0", "1");
  }

  private String hex(int count) {
    return of("0123456789abcdef", count);
  }

  private String base64(int count) {
    return of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", count);
  }

  private String of(String alphabet, int count) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < count; i++) {
      out.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return out.toString();
  }
}

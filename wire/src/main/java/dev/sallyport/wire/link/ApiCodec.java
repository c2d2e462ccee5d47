// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.AuthenticationCounts;
import dev.sallyport.blueprint.summary.FieldCounts;
import dev.sallyport.blueprint.summary.ObjectCounts;
import dev.sallyport.model.ApiField;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import dev.sallyport.wire.link.v1.Api;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes and reads what the exchanges of one edge said of an API. Reading is safe on hostile input.
 */
final class ApiCodec {
  private static final int NAMES_MAX = 64;
  private static final int FIELDS_READ_MAX = 1024;
  private static final int LIST_MAX = 1 << 30;

  private ApiCodec() {}

  static Api encode(ApiCounts counts, NameWriter names) {
    Api.Builder api =
        Api.newBuilder()
            .setRequestsRead(counts.requestsRead())
            .setResponsesRead(counts.responsesRead())
            .setMore(counts.more())
            .setListLength(counts.listLength() + 1);
    counts
        .authentications()
        .forEach(
            (way, each) ->
                api.addAuthentications(way.ordinal())
                    .addAuthentications(each.exchanges())
                    .addAuthentications(each.accepted())
                    .addAuthentications(each.refused()));
    counts.claims().forEach(name -> api.addClaims(names.string(name)));
    counts.requestTypes().forEach(name -> api.addRequestTypes(names.string(name)));
    counts.responseTypes().forEach(name -> api.addResponseTypes(names.string(name)));
    for (Map.Entry<ApiField, FieldCounts> each : counts.fields().entrySet()) {
      Place place = each.getKey().place();
      api.addFields(
          Api.Field.newBuilder()
              .setPart(names.string(place.part().name()))
              .setName(names.string(place.name()))
              .setFromServer(each.getKey().direction() == Direction.FROM_SERVER)
              .setMessages(each.getValue().messages())
              .setTypes(each.getValue().types()));
    }
    ObjectCounts objects = counts.objects();
    if (!objects.isNone()) {
      api.setObjects(
          Api.Objects.newBuilder()
              .setExchanges(objects.exchanges())
              .setAnswered(objects.answered())
              .setSteps(objects.steps())
              .addAllGiven(ValuesCodec.encode(objects.given())));
    }
    return api.build();
  }

  static ApiCounts decode(Api api, NameReader names, String at) {
    TreeMap<ApiField, FieldCounts> fields = new TreeMap<>();
    boolean more = api.getMore();
    for (int i = 0; i < Math.min(FIELDS_READ_MAX, api.getFieldsCount()); i++) {
      Api.Field field = api.getFields(i);
      String part = names.string(field.getPart(), at + ".part");
      String name = names.string(field.getName(), at + ".name");
      if (part == null || name == null) {
        more = true;
        continue;
      }
      Direction direction = field.getFromServer() ? Direction.FROM_SERVER : Direction.FROM_CLIENT;
      fields.merge(
          new ApiField(direction, new Place(part(part), name)),
          new FieldCounts(SummaryDecoder.positive(field.getMessages()), field.getTypes()),
          FieldCounts::plus);
    }
    return new ApiCounts(
        authentications(api),
        strings(api.getClaimsList(), names, at),
        strings(api.getRequestTypesList(), names, at),
        strings(api.getResponseTypesList(), names, at),
        SummaryDecoder.positive(api.getRequestsRead()),
        SummaryDecoder.positive(api.getResponsesRead()),
        fields,
        more,
        Math.max(0, Math.min(LIST_MAX, api.getListLength())) - 1,
        api.hasObjects() ? objects(api.getObjects()) : ObjectCounts.NONE);
  }

  private static ObjectCounts objects(Api.Objects objects) {
    return new ObjectCounts(
        SummaryDecoder.positive(objects.getExchanges()),
        SummaryDecoder.positive(objects.getAnswered()),
        SummaryDecoder.positive(objects.getSteps()),
        ValuesCodec.decode(objects.getGivenList()));
  }

  private static TreeMap<Authentication, AuthenticationCounts> authentications(Api api) {
    TreeMap<Authentication, AuthenticationCounts> ways = new TreeMap<>();
    List<Long> numbers = api.getAuthenticationsList();
    Authentication[] known = Authentication.values();
    for (int i = 0; i + 3 < Math.min(numbers.size(), 4 * NAMES_MAX); i += 4) {
      long way = numbers.get(i);
      if (way >= 0 && way < known.length) {
        ways.merge(
            known[(int) way],
            new AuthenticationCounts(
                SummaryDecoder.positive(numbers.get(i + 1)),
                SummaryDecoder.positive(numbers.get(i + 2)),
                SummaryDecoder.positive(numbers.get(i + 3))),
            AuthenticationCounts::plus);
      }
    }
    return ways;
  }

  private static SortedSet<String> strings(List<Integer> indexes, NameReader names, String at) {
    TreeSet<String> strings = new TreeSet<>();
    for (int index : indexes.subList(0, Math.min(NAMES_MAX, indexes.size()))) {
      String text = names.string(index, at);
      if (text != null) {
        strings.add(text);
      }
    }
    return strings;
  }

  private static Place.Part part(String name) {
    for (Place.Part each : Place.Part.values()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return Place.Part.MESSAGE;
  }
}

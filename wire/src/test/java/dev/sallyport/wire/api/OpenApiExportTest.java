// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.blueprint.catalogue.WorkloadApi;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenApiExportTest {
  private final JsonNode document = OpenApiExport.of(CatalogueSamples.shop());

  @Test
  void theDocumentIsValid() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult read =
        new OpenAPIV3Parser().readContents(document.toString(), List.of(), options);
    assertThat(read.getMessages()).isEmpty();
    OpenAPI api = read.getOpenAPI();
    assertThat(api.getOpenapi()).isEqualTo("3.1.0");
    assertThat(api.getPaths()).containsKey("/v1/orders/{orderId}/items/{itemId}");
    assertThat(api.getPaths().get("/v1/products/{productId}").getGet().getParameters()).hasSize(1);
  }

  @Test
  void theParserUsedHereFindsWhatIsWrong() {
    JsonNode broken = document.deepCopy();
    ((com.fasterxml.jackson.databind.node.ObjectNode) broken.at("/paths/~1v1~1products/get"))
        .remove("responses");
    SwaggerParseResult read =
        new OpenAPIV3Parser().readContents(broken.toString(), List.of(), new ParseOptions());
    assertThat(read.getMessages()).isNotEmpty();
  }

  @Test
  void anEmptyApiIsValidToo() {
    JsonNode empty =
        OpenApiExport.of(new WorkloadApi(CatalogueSamples.shop().party(), List.of(), 0, 0));
    assertThat(
            new OpenAPIV3Parser()
                .readContents(empty.toString(), List.of(), new ParseOptions())
                .getMessages())
        .isEmpty();
  }

  @Test
  void shapesBecomeSchemas() {
    JsonNode one =
        document.at(
            "/paths/~1v1~1products~1{productId}/get/responses/200/content/application~1json/schema");
    assertThat(one.get("type").asText()).isEqualTo("object");
    assertThat(one.at("/properties/id/format").asText()).isEqualTo("uuid");
    assertThat(one.at("/properties/price/type").asText()).isEqualTo("number");
    assertThat(one.at("/properties/gone/type").toString()).isEqualTo("[\"string\",\"null\"]");
    assertThat(one.at("/properties/stock/additionalProperties/type").asText()).isEqualTo("integer");
    assertThat(one.at("/properties/a.b/type").asText()).isEqualTo("string");
    assertThat(one.get("required").toString()).isEqualTo("[\"id\",\"price\"]");
    JsonNode order =
        document.at("/paths/~1v1~1orders/post/requestBody/content/application~1json/schema");
    assertThat(order.at("/properties/card/required").toString()).isEqualTo("[\"number\"]");
    assertThat(order.at("/properties/email/format").asText()).isEqualTo("email");
  }

  @Test
  void waysOfAuthenticationBecomeSecuritySchemes() {
    assertThat(document.at("/components/securitySchemes/jwt/scheme").asText()).isEqualTo("bearer");
    assertThat(document.at("/paths/~1v1~1orders/post/security").toString())
        .isEqualTo("[{\"jwt\":[]}]");
    assertThat(document.at("/paths/~1v1~1products/get/security").toString()).isEqualTo("[{}]");
  }

  @Test
  void callsInsideOfBodiesShareTheirPath() {
    assertThat(document.at("/paths/~1graphql/post/description").asText())
        .contains("query Cart")
        .contains("mutation Pay");
  }

  @Test
  void findingsRestOnWhatWasSeen() {
    List<ApiFindingView> findings =
        CatalogueViews.api(CatalogueSamples.shop(), java.time.Instant.EPOCH).findings();
    assertThat(findings)
        .extracting(each -> each.risk() + " " + each.operation())
        .contains("API2:2023 GET /v1/products", "API9:2023 GET /v1/products")
        .contains("API2:2023 POST /files/{fileId}.json")
        .doesNotContain("API2:2023 POST /v1/orders", "API4:2023 GET /v1/products");
    assertThat(findings).allSatisfy(each -> assertThat(each.evidence()).isNotBlank());
  }
}

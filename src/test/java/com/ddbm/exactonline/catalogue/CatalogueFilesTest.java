package com.ddbm.exactonline.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What must hold after somebody has refreshed the catalogue files (docs/catalogue.md). */
class CatalogueFilesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path OURS = Path.of("src/main/resources/catalogue");

  @Test
  void theSupplementSpeaksOnlyOfCollectionsThatExist() throws IOException {
    JsonNode supplement = MAPPER.readTree(OURS.resolve("supplement.json").toFile());
    Set<String> uris = new HashSet<>();
    supplement.forEach(part -> part.fieldNames().forEachRemaining(uris::add));
    assertThat(uris).isNotEmpty().allMatch(uri -> Catalogue.get().collection(uri).isPresent());
  }

  @Test
  void aPropertyCountThatWasForgottenIsFound() throws IOException {
    JsonNode collections = MAPPER.readTree(OURS.resolve("catalogue.json").toFile());
    for (JsonNode endpoint : MAPPER.readTree(OURS.resolve("endpoints.json").toFile())) {
      int properties =
          collections.path(endpoint.path("primaryUri").asText()).path("properties").size();
      assertThat(endpoint.path("propertyCount").asInt())
          .as(endpoint.path("id").asText())
          .isEqualTo(properties);
    }
  }

  @Test
  void filesThatDoNotFitTogetherAreRefused() {
    InputStream product = stream("[{\"primaryUri\":\"{division}/sync/X\",\"id\":\"x\"}]");
    assertThatThrownBy(() -> CatalogueReader.read(product, stream("{}"), stream("{}")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("{division}/sync/X");
    InputStream unknownType =
        stream("{\"y\":{\"properties\":[{\"name\":\"A\",\"type\":\"Edm.Time\"}]}}");
    assertThatThrownBy(() -> CatalogueReader.read(stream("[]"), unknownType, stream("{}")))
        .hasMessageContaining("Edm.Time");
    assertThatThrownBy(() -> CatalogueReader.read(stream("{}"), stream("{}"), stream("{}")))
        .isInstanceOf(IOException.class);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}

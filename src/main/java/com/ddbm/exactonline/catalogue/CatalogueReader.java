package com.ddbm.exactonline.catalogue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the three catalogue files, one entry at a time. */
final class CatalogueReader {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private CatalogueReader() {}

  /** Reads the files that are part of the jar. */
  static Catalogue readResources() throws IOException {
    try (InputStream product = open("endpoints.json");
        InputStream collections = open("catalogue.json");
        InputStream supplement = open("supplement.json")) {
      return read(product, collections, supplement);
    }
  }

  /**
   * Reads a catalogue.
   *
   * @param product endpoints.json: an array of the 58
   * @param collections catalogue.json: an object, path to collection
   * @param supplement supplement.json: what the other two do not say
   * @throws IOException when a file is not what it should be
   */
  static Catalogue read(InputStream product, InputStream collections, InputStream supplement)
      throws IOException {
    EndpointBuilder builder = new EndpointBuilder(MAPPER.readTree(supplement));
    Map<String, JsonNode> productByUri = readProduct(product);
    EndpointBuilder.SharedTypes shared = EndpointBuilder.sharedTypes(productByUri.values());
    Map<String, Endpoint> primaries = new HashMap<>();
    List<Endpoint> all = new ArrayList<>();
    try (JsonParser parser = MAPPER.createParser(collections)) {
      expect(parser.nextToken(), JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String uri = parser.currentName();
        parser.nextToken();
        JsonNode collection = parser.readValueAsTree();
        JsonNode chosen = productByUri.get(uri);
        Endpoint endpoint =
            chosen == null
                ? builder.collection(uri, collection)
                : builder.product(chosen, collection, shared);
        all.add(endpoint);
        primaries.put(uri, endpoint);
      }
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (String uri : productByUri.keySet()) {
      Endpoint endpoint = primaries.get(uri);
      if (endpoint == null) {
        throw new IOException("catalogue.json has no " + uri);
      }
      endpoints.add(endpoint);
    }
    return new Catalogue(endpoints, all);
  }

  private static Map<String, JsonNode> readProduct(InputStream product) throws IOException {
    Map<String, JsonNode> productByUri = new LinkedHashMap<>();
    try (JsonParser parser = MAPPER.createParser(product)) {
      expect(parser.nextToken(), JsonToken.START_ARRAY);
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        JsonNode endpoint = parser.readValueAsTree();
        productByUri.put(endpoint.path("primaryUri").asText(), endpoint);
      }
    }
    return productByUri;
  }

  private static void expect(JsonToken found, JsonToken expected) throws IOException {
    if (found != expected) {
      throw new IOException("Expected " + expected + " but found " + found);
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream stream = Catalogue.class.getResourceAsStream("/catalogue/" + name);
    if (stream == null) {
      throw new FileNotFoundException("/catalogue/" + name);
    }
    return new BufferedInputStream(stream, 1 << 16);
  }
}

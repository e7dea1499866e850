package com.ddbm.exactonline.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All endpoints, read once from the resource folder {@code catalogue}: the 58 of the product and
 * the 440 collections of Exact Online, in the same form and in the order of the files.
 *
 * <p>Immutable. How the files are refreshed is described in docs/catalogue.md.
 */
public final class Catalogue {

  private static final class Holder {
    private static final Catalogue INSTANCE = read();

    private static Catalogue read() {
      try {
        return CatalogueReader.readResources();
      } catch (IOException exception) {
        throw new UncheckedIOException("The catalogue in the jar cannot be read.", exception);
      }
    }
  }

  private final Map<String, Endpoint> endpoints;
  private final Map<String, Endpoint> collections;
  private final Map<Integer, Endpoint> byEntityType;

  Catalogue(List<Endpoint> endpoints, List<Endpoint> collections) {
    Map<String, Endpoint> byId = new LinkedHashMap<>();
    Map<Integer, Endpoint> byType = new LinkedHashMap<>();
    for (Endpoint endpoint : endpoints) {
      byId.put(endpoint.id(), endpoint);
      endpoint.entityType().ifPresent(type -> byType.put(type, endpoint));
    }
    Map<String, Endpoint> byUri = new LinkedHashMap<>();
    for (Endpoint collection : collections) {
      byUri.put(collection.uri(), collection);
    }
    this.endpoints = Collections.unmodifiableMap(byId);
    this.collections = Collections.unmodifiableMap(byUri);
    this.byEntityType = Collections.unmodifiableMap(byType);
  }

  /** The catalogue that is part of the jar. */
  public static Catalogue get() {
    return Holder.INSTANCE;
  }

  /** The 58 endpoints of the product. */
  public List<Endpoint> endpoints() {
    return new ArrayList<>(endpoints.values());
  }

  /** The ids of the 58, for example {@code crm_accounts}. */
  public List<String> ids() {
    return new ArrayList<>(endpoints.keySet());
  }

  /** One of the 58 by its id, compared exactly. */
  public Optional<Endpoint> endpoint(String id) {
    return Optional.ofNullable(endpoints.get(id));
  }

  /**
   * One of the 58 that must exist.
   *
   * @throws IllegalArgumentException when there is none of that id
   */
  public Endpoint require(String id) {
    return endpoint(id)
        .orElseThrow(() -> new IllegalArgumentException("There is no endpoint " + id));
  }

  /** Which of the 58 an entity type of sync/Deleted concerns. */
  public Optional<Endpoint> byEntityType(int entityType) {
    return Optional.ofNullable(byEntityType.get(entityType));
  }

  /** All 440 collections; a primary one of the 58 is here the same object. */
  public List<Endpoint> collections() {
    return new ArrayList<>(collections.values());
  }

  /** A collection by its path, for example {@code {division}/system/Divisions}. */
  public Optional<Endpoint> collection(String uri) {
    return Optional.ofNullable(collections.get(uri));
  }
}

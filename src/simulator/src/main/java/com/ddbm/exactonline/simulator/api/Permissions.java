package com.ddbm.exactonline.simulator.api;

import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.ddbm.exactonline.simulator.world.User;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What users, apps and licences may not do. Everything is allowed at first. */
public final class Permissions {
  /** The kinds of things that can be taken. */
  public enum Kind {
    /** A user's right to see an address: without it the list is silently empty. */
    RIGHT,
    /**
     * The app's scope: 403 with a message. The address stands for its scope, or is the name of a
     * scope.
     */
    SCOPE,
    /** A module of the licence: 403 without a reason. */
    MODULE,
    /** An address that does not exist in this country: 404. */
    OFFER,
    /** A property unknown in this country or licence: 400 when it is asked for. */
    FIELD
  }

  /**
   * Something taken in a division, or in all when it is 0; what has a hash sign between address and
   * property.
   */
  private record Taken(Kind kind, int division, String what) {}

  private final Set<Taken> taken = ConcurrentHashMap.newKeySet();
  private final Map<String, User> users = new LinkedHashMap<>();

  /** Permissions for one user. */
  public Permissions() {
    users.put("boekhouding", new User("boekhouding", "Anneke de Vries", Set.of(), ""));
  }

  /** Takes or gives. */
  public void set(Kind kind, int division, String what, boolean allowed) {
    Taken entry = new Taken(kind, division, normal(kind, what));
    if (allowed) {
      taken.remove(entry);
    } else {
      taken.add(entry);
    }
  }

  /** Gives back all that was taken. */
  public void giveAll() {
    taken.clear();
  }

  private static String normal(Kind kind, String what) {
    String lower = what.toLowerCase(Locale.ROOT);
    return kind == Kind.RIGHT ? Resource.rightName(lower) : lower;
  }

  private boolean isTaken(Kind kind, int division, String what) {
    return taken.contains(new Taken(kind, division, what))
        || taken.contains(new Taken(kind, 0, what));
  }

  /** Whether the user may see an address, however it is spelled. */
  public boolean mayRead(int division, String address) {
    return !isTaken(Kind.RIGHT, division, Resource.rightName(address));
  }

  /** Whether the app has the scope of an address. */
  public boolean hasScope(int division, Resource resource) {
    return !isTaken(Kind.SCOPE, division, resource.path().toLowerCase(Locale.ROOT))
        && !isTaken(Kind.SCOPE, division, resource.scope().toLowerCase(Locale.ROOT));
  }

  /** Whether the licence has the module of an address. */
  public boolean hasModule(int division, Resource resource) {
    return !isTaken(Kind.MODULE, division, resource.path().toLowerCase(Locale.ROOT));
  }

  /** Whether the address exists in this country. */
  public boolean offered(int division, Resource resource) {
    return !isTaken(Kind.OFFER, division, resource.path().toLowerCase(Locale.ROOT));
  }

  /** The properties of an address that are unknown here. */
  public Set<String> unknownFields(int division, Resource resource) {
    if (taken.isEmpty()) {
      return Set.of();
    }
    Set<String> unknown = new TreeSet<>();
    String prefix = resource.path().toLowerCase(Locale.ROOT) + "#";
    for (Taken entry : taken) {
      if (entry.kind() == Kind.FIELD
          && (entry.division() == 0 || entry.division() == division)
          && entry.what().startsWith(prefix)) {
        String name = entry.what().substring(prefix.length());
        resource.properties().stream()
            .filter(property -> property.name().equalsIgnoreCase(name))
            .forEach(property -> unknown.add(property.name()));
      }
    }
    return unknown;
  }

  /** The user of this name, or the first one. */
  public synchronized User user(String name) {
    User user = users.get(name);
    return user != null ? user : users.values().iterator().next();
  }

  /** Adds a user or changes one. */
  public synchronized void put(User user) {
    users.put(user.name(), user);
  }

  /** All users. */
  public synchronized List<User> users() {
    return new ArrayList<>(users.values());
  }

  /** Everything as JSON, for the file and for those who ask. */
  public synchronized ObjectNode toJson(ObjectMapper mapper) {
    ObjectNode root = mapper.createObjectNode();
    ArrayNode takenNodes = root.putArray("taken");
    taken.stream()
        .sorted(java.util.Comparator.comparing(Taken::toString))
        .forEach(
            entry ->
                takenNodes
                    .addObject()
                    .put("kind", entry.kind().name())
                    .put("division", entry.division())
                    .put("what", entry.what()));
    ArrayNode userNodes = root.putArray("users");
    for (User user : users.values()) {
      ObjectNode node =
          userNodes
              .addObject()
              .put("name", user.name())
              .put("full_name", user.fullName())
              .put("refusal", user.refusal());
      ArrayNode divisions = node.putArray("divisions");
      user.divisions().forEach(divisions::add);
    }
    return root;
  }

  /** Takes up what was kept. */
  public synchronized void fromJson(JsonNode root) {
    taken.clear();
    for (JsonNode node : root.path("taken")) {
      taken.add(
          new Taken(
              Kind.valueOf(node.path("kind").asText()),
              node.path("division").asInt(),
              node.path("what").asText()));
    }
    for (JsonNode node : root.path("users")) {
      Set<Integer> divisions = new TreeSet<>();
      node.path("divisions").forEach(division -> divisions.add(division.asInt()));
      put(
          new User(
              node.path("name").asText(),
              node.path("full_name").asText(),
              divisions,
              node.path("refusal").asText()));
    }
  }
}

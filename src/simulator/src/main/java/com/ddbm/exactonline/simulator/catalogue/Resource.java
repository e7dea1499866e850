package com.ddbm.exactonline.simulator.catalogue;

import java.util.List;
import java.util.Optional;

/**
 * One of the 440 addresses of Exact Online's API, as the catalogue describes it.
 *
 * @param uri the catalogue's key, such as {@code {division}/sync/CRM/Accounts}
 * @param path the part after the division, such as {@code sync/CRM/Accounts}
 */
public record Resource(
    String uri,
    String path,
    String service,
    String kind,
    String status,
    String scope,
    List<String> key,
    List<String> mergeKey,
    Integer pageSize,
    String select,
    List<String> supportedFilters,
    List<String> mandatoryParameters,
    String cursor,
    boolean mandatoryFilter,
    boolean scalar,
    List<Property> properties) {

  /** The last part of the path, such as {@code Accounts}. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Endpoints that Exact has withdrawn answer 404. */
  public boolean removed() {
    return status.equals("removed");
  }

  /** Whether rows carry a row version and are read by it. */
  public boolean isSync() {
    return kind.equals("sync");
  }

  /** Whether a call without {@code $select} is refused unless it asks for one row only. */
  public boolean selectMandatory() {
    return isSync() || kind.equals("bulk");
  }

  /** Whether the address has a division in it; others count for no limit. */
  public boolean hasDivision() {
    return uri.contains("{division}");
  }

  /** The property of this name, if there is one. */
  public Optional<Property> property(String name) {
    return properties.stream().filter(property -> property.name().equals(name)).findFirst();
  }

  /** The name of the .NET class Exact gives in {@code __metadata}. */
  public String typeName() {
    String singular =
        name().endsWith("ies")
            ? name().substring(0, name().length() - 3) + "y"
            : name().endsWith("s") ? name().substring(0, name().length() - 1) : name();
    return "Exact.Web.Api.Models." + service + "." + (isSync() ? "Sync" : "") + singular;
  }

  /**
   * The name under which user rights are kept: {@code logistics/items} for all addresses of items.
   */
  public String rightName() {
    return rightName(path);
  }

  /**
   * Brings the spellings of a right ({@code Logistics/Items}, {@code sync/Logistics/Items}) to one
   * form.
   */
  public static String rightName(String text) {
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    for (String prefix : List.of("{division}/", "api/v1/", "beta/", "sync/", "bulk/", "read/")) {
      if (lower.startsWith(prefix)) {
        lower = lower.substring(prefix.length());
      }
    }
    return lower;
  }
}

package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.ddbm.exactonline.simulator.data.Content;
import com.ddbm.exactonline.simulator.data.MapContent;
import com.ddbm.exactonline.simulator.data.ObjectSink.Key;
import com.ddbm.exactonline.simulator.data.ObjectSink.Moment;
import com.ddbm.exactonline.simulator.data.Row;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Rows of the addresses that tell about the user and the divisions, rather than about one
 * division's books.
 */
public final class SystemRows {
  private static final DateTimeFormatter SERVER_TIME =
      DateTimeFormatter.ofPattern("dd-MM-yyyy HH:mm:ss", Locale.ROOT);
  private static final Set<String> PATHS =
      Set.of(
          "current/Me",
          "system/Divisions",
          "hrm/Divisions",
          "system/AllDivisions",
          "system/GetMostRecentlyUsedDivisions");

  private SystemRows() {}

  static boolean has(Resource resource) {
    return PATHS.contains(resource.path());
  }

  /** The rows of an address about the user; null when it shows a division's own rows. */
  public static ListTable table(World world, View view, User user) {
    List<Content> rows =
        switch (view.resource().path()) {
          case "current/Me" -> List.of(me(world, user));
          case "system/Divisions", "hrm/Divisions" ->
              world.divisions().stream()
                  .filter(
                      division ->
                          user.sees(division.code())
                              && !division.refusal().equals("NoDivisionAccess"))
                  .map(division -> division(division, user))
                  .toList();
          case "system/AllDivisions" ->
              world.divisions().stream().map(division -> division(division, user)).toList();
          case "system/GetMostRecentlyUsedDivisions" ->
              world.divisions().stream()
                  .filter(division -> user.sees(division.code()))
                  .limit(5)
                  .map(division -> division(division, user))
                  .toList();
          default -> null;
        };
    return rows == null ? null : new ListTable(view.dataset(), world.ownSeed(), rows);
  }

  private static Content me(World world, User user) {
    long wallClock = world.clock().wallClock();
    Map<String, Object> values = new HashMap<>();
    values.put("UserID", user.key());
    values.put("UserName", user.name());
    values.put("FullName", user.fullName());
    values.put("CurrentDivision", user.currentDivision(world));
    values.put("AccountingDivision", user.currentDivision(world));
    values.put("Email", user.name() + "@voorbeeld.nl");
    values.put("Language", "NL-NL");
    values.put("LanguageCode", "nl-NL");
    values.put("Legislation", 1L);
    values.put(
        "ServerTime",
        SERVER_TIME.format(
            LocalDateTime.ofEpochSecond(Math.floorDiv(wallClock, 1000L), 0, ZoneOffset.UTC)));
    values.put("ServerUtcOffset", (int) Math.round((wallClock - world.clock().now()) / 1000.0));
    values.put("ThumbnailPicture", null);
    return new MapContent(values);
  }

  private static Content division(DivisionState division, User user) {
    boolean blocked = !division.refusal().isEmpty();
    Map<String, Object> values = new HashMap<>();
    values.put("Code", division.code());
    values.put("Description", division.name());
    values.put("Hid", division.code() % 100_000L);
    values.put("HID", division.code() % 100_000L);
    values.put("Status", division.archived() ? 2 : 1);
    values.put("BlockingStatus", blocked ? 1 : 0);
    values.put("ArchiveDate", division.archived() ? new Moment(division.createdAt()) : null);
    values.put(
        "DivisionMoveDate",
        division.movedAt() == Row.NO_TIME ? null : new Moment(division.movedAt()));
    values.put("DivisionHRLinkUnlinkDate", null);
    values.put("Created", new Moment(division.createdAt()));
    values.put("Country", "NL ");
    values.put("Currency", "EUR");
    values.put("Legislation", "1");
    values.put("Current", user.sees(division.code()));
    values.put("Customer", new Key(0x5C1B2F0A77D84E10L, 0x9A3F6E2D4C5B6A70L));
    values.put("IsMainDivision", false);
    return new MapContent(values);
  }
}

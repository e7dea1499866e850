package com.ddbm.exactonline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.simulator.Caller.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The failures of facts section 8 that lie in the rows and rights, each by its number. */
class WorldFailuresTest extends FailureFixture {
  @Test
  @DisplayName("17: a missing right gives an empty list, and the rights check tells")
  void right() {
    order(17, "endpoint", "crm_accounts", "division", division);
    assertThat(accounts().status()).isEqualTo(200);
    assertThat(accounts().rows()).isEmpty();
    String check = "/users/UserHasRights?endpoint='CRM/Accounts'&action='GET'";
    assertThat(caller.api(division + check).json().path("d").path("UserHasRights").asBoolean(true))
        .isFalse();
    assertThat(caller.api(other + check).json().path("d").path("UserHasRights").asBoolean())
        .isTrue();
    assertThat(caller.api(other + ACCOUNTS).rows()).isNotEmpty();
    caller.delete("/simulator/permissions");
    assertThat(accounts().rows()).isNotEmpty();
  }

  @Test
  @DisplayName("18: rows as a bare array or under results")
  void shapes() {
    order(18, "variant", "array");
    assertThat(accounts().json().path("d").isArray()).isTrue();
    order(18, "variant", "results");
    assertThat(
            caller
                .api(division + "/assets/Assets?$select=ID&$top=1")
                .json()
                .path("d")
                .path("results")
                .isArray())
        .isTrue();
  }

  @Test
  @DisplayName("19: a row changes while paging and comes again with a higher row version")
  void duplicate() {
    order(19, "endpoint", "crm_accounts");
    List<JsonNode> rows = caller.all(division + ACCOUNTS);
    Set<String> keys = new HashSet<>();
    rows.forEach(row -> keys.add(row.path("ID").asText()));
    assertThat(rows).hasSize(keys.size() + 1);
    JsonNode last = rows.get(rows.size() - 1);
    assertThat(
            rows.stream()
                .filter(row -> row.path("ID").equals(last.path("ID")))
                .map(row -> row.path("Timestamp").asLong()))
        .isSorted();
    assertThat(caller.truth(division, "crm_accounts"))
        .filteredOn(row -> row.path("ID").equals(last.path("ID")))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.path("Timestamp").asLong())
                    .isEqualTo(last.path("Timestamp").asLong()));
  }

  @Test
  @DisplayName("20: deleted and re-created with the same key: the row is newer than its deletion")
  void recreated() {
    order(20, "endpoint", "crm_accounts", "division", division);
    JsonNode deletion = null;
    for (JsonNode row :
        caller.all(
            division
                + "/sync/Deleted?$select=Timestamp,EntityKey,EntityType&$filter=Timestamp gt 1L")) {
      deletion = row;
    }
    String key = deletion.path("EntityKey").asText();
    assertThat(deletion.path("EntityType").asInt()).isEqualTo(2);
    long deleted = deletion.path("Timestamp").asLong();
    assertThat(caller.all(division + ACCOUNTS))
        .filteredOn(row -> row.path("ID").asText().equals(key))
        .singleElement()
        .satisfies(row -> assertThat(row.path("Timestamp").asLong()).isGreaterThan(deleted));
  }

  @Test
  @DisplayName("21: a moved division has a new date and smaller row versions")
  void move() {
    long before = accounts().rows().get(0).path("Timestamp").asLong();
    order(21, "division", division);
    assertThat(accounts().rows().get(0).path("Timestamp").asLong()).isLessThan(before);
    List<JsonNode> divisions =
        caller.api(other + "/system/Divisions?$select=Code,DivisionMoveDate").rows();
    assertThat(divisions.get(0).path("DivisionMoveDate").asText()).startsWith("/Date(");
    assertThat(divisions.get(1).path("DivisionMoveDate").isNull()).isTrue();
    long moved = accounts().rows().get(0).path("Timestamp").asLong();
    caller.control(
        "change", "division", division, "endpoint", "crm_accounts", "kind", "update", "row", 0);
    List<JsonNode> rows = accounts().rows();
    assertThat(rows.get(rows.size() - 1).path("Timestamp").asLong()).isGreaterThan(moved);
    long movedOnce = accounts().rows().get(0).path("Timestamp").asLong();
    order(21, "division", division);
    assertThat(accounts().rows().get(0).path("Timestamp").asLong()).isLessThan(movedOnce);
  }

  @Test
  @DisplayName("22: deletions older than two months are gone")
  void oldDeletions() {
    String address = division + "/sync/Deleted?$select=ID&$filter=Timestamp gt 1L";
    caller.control("changes", "deletions", 2);
    int shown = caller.all(address).size();
    order(22, "division", division);
    assertThat(caller.all(address)).isEmpty();
    caller.control("changes", "seed", 2, "deletions", 2);
    assertThat(caller.all(address)).isNotEmpty();
    assertThat(caller.all(other + "/sync/Deleted?$select=ID&$filter=Timestamp gt 1L"))
        .hasSizeGreaterThan(shown);
    caller.advance(63L * 86_400);
    caller.signIn();
    assertThat(caller.all(other + "/sync/Deleted?$select=ID&$filter=Timestamp gt 1L")).isEmpty();
  }

  @Test
  @DisplayName("25: a property unknown in this country")
  void unknownField() {
    order(25, "endpoint", "crm_accounts", "division", division, "field", "Name");
    assertThat(accounts().status()).isEqualTo(400);
    assertThat(accounts().message()).contains("'Name'");
    assertThat(
            caller.api(division + "/sync/CRM/Accounts?$select=ID&$filter=Timestamp gt 1L").status())
        .isEqualTo(200);
    assertThat(caller.api(other + ACCOUNTS).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("26: more than ten errors in an hour block the address for an hour")
  void errorBlock() {
    caller.control("limits", "on", true);
    String wrong = division + "/assets/Assets?$select=Nonsense";
    for (int error = 1; error <= 11; error++) {
      assertThat(caller.api(wrong).status()).isEqualTo(400);
    }
    String right = division + "/assets/Assets?$select=ID";
    assertThat(caller.api(right).status()).isEqualTo(403);
    assertThat(caller.api(division + "/hrm/Costcenters?$select=ID").status()).isEqualTo(200);
    assertThat(caller.get("/simulator/limits").json().path("blocks").asInt()).isEqualTo(1);
    caller.advance(3601);
    caller.signIn();
    assertThat(caller.api(right).status()).isEqualTo(200);
    order(26, "endpoint", "assets_assets", "division", division);
    caller.control("limits", "block_status", 429);
    assertThat(caller.api(right).status()).isEqualTo(429);
  }

  @Test
  @DisplayName("27: $top above the page size gives a page and a link with the rest")
  void topAbovePageSize() {
    assertThat(order(27).body()).contains("nothing to order");
    caller.control("changes", "endpoints", List.of("assets_assets"), "inserts", 100);
    Answer first = caller.api(division + "/assets/Assets?$select=ID&$top=100");
    assertThat(first.rows()).hasSize(60);
    assertThat(first.next()).contains("$top=40");
  }

  @Test
  @DisplayName("28: skip tokens of the forms guid, L and datetime with guid")
  void skipTokens() {
    caller.control(
        "changes", "endpoints", List.of("assets_assets", "crm_accounts"), "inserts", 1200);
    assertThat(caller.api(division + "/assets/Assets?$select=ID").next())
        .contains("$skiptoken=guid'");
    assertThat(accounts().next()).matches(".*skiptoken=\\d+L");
    assertThat(caller.api(division + "/assets/Assets?$select=ID&$orderby=Modified").next())
        .contains("skiptoken=");
  }

  @Test
  @DisplayName("29: padded codes, zero keys, dates before 1970, line ends in texts")
  void oddValues() {
    caller.control("changes", "endpoints", List.of("crm_contacts", "crm_accounts"), "inserts", 400);
    String contacts =
        caller
            .api(
                division
                    + "/sync/CRM/Contacts?$select=BirthDate,Notes,Account&$filter=Timestamp gt 1L")
            .body();
    assertThat(contacts).contains("/Date(-");
    String accounts =
        caller
            .api(
                division
                    + "/sync/CRM/Accounts?$select=Code,Country,Remarks,Classification1&$filter=Timestamp gt 1L")
            .body();
    assertThat(accounts + contacts)
        .contains(
            "\"                 1\"", "\"NL \"", "\\r\\n", "00000000-0000-0000-0000-000000000000");
  }

  @Test
  @DisplayName(
      "101 to 104: empty page with a link, link to another host, doubled and reversed rows")
  void whatACarefulClientStands() {
    order(101);
    Answer empty = accounts();
    assertThat(empty.rows()).isEmpty();
    assertThat(caller.api(empty.next()).rows()).isNotEmpty();
    order(102);
    assertThat(accounts().next()).startsWith("https://example.org/");
    int count = accounts().rows().size();
    order(103);
    assertThat(accounts().rows()).hasSize(2 * count);
    order(104);
    List<JsonNode> reversed = accounts().rows();
    assertThat(reversed.get(0).path("Timestamp").asLong())
        .isGreaterThan(reversed.get(1).path("Timestamp").asLong());
  }

  @Test
  void failuresAreListedCountedAndRemoved() {
    int id = order(12, "times", -1).json().path("id").asInt();
    assertThat(accounts().status()).isEqualTo(500);
    assertThat(accounts().status()).isEqualTo(500);
    JsonNode listed = caller.get("/simulator/faults").json();
    assertThat(listed.path("ordered").get(0).path("met").asInt()).isEqualTo(2);
    assertThat(listed.path("met").path("12").asInt()).isEqualTo(2);
    caller.delete("/simulator/faults?id=" + id);
    assertThat(accounts().status()).isEqualTo(200);
  }

  @Test
  void modulesAndOffersCanBeTaken() {
    caller.control(
        "permissions",
        "kind",
        "module",
        "endpoint",
        "crm_accounts",
        "division",
        division,
        "allowed",
        false);
    Answer module = accounts();
    assertThat(module.status()).isEqualTo(403);
    assertThat(module.header("Reason")).isNull();
    caller.control("permissions", "kind", "offer", "endpoint", "crm_contacts", "allowed", false);
    assertThat(caller.api(division + "/sync/CRM/Contacts?$select=ID").status()).isEqualTo(404);
  }
}

package com.ddbm.exactonline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ddbm.exactonline.simulator.Caller.Answer;
import com.ddbm.exactonline.simulator.Caller.Tokens;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The failures of facts section 8, each by its number. */
class FailuresTest {
  private static final String ACCOUNTS =
      "/sync/CRM/Accounts?$select=ID,Timestamp,Name&$filter=Timestamp gt 1L";

  private Simulator simulator;
  private Caller caller;
  private Tokens tokens;
  private int division;
  private int other;

  @BeforeEach
  void start() {
    simulator = new Simulator(SimulatorOptions.small().size(2, 200));
    caller = new Caller(simulator);
    tokens = caller.signIn();
    division = simulator.world().divisions().iterator().next().code();
    other = division + 137;
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private Answer order(int failure, Object... namesAndValues) {
    Object[] all = new Object[namesAndValues.length + 2];
    all[0] = "failure";
    all[1] = failure;
    System.arraycopy(namesAndValues, 0, all, 2, namesAndValues.length);
    Answer answer = caller.control("faults", all);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private Answer accounts() {
    return caller.api(division + ACCOUNTS);
  }

  @Test
  @DisplayName(
      "1: refresh before 570 s, on command even later; the server may spend the token all the same")
  void tooEarly() {
    caller.advance(580);
    order(1);
    assertThat(caller.refresh(tokens.refresh()).header("Reason"))
        .startsWith("TooEarlyToRefreshTokens");
    assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(200);
    Tokens second = caller.signIn();
    caller.advance(580);
    order(1, "rotates", true);
    assertThat(caller.refresh(second.refresh()).status()).isEqualTo(400);
    assertThat(caller.refresh(second.refresh()).status()).isEqualTo(401);
  }

  @Test
  @DisplayName("2: spent refresh token")
  void spent() {
    order(2);
    Answer answer = caller.refresh(tokens.refresh());
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("unauthorized_client", "Old refresh token used.");
  }

  @Test
  @DisplayName("3: refresh token older than thirty days")
  void expired() {
    order(3);
    Answer answer = caller.refresh(tokens.refresh());
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("The refresh token expired at ", "\\/");
  }

  @Test
  @DisplayName("4: broken chain, once or for good")
  void brokenChain() {
    caller.advance(580);
    order(4);
    assertThat(caller.refresh(tokens.refresh()).body()).contains("invalid or empty chainId");
    order(4, "permanent", true);
    assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(400);
    assertThat(caller.refresh(tokens.refresh()).body()).contains("invalid_grant");
    assertThat(caller.signIn().access()).isNotEmpty();
  }

  @Test
  @DisplayName(
      "5: empty, unreadable or missing answer of the token endpoint, the token being spent or not")
  void lostTokenAnswer() {
    caller.advance(580);
    order(5);
    Answer empty = caller.refresh(tokens.refresh());
    assertThat(empty.status()).isEqualTo(200);
    assertThat(empty.body()).isEmpty();
    order(5, "variant", "html");
    assertThat(caller.refresh(tokens.refresh()).body()).startsWith("<html");
    order(5, "variant", "reset");
    assertThatThrownBy(() -> caller.refresh(tokens.refresh()))
        .isInstanceOf(UncheckedIOException.class);
    order(5, "variant", "truncated", "rotates", true);
    assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(200);
    assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(401);
  }

  @Test
  @DisplayName("6: expires_in as text and as number")
  void lifeAsNumber() {
    order(6);
    assertThat(caller.exchange(caller.code()).json().path("expires_in").isInt()).isTrue();
    assertThat(caller.exchange(caller.code()).json().path("expires_in").isTextual()).isTrue();
  }

  @Test
  @DisplayName(
      "7: the access token ends in the middle of paging; after a refresh the same link works")
  void tokenEndsWhilePaging() {
    order(7, "phase", "next");
    String assets =
        division + "/sync/Financial/TransactionLines?$select=ID&$top=1001&$filter=Timestamp gt 1L";
    caller.control("changes", "endpoints", List.of("financial_transaction_lines"), "inserts", 1200);
    String next = caller.api(assets).next();
    Answer refused = caller.api(next);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate")).contains("access%20token%20expired");
    assertThat(caller.api(next).status()).isEqualTo(401);
    Answer renewed = caller.refresh(tokens.refresh());
    assertThat(renewed.status()).isEqualTo(200);
    caller.use(Caller.tokens(renewed).access());
    assertThat(caller.api(next).rows()).hasSize(1);
  }

  @Test
  @DisplayName("8: 429 of the minute with the minute's headers only")
  void minute() {
    order(8);
    Answer answer = accounts();
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("X-RateLimit-Minutely-Remaining")).isEqualTo("0");
    assertThat(Long.parseLong(answer.header("X-RateLimit-Minutely-Reset")) % 60_000).isZero();
    assertThat(answer.header("X-RateLimit-Reset")).isNull();
    assertThat(accounts().status()).isEqualTo(200);
  }

  @Test
  @DisplayName("9: 429 of the day with the day's headers only")
  void day() {
    order(9);
    Answer answer = accounts();
    assertThat(answer.status()).isEqualTo(429);
    assertThat(Long.parseLong(answer.header("X-RateLimit-Reset")) % 86_400_000).isZero();
    assertThat(answer.header("X-RateLimit-Minutely-Reset")).isNull();
  }

  @Test
  @DisplayName("10: 429 without headers")
  void bare429() {
    order(10);
    Answer answer = accounts();
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.headers().keySet())
        .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("x-rate"));
  }

  @Test
  @DisplayName("11: 408 for an address in a division, after some calls, a few times")
  void timeout() {
    order(11, "endpoint", "crm_accounts", "division", division, "after", 1, "times", 2);
    assertThat(accounts().status()).isEqualTo(200);
    assertThat(caller.api(other + ACCOUNTS).status()).isEqualTo(200);
    assertThat(caller.api(division + "/hrm/Costcenters?$select=ID").status()).isEqualTo(200);
    assertThat(accounts().status()).isEqualTo(408);
    assertThat(accounts().status()).isEqualTo(408);
    assertThat(accounts().status()).isEqualTo(200);
  }

  @Test
  @DisplayName("12: 500 in JSON, 503 in HTML, 599")
  void serverErrors() {
    order(12);
    assertThat(accounts().message()).isNotEmpty();
    order(12, "status", 503, "path", "sync/*");
    Answer maintenance = accounts();
    assertThat(maintenance.status()).isEqualTo(503);
    assertThat(maintenance.header("Content-Type")).startsWith("text/html");
    order(12, "status", 599);
    assertThat(accounts().status()).isEqualTo(599);
    order(12, "status", 503, "path", "/api/oauth2/token");
    assertThat(caller.exchange(caller.code()).status()).isEqualTo(503);
  }

  @Test
  @DisplayName("13: login page instead of data")
  void loginPage() {
    order(13);
    Answer page = accounts();
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.body()).contains("LoginForm");
    order(13, "status", 302);
    assertThat(accounts().status()).isEqualTo(302);
  }

  @Test
  @DisplayName("14: Atom although JSON was asked for")
  void atom() {
    order(14);
    assertThat(accounts().header("Content-Type")).startsWith("application/atom+xml");
  }

  @Test
  @DisplayName("15: scope missing, on command or taken from the app")
  void scope() {
    order(15);
    assertThat(accounts().message())
        .isEqualTo("Forbidden - Application Scope Violated. Cannot read");
    caller.control("permissions", "kind", "scope", "scope", "Crm accounts", "allowed", false);
    assertThat(accounts().status()).isEqualTo(403);
    assertThat(caller.api(division + "/hrm/Costcenters?$select=ID").status()).isEqualTo(200);
    caller.control("permissions", "kind", "scope", "scope", "Crm accounts", "allowed", true);
    assertThat(accounts().status()).isEqualTo(200);
  }

  @Test
  @DisplayName("16: division without access, blocked, archived; user blocked")
  void refusedDivisions() {
    order(16, "reason", "LicenseExpired");
    assertThat(accounts().header("Reason")).isEqualTo("LicenseExpired");
    caller.control("divisions", "division", division, "refusal", "DivisionBlocked");
    assertThat(accounts().status()).isEqualTo(403);
    assertThat(accounts().header("Reason")).isEqualTo("DivisionBlocked");
    assertThat(caller.api(other + ACCOUNTS).status()).isEqualTo(200);
    caller.control("divisions", "division", division, "refusal", "");
    caller.control("divisions", "division", division, "archived", true);
    assertThat(accounts().status()).isEqualTo(403);
    JsonNode listed =
        caller.api(division + "/system/Divisions?$select=Code,Status,ArchiveDate").rows().get(0);
    assertThat(listed.path("ArchiveDate").isNull()).isFalse();
    assertThat(
            caller
                .api("current/Me?$select=CurrentDivision")
                .rows()
                .get(0)
                .path("CurrentDivision")
                .asInt())
        .isEqualTo(other);
    caller.control("users", "name", "boekhouding", "refusal", "BlockedUser");
    assertThat(caller.api(other + ACCOUNTS).header("Reason")).isEqualTo("BlockedUser");
  }

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
  @DisplayName("23: a property nobody knows, and one that is missing")
  void properties() {
    order(23);
    assertThat(accounts().rows().get(0).has("SimulatorExtra")).isTrue();
    order(23, "variant", "missing");
    assertThat(accounts().rows().get(0).has("Name")).isFalse();
    assertThat(accounts().rows().get(0).has("Name")).isTrue();
  }

  @Test
  @DisplayName(
      "24: a truncated answer, as valid HTTP, with a connection that ends halfway, or none at all")
  void truncated() {
    order(24);
    Answer half = accounts();
    assertThat(half.status()).isEqualTo(200);
    assertThatThrownBy(half::json)
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(JsonProcessingException.class);
    order(24, "variant", "cut");
    assertThatThrownBy(this::accounts).isInstanceOf(UncheckedIOException.class);
    // This caller repeats a call that was reset by itself, so that once would not be noticed.
    order(24, "variant", "reset", "times", -1);
    assertThatThrownBy(this::accounts).isInstanceOf(UncheckedIOException.class);
    caller.delete("/simulator/faults");
    assertThat(accounts().status()).isEqualTo(200);
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
  @DisplayName("30: two instances refresh at once: one of them has a spent token")
  void twoInstances() {
    caller.advance(580);
    assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(200);
    assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(401);
    Tokens second = caller.signIn();
    caller.advance(580);
    order(30);
    assertThat(caller.refresh(second.refresh()).status()).isEqualTo(401);
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

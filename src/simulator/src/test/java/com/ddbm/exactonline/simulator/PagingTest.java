package com.ddbm.exactonline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.simulator.Caller.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages, options and shapes of facts sections 3 and 4. */
class PagingTest {
  private static Simulator simulator;
  private static Caller caller;
  private static int division;

  @BeforeAll
  static void start() {
    simulator = new Simulator(SimulatorOptions.small().size(2, 12_000));
    caller = new Caller(simulator);
    caller.signIn();
    division = simulator.world().divisions().iterator().next().code();
  }

  @AfterAll
  static void stop() {
    simulator.close();
  }

  private static Answer get(String rest, String... headers) {
    return caller.api(division + "/" + rest, headers);
  }

  @Test
  void syncPagesHaveAThousandRowsInOrderOfTimestampAndALinkWithAWideToken() {
    Answer first =
        get("sync/Financial/TransactionLines?$select=ID,Timestamp&$filter=Timestamp gt 1L");
    assertThat(first.rows()).hasSize(1000);
    assertThat(first.next())
        .contains("$select=ID,Timestamp", "$filter=Timestamp%20gt%201L")
        .matches(".*\\$skiptoken=\\d+L");
    List<JsonNode> all = caller.all(first.next());
    assertThat(all).hasSize(11_000);
    long before = first.rows().get(999).path("Timestamp").asLong();
    for (JsonNode row : all) {
      assertThat(row.path("Timestamp").isTextual()).isTrue();
      assertThat(row.path("Timestamp").asLong()).isGreaterThan(before);
      before = row.path("Timestamp").asLong();
    }
  }

  @Test
  void filteringByTimestampGoesOnAfterIt() {
    List<JsonNode> rows =
        get("sync/CRM/Accounts?$select=ID,Timestamp&$filter=Timestamp gt 1").rows();
    long middle = rows.get(rows.size() / 2).path("Timestamp").asLong();
    List<JsonNode> rest =
        get("sync/CRM/Accounts?$select=ID,Timestamp&$filter=Timestamp gt " + middle + "L").rows();
    assertThat(rest).hasSize(rows.size() - rows.size() / 2 - 1);
    assertThat(rest).doesNotContain(rows.get(rows.size() / 2));
  }

  @Test
  void singlePagesHaveSixtyRowsAndALinkWithAKey() {
    Answer first = get("assets/Assets?$select=ID,Modified");
    assertThat(first.rows()).hasSize(60);
    assertThat(first.next()).matches(".*\\$skiptoken=guid'[0-9a-f-]{36}'");
    Set<String> keys = new HashSet<>();
    caller
        .all("" + division + "/assets/Assets?$select=ID")
        .forEach(row -> keys.add(row.path("ID").asText()));
    assertThat(keys).hasSize(240);
  }

  @Test
  void aTopAbovePageSizeIsCountedDownInTheLink() {
    Answer first = get("assets/Assets?$select=ID&$top=100");
    assertThat(first.rows()).hasSize(60);
    assertThat(first.next()).contains("$top=40");
    Answer second = caller.api(first.next());
    assertThat(second.rows()).hasSize(40);
    assertThat(second.next()).isNull();
  }

  @Test
  void aTopWithinThePageSizeGivesABareArray() {
    assertThat(get("assets/Assets?$select=ID&$top=50").json().path("d").isArray()).isTrue();
    assertThat(get("assets/Assets?$select=ID").json().path("d").path("results").isArray()).isTrue();
  }

  @Test
  void sortingByATimeGivesATokenOfTimeAndKey() {
    Answer first =
        get(
            "assets/Assets?$select=ID,Modified&$orderby=Modified desc&$filter=Modified gt datetime'2000-01-01'");
    assertThat(first.next()).matches(".*\\$skiptoken=datetime'[^']*%3A[^']*',guid'[0-9a-f-]{36}'");
    List<JsonNode> rest = caller.all(first.next());
    assertThat(first.rows().size() + rest.size()).isEqualTo(234);
    assertThat(millis(first.rows().get(0))).isGreaterThan(millis(rest.get(rest.size() - 1)));
  }

  private static long millis(JsonNode row) {
    return Long.parseLong(row.path("Modified").asText().replaceAll("\\D", ""));
  }

  @Test
  void someRowsHaveNoTimeOfChangeAndNoFilterOnItFindsThem() {
    List<JsonNode> all = caller.all(division + "/assets/Assets?$select=ID,Modified");
    List<JsonNode> filtered =
        caller.all(
            division
                + "/assets/Assets?$select=ID&$filter=Modified ge datetime'1990-01-01T00:00:00'");
    assertThat(all.stream().filter(row -> row.path("Modified").isNull()).count()).isEqualTo(6);
    assertThat(filtered).hasSize(all.size() - 6);
  }

  @Test
  void linksAreOnTheHostAndSchemeTheCallerSees() {
    Answer answer = get("assets/Assets?$select=ID", "X-Forwarded-Proto", "https");
    assertThat(answer.next()).startsWith("https://127.0.0.1:");
  }

  @Test
  void readFunctionsAnswerCompletely() {
    assertThat(get("read/financial/AgingOverview").json().path("d").isArray()).isTrue();
    assertThat(get("read/financial/AgingOverview").rows()).hasSize(8);
    assertThat(get("read/financial/ProfitLossOverview").rows()).hasSize(1);
  }

  @Test
  void balancesCanBeAskedForByYear() {
    List<JsonNode> all =
        caller.all(division + "/financial/ReportingBalance?$select=ID,ReportingYear");
    List<JsonNode> year =
        caller.all(
            division + "/financial/ReportingBalance?$select=ID&$filter=ReportingYear eq 2026");
    assertThat(year)
        .hasSize(
            (int) all.stream().filter(row -> row.path("ReportingYear").asInt() == 2026).count());
    assertThat(year).isNotEmpty().hasSizeLessThan(all.size());
  }

  @Test
  void servicesDescribeThemselves() {
    Answer answer = get("assets/$metadata");
    assertThat(answer.header("Content-Type")).startsWith("application/xml");
    assertThat(answer.body())
        .contains(
            "<EntityType Name=\"Exact.Web.Api.Models.Assets.Asset\">",
            "<Property Name=\"Modified\" Type=\"Edm.DateTime\" />",
            "<EntitySet Name=\"AssetGroups\"");
    assertThat(get("nonsense/$metadata").status()).isEqualTo(404);
  }

  @Test
  void oneRowIsFoundByItsKey() {
    String key = get("assets/Assets?$select=ID&$top=1").rows().get(0).path("ID").asText();
    Answer one = get("assets/Assets(guid'" + key + "')?$select=ID,Code");
    assertThat(one.json().path("d").path("ID").asText()).isEqualTo(key);
    assertThat(get("assets/Assets(guid'00000000-0000-0000-0000-000000000001')").status())
        .isEqualTo(404);
    assertThat(get("assets/Assets?$select=ID&$filter=ID eq guid'" + key + "'").rows()).hasSize(1);
  }

  @Test
  void rowsAreCounted() {
    assertThat(get("assets/Assets/$count").body()).isEqualTo("240");
    assertThat(
            get("assets/Assets?$select=ID&$inlinecount=allpages")
                .json()
                .path("d")
                .path("__count")
                .asText())
        .isEqualTo("240");
  }

  @Test
  void selectIsMandatoryOnSyncAndBulkButForASingleRow() {
    Answer refused = get("sync/CRM/Accounts");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message())
        .isEqualTo("Please add a $select or a $top=1 statement to the query string.");
    assertThat(get("sync/CRM/Accounts?$top=1").rows()).hasSize(1);
    assertThat(get("bulk/CRM/Accounts?$filter=Name ne ''").status()).isEqualTo(400);
  }

  @Test
  void addressesWithASyncAlternativeWantAFilter() {
    assertThat(get("crm/Accounts?$select=ID").status()).isEqualTo(400);
    assertThat(get("crm/Accounts?$select=ID&$filter=Modified gt datetime'2020-01-01'").status())
        .isEqualTo(200);
    caller.control("settings", "filter_mandatory", false);
    assertThat(get("crm/Accounts?$select=ID").status()).isEqualTo(200);
    caller.control("settings", "filter_mandatory", true);
  }

  @Test
  void mistakesAreRefusedInTheEnvelope() {
    assertThat(get("assets/Assets?$select=ID,Nonsense").message())
        .isEqualTo(
            "Could not find a property named 'Nonsense' on type 'Exact.Web.Api.Models.Assets.Asset'.");
    assertThat(get("assets/Assets?$filter=Nonsense eq 1").message())
        .startsWith("No property 'Nonsense' exists");
    assertThat(get("assets/Assets?$filter=ID eq guid'x'").message())
        .startsWith("Unrecognized 'Edm.Guid' literal");
    assertThat(get("assets/Assets?$filter=ID eq 5").status()).isEqualTo(400);
    assertThat(get("assets/Assets?$filter=Modified gt").status()).isEqualTo(400);
    assertThat(get("assets/Assets?$top=x").status()).isEqualTo(400);
    assertThat(get("sync/CRM/Accounts?$select=ID&$filter=Name eq 'x'").status()).isEqualTo(400);
    assertThat(get("assets/Assets?$select=ID&x=" + "y".repeat(6000)).status()).isEqualTo(400);
    assertThat(get("assets/Nonsense").status()).isEqualTo(404);
    assertThat(caller.api("99/assets/Assets").header("Reason")).isEqualTo("NoDivisionAccess");
  }

  @Test
  void withoutAskingForJsonTheAnswerIsAtom() {
    Answer page = get("assets/Assets?$select=ID,Code&$top=2", "Accept", "*/*");
    assertThat(page.header("Content-Type")).startsWith("application/atom+xml");
    assertThat(page.body()).contains("<feed", "<d:ID m:type=\"Edm.Guid\">", "<d:Code>");
    assertThat(get("assets/Assets?$select=x", "Accept", "*/*").body()).contains("<error");
  }

  @Test
  void filtersJoinCompareAndTrim() {
    String base = division + "/crm/Accounts?$select=ID,Code,Name&$filter=";
    assertThat(caller.api(base + "Code eq '                 1'").rows()).hasSize(1);
    assertThat(caller.api(base + "Code eq '1'").rows()).isEmpty();
    assertThat(caller.api(base + "trim(Code) eq '1'").rows()).hasSize(1);
    assertThat(
            caller
                .api(base + "(trim(Code) eq '1' or trim(Code) eq '2') and not (trim(Code) eq '2')")
                .rows())
        .hasSize(1);
    assertThat(caller.api(base + "substringof('akker',Name) eq true").rows())
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.path("Name").asText()).contains("akker"));
    assertThat(caller.api(base + "Code eq Name").status()).isEqualTo(400);
  }

  @Test
  void oddShapesCanBeSwitchedOn() {
    caller.control("settings", "timestamp_as_number", true, "next_null", true);
    assertThat(
            get("sync/CRM/Accounts?$select=Timestamp").rows().get(0).path("Timestamp").isNumber())
        .isTrue();
    assertThat(get("sync/CRM/Accounts?$select=Timestamp").body()).contains("\"__next\": null");
    caller.control("settings", "numbers_as_text", true);
    assertThat(get("sync/CRM/Accounts?$select=Division").rows().get(0).path("Division").isTextual())
        .isTrue();
    caller.control("settings");
  }
}

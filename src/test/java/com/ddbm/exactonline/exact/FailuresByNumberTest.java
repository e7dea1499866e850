package com.ddbm.exactonline.exact;

import static com.ddbm.exactonline.exact.ClientWorld.ACCOUNTS;
import static com.ddbm.exactonline.exact.ClientWorld.DIVISION;
import static com.ddbm.exactonline.exact.ClientWorld.EMPTY;
import static com.ddbm.exactonline.exact.ClientWorld.ONE_ROW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactApi.Right;
import com.ddbm.exactonline.exact.ExactException.Kind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The failures that integrators have met, by the numbers of the fact sheet (section 8). Numbers 1
 * to 6 and 30, on signing in and refreshing, are in {@link TokenFailuresByNumberTest}. What the
 * engine does about 17, 19, 20, 21 and 22 is tested in package sync; here is what the client must
 * deliver for it.
 */
class FailuresByNumberTest {

  private static final String LINK =
      "https://start.exactonline.nl/api/v1/123/sync/CRM/Accounts?$select=ID&$skiptoken=493115L";

  private final ClientWorld world = new ClientWorld();

  @Test
  void failure07TheTokenExpiresInTheMiddleOfPaging() throws InterruptedException {
    world.server.answer(401, "", "WWW-Authenticate", "Bearer error=access%20token%20expired");
    world.server.answer(200, ONE_ROW);
    Page page = world.page(LINK);
    assertThat(page).isEqualTo(new Page(1, null, List.of(), 2));
    assertThat(world.server.urls()).containsExactly(LINK, LINK);
    assertThat(world.server.request(0).headers()).containsEntry("Authorization", "Bearer token-1");
    assertThat(world.server.request(1).headers()).containsEntry("Authorization", "Bearer token-2");
    assertThat(world.tokens.rejected()).containsExactly(0L, 1L);
    assertThat(world.clock.sleeps()).isEmpty();
  }

  @Test
  void failure07A401ThatANewTokenDoesNotCureIsARefusalOfTheEndpoint() {
    world.server.answer(401, "").answer(401, "");
    ExactException refusal = world.refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.RIGHT);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2007);
    assertThat(world.server.isDone()).isTrue();
  }

  @Test
  void failure07A401WhileExactKeepsTheTokenIsRepeatedOnceWithIt() throws InterruptedException {
    world.tokens.keepingRefusedTokens();
    world.server.answer(401, "").answer(200, ONE_ROW);
    assertThat(world.page()).isEqualTo(new Page(1, null, List.of(), 2));
    world.server.answer(401, "").answer(401, "");
    assertThat(world.refusal().kind()).isEqualTo(Kind.RIGHT);
    assertThat(world.server.isDone()).isTrue();
  }

  @Test
  void failure07A401ThatConcernsTheUserProvesNothingWhileExactKeepsTheToken() {
    world.tokens.keepingRefusedTokens();
    for (int attempt = 0; attempt < 6; attempt++) {
      world.server.answer(401, "");
    }
    ExactException refusal = catchThrowableOfType(ExactException.class, world.client::me);
    assertThat(refusal.kind()).isEqualTo(Kind.TRANSIENT);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2002);
    assertThat(world.server.isDone()).isTrue();
  }

  @Test
  void failure08AMinutelyLimitIsOverWithTheMinute() throws InterruptedException {
    Instant reset = Instant.parse("2026-01-05T10:01:00Z");
    limitReached(
        "X-RateLimit-Minutely-Limit",
        "60",
        "X-RateLimit-Minutely-Remaining",
        "0",
        "X-RateLimit-Minutely-Reset",
        String.valueOf(reset.toEpochMilli()));
    ExactException refusal = world.refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.LIMIT);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2010);
    assertThat(refusal.retryAt()).isBetween(reset.plusSeconds(1), reset.plusSeconds(2));
    world.server.answer(200, ONE_ROW);
    assertThat(
            world
                .patient(Duration.ofMinutes(5))
                .page(ClientWorld.first(DIVISION, ACCOUNTS), world.sink)
                .rows())
        .isEqualTo(1);
    assertThat(world.clock.now()).isBetween(reset.plusSeconds(1), reset.plusSeconds(2));
  }

  @Test
  void failure09ADailyLimitStopsTheDivisionAndNoOther() throws InterruptedException {
    Instant reset = Instant.parse("2026-01-06T00:00:00Z");
    limitReached(
        "X-RateLimit-Limit",
        "5000",
        "X-RateLimit-Remaining",
        "0",
        "X-RateLimit-Reset",
        String.valueOf(reset.toEpochMilli()));
    ExactException refusal = world.refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.LIMIT);
    assertThat(refusal.retryAt()).isBetween(reset.plusSeconds(1), reset.plusSeconds(2));
    world.server.answer(200, ONE_ROW);
    assertThat(world.client.page(ClientWorld.first(456, ACCOUNTS), world.sink).rows()).isEqualTo(1);
    assertThat(world.refusal().retryAt()).as("still, and without a call").isAfter(reset);
    world.clock.set("2026-01-06T00:00:02Z");
    world.server.answer(200, ONE_ROW);
    assertThat(world.page().rows()).isEqualTo(1);
  }

  @Test
  void failure10ALimitWithoutHeadersIsWaitedForAMinuteAndThenLonger() throws InterruptedException {
    world.server.answer(429, "").answer(429, "").answer(429, "").answer(200, ONE_ROW);
    Page page =
        world
            .patient(Duration.ofMinutes(5))
            .page(ClientWorld.first(DIVISION, ACCOUNTS), world.sink);
    assertThat(page.calls()).isEqualTo(4);
    assertThat(world.clock.sleeps())
        .extracting(Duration::toSeconds)
        .containsExactly(61L, 121L, 241L);
    assertThat(world.budget.usage().get(0).answers429()).isEqualTo(3);
  }

  private void limitReached(String... headers) {
    world.server.answer(429, "", headers);
  }

  @Test
  void failure11A408IsRepeatedWithTheSameLinkAndGrowingPauses() throws InterruptedException {
    world.server.answer(408, "").answer(408, "").answer(200, ONE_ROW);
    assertThat(world.page(LINK).calls()).isEqualTo(3);
    assertThat(world.server.urls()).containsOnly(LINK);
    assertThat(world.clock.sleeps()).extracting(Duration::toSeconds).containsExactly(2L, 5L);
  }

  @ParameterizedTest
  @CsvSource({"500, '{\"error\":{}}'", "503, <html>maintenance</html>", "599, ''", "502, gone"})
  void failure12ServerErrorsAreRepeatedAFewTimes(int status, String body)
      throws InterruptedException {
    world.server.answer(status, body).answer(200, ONE_ROW);
    assertThat(world.page().rows()).isEqualTo(1);
    for (int attempt = 0; attempt < 5; attempt++) {
      world.server.answer(status, body);
    }
    ExactException refusal = world.refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.TRANSIENT);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2002);
    assertThat(refusal.getMessage()).contains(String.valueOf(status));
    assertThat(world.server.isDone()).isTrue();
  }

  @Test
  void failure12ALineThatBreaksIsRepeatedToo() throws InterruptedException {
    world.server.fail(new SocketTimeoutException("timeout")).breakAfter("{\"d\":[{\"ID\":\"x\"},");
    world.server.answer(200, ONE_ROW);
    Page page = world.page();
    assertThat(page).isEqualTo(new Page(1, null, List.of(), 3));
    assertThat(world.sink.rows()).extracting(row -> row.get("ID")).containsExactly("a");
    assertThat(world.sink.restarts()).isEqualTo(1);
  }

  @Test
  void failure12AHostThatDoesNotResolveMeansThatAccessIsNotApproved() {
    world.server.fail(new UnknownHostException("start.exactonline.nl"));
    world.server.fail(new UnknownHostException("start.exactonline.nl"));
    ExactException refusal = world.refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.NETWORK_ACCESS);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_3001);
    assertThat(world.server.isDone()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "200, '<!DOCTYPE html><html><title>Login</title></html>'",
    "302, '<html><head><title>Object moved</title></head></html>'"
  })
  void failure13ALoginPageIsAnAuthenticationError(int status, String body)
      throws InterruptedException {
    world.server.answer(status, body, "Content-Type", "text/html").answer(200, ONE_ROW);
    assertThat(world.page().rows()).isEqualTo(1);
    world.server.answer(status, body).answer(status, body);
    ExactException refusal = world.refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.SIGN_IN);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2004);
    assertThat(world.server.isDone()).isTrue();
  }

  @Test
  void failure13ALoginPageProvesNothingWhileExactKeepsTheToken() throws InterruptedException {
    world.tokens.keepingRefusedTokens();
    String page = "<!DOCTYPE html><html><title>Maintenance</title></html>";
    world.server.answer(200, page).answer(200, page).answer(200, ONE_ROW);
    assertThat(world.page()).isEqualTo(new Page(1, null, List.of(), 3));
    assertThat(world.clock.sleeps()).extracting(Duration::toSeconds).containsExactly(2L);
    for (int attempt = 0; attempt < 6; attempt++) {
      world.server.answer(200, page);
    }
    ExactException refusal = world.refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.TRANSIENT);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2002);
    assertThat(world.server.isDone()).isTrue();
  }

  @Test
  void failure14XmlInPlaceOfJsonIsAClearError() {
    world.server.answer(
        200, "<?xml version=\"1.0\"?><feed/>", "Content-Type", "application/atom+xml");
    ExactException refusal = world.refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(refusal.getMessage()).contains("XML").contains("CRM - Accounts");
    assertThat(world.server.isDone()).isTrue();
  }

  @Test
  void failure15AMissingScopeIsOfTheEndpoint() throws InterruptedException {
    world.server.answer(403, error("Forbidden - Application Scope Violated. Cannot read"));
    ExactException refusal = world.refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.SCOPE);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2006);
    assertThat(refusal.getMessage()).contains("Crm accounts").contains("CRM - Accounts");
    world.server.answer(403, "Forbidden - Application Scope Violated. Cannot read");
    assertThat(world.refusal().kind()).isEqualTo(Kind.SCOPE);
    world.server.answer(200, ONE_ROW);
    Endpoint contacts = Catalogue.get().require("crm_contacts");
    RecordingSink sink = new RecordingSink(contacts);
    assertThat(world.client.page(ClientWorld.first(DIVISION, contacts), sink).rows()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BlockedUser",
        "InactiveUser",
        "BlockedCustomer",
        "LicenseExpired",
        "DivisionBlocked",
        "NoDivisionAccess",
        "NoDivisionAccess: the user has no access"
      })
  void failure16ARefusedDivisionIsToldWithItsReason(String reason) {
    world.server.answer(403, "", "Reason", reason);
    ExactException refusal = world.refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.DIVISION);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2008);
    assertThat(refusal.getMessage()).contains("123").contains(reason);
  }

  @Test
  void failure16ARefusedUserIsToldBeforeAnyDivision() {
    world.server.answer(403, "", "Reason", "BlockedUser");
    ExactException refusal = catchThrowableOfType(ExactException.class, world.client::me);
    assertThat(refusal.kind()).isEqualTo(Kind.SIGN_IN);
    assertThat(refusal.getMessage()).contains("BlockedUser");
  }

  @Test
  void failure16AnyOther403IsTheModule() {
    world.server.answer(403, "<html>Forbidden</html>", "Reason", "SomethingNew");
    assertThat(world.refusal().kind()).isEqualTo(Kind.MODULE);
    world.server.answer(404, "");
    assertThat(world.refusal().kind()).isEqualTo(Kind.NOT_OFFERED);
  }

  @Test
  void failure17AMissingRightIsToldFromAnEmptyList() throws InterruptedException {
    world.server.answer(200, EMPTY);
    assertThat(world.page()).isEqualTo(new Page(0, null, List.of(), 1));
    world.server.answer(200, "{\"d\":{\"UserHasRights\":true}}");
    world.server.answer(200, "{\"d\":[{\"UserHasRights\":\"false\"}]}");
    world.server.answer(404, "").answer(200, EMPTY);
    assertThat(world.client.mayRead(DIVISION, ACCOUNTS)).isEqualTo(Right.GRANTED);
    assertThat(world.client.mayRead(DIVISION, ACCOUNTS)).isEqualTo(Right.MISSING);
    assertThat(world.client.mayRead(DIVISION, ACCOUNTS)).isEqualTo(Right.UNKNOWN);
    assertThat(world.client.mayRead(DIVISION, ACCOUNTS)).isEqualTo(Right.UNKNOWN);
    assertThat(world.server.urls().get(1))
        .isEqualTo(
            "https://start.exactonline.nl/api/v1/123/users/UserHasRights"
                + "?endpoint='CRM/Accounts'&action='GET'");
  }

  @Test
  void failure18BothShapesAreRead() throws InterruptedException {
    world.server.answer(200, "{\"d\":[{\"ID\":\"a\"}]}");
    world.server.answer(200, "{\"d\":{\"results\":[{\"ID\":\"a\"}],\"__next\":\"" + LINK + "\"}}");
    assertThat(world.page()).isEqualTo(new Page(1, null, List.of(), 1));
    assertThat(world.page()).isEqualTo(new Page(1, LINK, List.of(), 1));
  }

  @Test
  void failure19ADuplicateInARunIsDeliveredTwiceWithItsTimestamps() throws InterruptedException {
    world.server.answer(
        200, "{\"d\":[{\"ID\":\"a\",\"Timestamp\":\"7\"},{\"ID\":\"a\",\"Timestamp\":9}]}");
    world.page();
    assertThat(world.sink.rows())
        .containsExactly(Map.of("ID", "a", "TIMESTAMP", "7"), Map.of("ID", "a", "TIMESTAMP", "9"));
  }

  @Test
  void failure20ADeletionCarriesWhatTellsItFromARecreatedRow() throws InterruptedException {
    Endpoint deleted = Catalogue.get().require(Endpoint.DELETED);
    RecordingSink sink = new RecordingSink(deleted);
    world.server.answer(
        200, "{\"d\":[{\"ID\":\"x\",\"EntityKey\":\"a\",\"EntityType\":2,\"Timestamp\":\"8\"}]}");
    world.client.page(ClientWorld.first(DIVISION, deleted), sink);
    assertThat(sink.row(0))
        .containsEntry("ENTITYKEY", "a")
        .containsEntry("ENTITYTYPE", "2")
        .containsEntry("TIMESTAMP", "8");
  }

  @Test
  void failure21AMovedDivisionShowsItsDate() throws InterruptedException {
    world.server.answer(
        200, "{\"d\":{\"results\":[{\"CurrentDivision\":123,\"UserName\":\"u\"}]}}");
    world.server.answer(
        200,
        "{\"d\":{\"results\":[{\"Code\":123,\"Description\":\"A\",\"Status\":1,\"BlockingStatus\":0,"
            + "\"DivisionMoveDate\":\"/Date(1767268800000)/\"}],\"__next\":\""
            + LINK
            + "\"}}");
    world.server.answer(
        200, "{\"d\":[{\"Code\":\"456\",\"BlockingStatus\":1,\"ArchiveDate\":\"/Date(0)/\"}]}");
    List<ExactApi.Division> divisions = world.client.divisions();
    assertThat(divisions).hasSize(2);
    assertThat(divisions.get(0).movedAt()).isEqualTo("2026-01-01T12:00:00");
    assertThat(divisions.get(0).archived()).isFalse();
    assertThat(divisions.get(1).code()).isEqualTo(456);
    assertThat(divisions.get(1).blockingStatus()).isEqualTo(1);
    assertThat(divisions.get(1).archived()).isTrue();
    assertThat(world.server.urls().get(2)).isEqualTo(LINK);
  }

  @Test
  void failure22ADateBecomesATimestampToBeginWith() throws InterruptedException {
    Endpoint lines = Catalogue.get().require("financial_transaction_lines");
    world
        .server
        .answer(200, "{\"d\":[{\"TimeStampAsBigInt\":\"987654321012\"}]}")
        .answer(200, EMPTY);
    assertThat(
            world.client.timestampAt(DIVISION, lines, LocalDateTime.parse("2026-01-01T00:00:00")))
        .isEqualTo(987654321012L);
    assertThat(world.client.timestampAt(DIVISION, lines, LocalDateTime.MIN.withYear(2026)))
        .isEqualTo(1);
    assertThat(world.server.urls().get(0))
        .endsWith("?modified=datetime'2026-01-01T00%3A00%3A00.000'&endPoint='TransactionLines'");
  }

  @Test
  void failure23UnknownPropertiesAreKeptAndMissingOnesAreNull() throws InterruptedException {
    world.server.answer(200, "{\"d\":[{\"ID\":\"a\",\"NewIn2027\":\"x\"}]}");
    world.page();
    assertThat(world.sink.row(0)).isEqualTo(Map.of("ID", "a"));
    assertThat(world.sink.extras()).containsExactly("{\"NewIn2027\":\"x\"}");
  }

  @Test
  void failure24TruncatedJsonIsReadAgainAndLeavesNothingBehind() throws InterruptedException {
    world.server.answer(200, "{\"d\":{\"results\":[{\"ID\":\"half\"},{\"ID\":\"ha");
    world.server.answer(200, ONE_ROW);
    assertThat(world.page().calls()).isEqualTo(2);
    assertThat(world.sink.rows()).extracting(row -> row.get("ID")).containsExactly("a");
    for (int attempt = 0; attempt < 5; attempt++) {
      world.server.answer(200, "{\"d\":{\"results\":[{\"ID\":\"half\"}");
    }
    assertThat(world.refusal().kind()).isEqualTo(Kind.TRANSIENT);
  }

  @Test
  void failure25ARefusedFieldIsDroppedAndTheCallRepeated() throws InterruptedException {
    world.server.answer(
        400,
        error("Could not find a property named 'BSN' on type\r\n 'Exact.Web.Api.Models.Account'."));
    world.server.answer(200, ONE_ROW);
    Page page = world.page();
    assertThat(page).isEqualTo(new Page(1, null, List.of("BSN"), 2));
    assertThat(world.server.urls().get(0)).contains("BSN,");
    assertThat(world.server.urls().get(1)).doesNotContain("BSN,");
  }

  @Test
  void failure25TheKeyAndTheCursorAreNeverDropped() {
    world.server.answer(400, error("Could not find a property named 'ID' on type 'x.y'."));
    ExactException refusal = world.refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2013);
    assertThat(refusal.getMessage()).contains("Could not find a property named 'ID'");
    world.server.answer(400, error("No property 'Timestamp' exists."));
    assertThat(world.refusal().kind()).isEqualTo(Kind.PROTOCOL);
    world.server.answer(400, error("Unrecognized 'Edm.Guid' literal 'x'"));
    assertThat(world.refusal().getMessage()).contains("Edm.Guid");
  }

  @Test
  void failure26AnEndpointStopsBeforeExactBlocksTheApp() throws InterruptedException {
    for (int error = 0; error < ErrorBreaker.MOST_ERRORS; error++) {
      world.server.answer(404, "");
      assertThat(world.refusal().kind()).isEqualTo(Kind.NOT_OFFERED);
      world.clock.advance(Duration.ofMinutes(1));
    }
    ExactException refusal = world.refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.LIMIT);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2014);
    assertThat(refusal.retryAt()).isEqualTo(Instant.parse("2026-01-05T11:00:10Z"));
    assertThat(world.server.requests()).hasSizeLessThan(10);
    world.server.answer(200, ONE_ROW).answer(200, ONE_ROW);
    world.client.page(ClientWorld.first(456, ACCOUNTS), world.sink);
    world.clock.set("2026-01-05T11:00:10Z");
    assertThat(world.page().rows()).isEqualTo(1);
  }

  @Test
  void failure27ALimitedPageGoesOnWithItsLink() throws InterruptedException {
    String link = LINK + "&$top=40";
    world.server.answer(200, "{\"d\":{\"results\":[{\"ID\":\"a\"}],\"__next\":\"" + link + "\"}}");
    world.server.answer(200, "{\"d\":{\"results\":[{\"ID\":\"b\"}]}}");
    assertThat(world.page(world.page().nextLink()).nextLink()).isNull();
    assertThat(world.server.urls().get(1)).isEqualTo(link);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?$select=ID&$skiptoken=guid'4f68481a-7a2c-4fbc-a3a0-0c494df3fa0d'",
        "?$select=ID&$skiptoken=493115L",
        "?$filter=Timestamp%20gt%201L&$orderby=Modified&$skiptoken=datetime'2018-09-21T04%3A18%3A55.617',guid'4f68481a-7a2c-4fbc-a3a0-0c494df3fa0d'"
      })
  void failure28ANextLinkIsUsedAsReceived(String query) throws InterruptedException {
    String link = "https://start.exactonline.nl/api/v1/123/sync/CRM/Accounts" + query;
    world.server.answer(200, ONE_ROW).answer(200, ONE_ROW);
    world.page(link);
    world.page(link.replace("https", "http"));
    assertThat(world.server.urls()).containsExactly(link, link);
  }

  @Test
  void failure28APageThatLeadsToAnotherHostIsRefusedAtOnce() {
    world.server.answer(
        200, ONE_ROW.replace("]}", "],\"__next\":\"https://evil.test/api/v1/123/crm/Accounts\"}"));
    ExactException refusal = catchThrowableOfType(ExactException.class, () -> world.page(null));
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2015);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://start.exactonline.be/api/v1/123/crm/Accounts",
        "https://evil.test/api/v1/123/crm/Accounts",
        "https://start.exactonline.nl@evil.test/api",
        "https://user:word@start.exactonline.nl/api",
        "https://start.exactonline.nl:8443/api",
        "ftp://start.exactonline.nl/api",
        "/api/v1/123/crm/Accounts",
        "nothing"
      })
  void failure28ANextLinkToAnotherHostIsNotFollowed(String link) {
    ExactException refusal = catchThrowableOfType(ExactException.class, () -> world.page(link));
    assertThat(refusal.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2015);
    assertThat(world.server.requests()).isEmpty();
  }

  @Test
  void failure28ALinkThatExpiredIsToldApart() {
    world.server.answer(400, error("Invalid $skiptoken"));
    ExactException refusal = catchThrowableOfType(ExactException.class, () -> world.page(LINK));
    assertThat(refusal.kind()).isEqualTo(Kind.LINK_EXPIRED);
  }

  @Test
  void failure29OddValuesAreStoredAsTheyAre() throws InterruptedException {
    world.server.answer(
        200,
        "{\"d\":[{\"ID\":\"00000000-0000-0000-0000-000000000000\",\"Code\":\"             12345\","
            + "\"Country\":\"FR \",\"Remarks\":\"a\\r\\nb\",\"StartDate\":\"\\/Date(-2208988800000)\\/\"}]}");
    world.page();
    assertThat(world.sink.row(0))
        .isEqualTo(
            Map.of(
                "ID", "00000000-0000-0000-0000-000000000000",
                "CODE", "             12345",
                "COUNTRY", "FR ",
                "REMARKS", "a\r\nb",
                "STARTDATE", "1900-01-01T00:00:00.000"));
  }

  @Test
  void noSentenceHoldsAToken() {
    world.server.answer(400, error("Bearer token-1 is odd"));
    world.server.fail(new IOException("a")).fail(new IOException("b")).fail(new IOException("c"));
    world.server.fail(new IOException("d")).fail(new IOException("e"));
    assertThat(world.refusal().getMessage()).doesNotContain("token-1");
    assertThat(world.refusal().kind()).isEqualTo(Kind.TRANSIENT);
  }

  private static String error(String message) {
    String text = message.replace("\r\n", "\\r\\n");
    return "{\r\n\"error\": {\"code\": \"\", \"message\": {\"lang\": \"\", \"value\": \""
        + text
        + "\"}}\r\n}";
  }
}

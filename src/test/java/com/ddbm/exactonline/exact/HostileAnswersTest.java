package com.ddbm.exactonline.exact;

import static com.ddbm.exactonline.exact.ClientWorld.DIVISION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.exact.ExactTransport.Request;
import com.ddbm.exactonline.exact.TokenStore.AccessToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server that means harm: whatever it answers, nothing but a refusal with a number comes out, no
 * other host is called, memory and time stay bounded. Inputs that were worth keeping are files in
 * {@code src/test/resources/corpus}.
 */
class HostileAnswersTest {

  private static final Path CORPUS = Path.of("src/test/resources/corpus");
  private static final String HOST = "start.exactonline.nl";
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:10Z");

  static List<Path> corpus(String kind) throws IOException {
    try (Stream<Path> files = Files.list(CORPUS.resolve(kind))) {
      return files.sorted().toList();
    }
  }

  static List<Path> pages() throws IOException {
    return corpus("pages");
  }

  static List<Path> tokens() throws IOException {
    return corpus("tokens");
  }

  static List<String> links() throws IOException {
    return Files.readAllLines(CORPUS.resolve("links.txt"));
  }

  static List<String> headers() throws IOException {
    return Files.readAllLines(CORPUS.resolve("headers.txt"));
  }

  /** Whatever the client is answered, it answers with a page or a numbered refusal. */
  private static void askAll(int status, String body, String... headers) {
    ClientWorld world = new ClientWorld();
    ExactTransport transport = always(status, body.getBytes(StandardCharsets.UTF_8), headers);
    List<String> asked = new ArrayList<>();
    ExactTransport watched =
        request -> {
          asked.add(request.url());
          return transport.send(request);
        };
    ExactClient client =
        new ExactClient("exact", Site.NL, watched, world.tokens, world.budget, world.clock);
    List<Ask> asks =
        List.of(
            () -> {
              Page page =
                  client.page(ClientWorld.first(DIVISION, ClientWorld.ACCOUNTS), world.sink);
              if (page.nextLink() != null) {
                client.page(ClientWorld.link(page.nextLink()), world.sink);
              }
            },
            client::me,
            client::divisions,
            () -> client.mayRead(DIVISION, ClientWorld.ACCOUNTS));
    for (Ask ask : asks) {
      try {
        ask.ask();
      } catch (ExactException refusal) {
        assertThat(refusal.getMessage()).hasSizeLessThan(3000).doesNotContain("token-");
        assertThat(refusal.error().code()).startsWith("EO-");
        if (refusal.retryAt() != null) {
          assertThat(refusal.retryAt())
              .isBetween(NOW.minus(Duration.ofDays(2)), NOW.plus(Duration.ofDays(4)));
        }
      } catch (InterruptedException impossible) {
        throw new AssertionError(impossible);
      }
    }
    assertThat(asked).hasSizeLessThan(200).allSatisfy(HostileAnswersTest::isOurs);
    assertThat(world.budget.usage())
        .allSatisfy(
            usage ->
                assertThat(usage.day()).isBetween(day(NOW).minusDays(2), day(NOW).plusDays(5)));
  }

  private static LocalDate day(Instant moment) {
    return LocalDate.ofInstant(moment, ZoneOffset.UTC);
  }

  private static void isOurs(String url) {
    HttpUrl parsed = HttpUrl.parse(url);
    assertThat(parsed).isNotNull();
    assertThat(parsed.scheme() + " " + parsed.host() + " " + parsed.port())
        .isEqualTo("https " + HOST + " 443");
    assertThat(parsed.username() + parsed.password()).isEmpty();
  }

  /** One of the questions a client can be asked. */
  private interface Ask {
    void ask() throws InterruptedException;
  }

  private static ExactTransport always(int status, byte[] body, String... headers) {
    ScriptedTransport answers = new ScriptedTransport();
    return request -> answers.new Answer(status, body, headers);
  }

  // ---- bodies

  @ParameterizedTest
  @MethodSource("pages")
  void aBodyThatWasKeptIsAnsweredCleanly(Path file) throws IOException {
    String body = Files.readString(file, StandardCharsets.ISO_8859_1);
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    assertThatCode(() -> parse(bytes))
        .satisfiesAnyOf(
            thrown -> assertThat(thrown).isNull(),
            thrown -> assertThat(thrown).isInstanceOf(UnreadableAnswer.class));
    askAll(200, body);
  }

  private static void parse(byte[] body) throws IOException {
    List<String> columns =
        ClientWorld.ACCOUNTS.columns().stream()
            .map(com.ddbm.exactonline.catalogue.Column::name)
            .toList();
    new PageParser(ClientWorld.ACCOUNTS, columns)
        .parse(new java.io.ByteArrayInputStream(body), (values, extra) -> {});
  }

  /** A page of every shape with bytes changed, cut out, doubled: text, numbers, structure. */
  @Property(tries = 1000)
  void noMutationOfAPageBreaksTheReader(@ForAll long seed) throws IOException {
    byte[] body = Hostile.mutated(new Random(seed));
    try {
      parse(body);
    } catch (UnreadableAnswer clean) {
      assertThat(clean.getMessage()).hasSizeLessThan(300);
    }
  }

  @Property(tries = 100)
  void noAnswerBreaksTheClient(@ForAll long seed) {
    Random random = new Random(seed);
    int[] statuses = {200, 200, 200, 301, 302, 400, 401, 403, 404, 408, 410, 418, 429, 500, 599};
    byte[] body = Hostile.mutated(random);
    askAll(
        statuses[random.nextInt(statuses.length)],
        new String(body, StandardCharsets.ISO_8859_1),
        Hostile.headers(random));
  }

  @Property(tries = 200)
  void aValueOfAnyTextBecomesCanonicalOrStaysAsItWas(@ForAll @StringLength(max = 60) String text) {
    for (com.ddbm.exactonline.catalogue.EdmType type :
        com.ddbm.exactonline.catalogue.EdmType.values()) {
      assertThatCode(() -> ValueReader.read(type, text)).doesNotThrowAnyException();
    }
  }

  @Test
  void aBodyThatNeverEndsIsGivenUp() {
    byte[] row =
        "{\"Name\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"},"
            .getBytes(StandardCharsets.UTF_8);
    refusedAsTooLarge("{\"d\":[", row);
  }

  @Test
  void aPageOfABillionRowsIsGivenUp() {
    refusedAsTooLarge("{\"d\":{\"results\":[", "{},".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTextOfTwoGigabytesIsGivenUp() {
    refusedAsTooLarge("{\"d\":[{\"Name\":\"", "aaaaaaaaaaaaaaaa".getBytes(StandardCharsets.UTF_8));
    refusedAsTooLarge("{\"d\":[{\"Other\":\"", "aaaaaaaaaaaaaaaa".getBytes(StandardCharsets.UTF_8));
    refusedAsTooLarge("{\"d\":{\"__next\":\"", "aaaaaaaaaaaaaaaa".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRowOfMillionsOfPropertiesIsGivenUp() {
    refusedAsTooLarge("{\"d\":[{\"a\":0", counted(",\"p", "\":1"));
    refusedAsTooLarge("{\"d\":[{\"x\":{\"a\":0", counted(",\"p", "\":1"));
    refusedAsTooLarge("{\"d\":[{\"x\":[0", repeated(",1".getBytes(StandardCharsets.UTF_8)));
  }

  private static void refusedAsTooLarge(String start, byte[] repeated) {
    refusedAsTooLarge(start, repeated(repeated));
  }

  private static void refusedAsTooLarge(String start, InputStream endless) {
    InputStream begun = new java.io.ByteArrayInputStream(start.getBytes(StandardCharsets.UTF_8));
    List<String> columns = List.of("ID", "NAME", "TIMESTAMP");
    UnreadableAnswer refusal =
        catchThrowableOfType(
            UnreadableAnswer.class,
            () ->
                new PageParser(ClientWorld.ACCOUNTS, columns)
                    .parse(new SequenceInputStream(begun, endless), (values, extra) -> {}));
    assertThat(refusal.reason()).isEqualTo(UnreadableAnswer.Reason.TOO_LARGE);
  }

  private static InputStream repeated(byte[] text) {
    return Hostile.endless(index -> text);
  }

  private static InputStream counted(String before, String after) {
    return Hostile.endless(index -> (before + index + after).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aListOfDivisionsThatLeadsInACircleEnds() {
    String again =
        "{\"d\":{\"results\":[{\"CurrentDivision\":7,\"Code\":7}],\"__next\":\"https://"
            + HOST
            + "/api/v1/7/system/Divisions?$skiptoken=1\"}}";
    ClientWorld world = new ClientWorld();
    for (int answer = 0; answer < 5; answer++) {
      world.server.answer(200, again);
    }
    ExactException refusal =
        catchThrowableOfType(ExactException.class, () -> world.client.divisions());
    assertThat(refusal.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(world.server.requests()).hasSize(3);
  }

  @Test
  void aListOfDivisionsThatNeverEndsEnds() {
    ClientWorld world = new ClientWorld();
    int[] page = {0};
    for (int answer = 0; answer < 40; answer++) {
      world.server.answer(
          request ->
              "{\"d\":{\"results\":[{\"CurrentDivision\":7,\"Code\":7}],\"__next\":\"https://"
                  + HOST
                  + "/api/v1/7/system/Divisions?$skiptoken="
                  + page[0]++
                  + "\"}}");
    }
    ExactException refusal =
        catchThrowableOfType(ExactException.class, () -> world.client.divisions());
    assertThat(refusal.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(world.server.requests()).hasSizeLessThan(40);
  }

  @Test
  void aDivisionThatIsListedTwiceIsOne() throws InterruptedException {
    ClientWorld world = new ClientWorld();
    world.server.answer(200, "{\"d\":[{\"CurrentDivision\":7}]}");
    world.server.answer(200, "{\"d\":[{\"Code\":7},{\"Code\":8},{\"Code\":7}]}");
    assertThat(world.client.divisions()).extracting(ExactApi.Division::code).containsExactly(7, 8);
  }

  // ---- links

  @ParameterizedTest
  @MethodSource("links")
  void aLinkThatWasKeptIsOursOrRefused(String link) {
    follow(link.translateEscapes());
  }

  @Property(tries = 1000)
  void noLinkLeadsToAnotherHost(@ForAll long seed) {
    follow(Hostile.link(new Random(seed), HOST));
  }

  private static void follow(String link) {
    String followed;
    try {
      followed = new ExactUrls(Site.NL).next(link);
    } catch (ExactException refusal) {
      assertThat(refusal.error().code()).isEqualTo("EO-2015");
      return;
    }
    isOurs(followed);
  }

  // ---- headers

  @ParameterizedTest
  @MethodSource("headers")
  void headersThatWereKeptHoldNobodyBackForEver(String line) {
    String[] parts = line.split("\\|");
    String[] headers = java.util.Arrays.copyOfRange(parts, 1, parts.length);
    askAll(Integer.parseInt(parts[0]), ClientWorld.EMPTY, headers);
  }

  @Property(tries = 200)
  void noHeaderHoldsADivisionBackForLongerThanADay(@ForAll long seed) {
    Random random = new Random(seed);
    LearnedCallBudget budget = new LearnedCallBudget(20_000, List.of());
    Instant now = NOW;
    for (int call = 0; call < 20; call++) {
      Instant free = budget.reserve(7, now);
      assertThat(free).isBefore(now.plus(Duration.ofHours(51)));
      now = free.isAfter(now) ? free : now;
      int status = random.nextInt(3) == 0 ? 429 : 200;
      budget.learn(7, now, LimitedServer.Answer.of(status, Hostile.headers(random)));
      assertThat(budget.remainingToday(7, now)).isBetween(0L, 20_000L);
    }
  }

  // ---- tokens

  @ParameterizedTest
  @MethodSource("tokens")
  void aTokenAnswerThatWasKeptLeavesTheConnectionUsable(Path file) throws Exception {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    refreshWith(Integer.parseInt(text.substring(0, end).strip()), text.substring(end + 1));
  }

  @Property(tries = 200)
  void noTokenAnswerBreaksTheCustodian(@ForAll long seed) throws InterruptedException {
    Random random = new Random(seed);
    int[] statuses = {200, 200, 302, 400, 401, 403, 429, 500};
    refreshWith(statuses[random.nextInt(statuses.length)], Hostile.tokenAnswer(random));
  }

  /** What a refresh is answered; afterwards there is a token, or a refusal in words. */
  private static void refreshWith(int status, String body) throws InterruptedException {
    ManualClock clock = new ManualClock("2026-01-05T10:00:00Z");
    ScriptedTransport server = new ScriptedTransport();
    MemoryVault vault = new MemoryVault(Site.NL, "client");
    TokenCustodian custodian =
        new TokenCustodian(vault, new ExactOAuth(server, clock), clock, "holder");
    server.answer(200, "{\"access_token\":\"a1\",\"refresh_token\":\"r1\",\"expires_in\":\"600\"}");
    custodian.authorize("exact", "s3cret", "code", "https://example.test/back");
    clock.advance(Duration.ofSeconds(580));
    for (int answer = 0; answer < 2; answer++) {
      server.answer(status, body);
    }
    for (int attempt = 0; attempt < 2; attempt++) {
      try {
        AccessToken token = custodian.accessToken("exact", 0);
        assertThat(token.value()).matches("[!-~]+");
        assertThat(token.expiresAt()).isBefore(NOW.plus(Duration.ofDays(2)));
        Request carried =
            new Request(
                "GET", "x", java.util.Map.of("Authorization", token.value()), java.util.Map.of());
        assertThat(carried.headers()).isNotEmpty();
        break;
      } catch (ExactException refusal) {
        assertThat(refusal.getMessage()).hasSizeLessThan(1500).doesNotContain("s3cret");
        clock.advance(Duration.ofSeconds(30));
        if (vault.trouble().isPresent()) {
          break;
        }
        server.answer(status, body).answer(status, body);
      }
    }
    assertThat(vault.isLeased()).isFalse();
    Optional<TokenSecret> stored = TokenSecret.parse(vault.secret().toText());
    assertThat(stored.orElseThrow().expiresAt()).isBefore(NOW.plus(Duration.ofDays(2)));
  }
}

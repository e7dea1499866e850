package com.ddbm.exactonline.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ddbm.exactonline.exact.ExactTransport.Request;
import com.ddbm.exactonline.exact.ExactTransport.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real HTTP stack against a server on this machine, over plain HTTP. */
class OkHttpTransportTest {

  private final MockWebServer server = new MockWebServer();
  private final OkHttpTransport transport =
      new OkHttpTransport(
          new OkHttpClient.Builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)));

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    transport.close();
    server.close();
  }

  private Request get(String path) {
    return new Request(
        "GET", server.url(path).toString(), Map.of("Accept", "application/json"), Map.of());
  }

  private static String text(Response response) throws IOException {
    return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aGetCarriesItsHeadersAndNothingThatDisturbsExact() throws Exception {
    server.enqueue(new MockResponse.Builder().body("{}").addHeader("X-Some", "1").build());
    try (Response response = transport.send(get("/api/v1/1/crm/Accounts?$select=ID,Name"))) {
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("x-some")).contains("1");
      assertThat(response.headerNames()).contains("X-Some");
      assertThat(text(response)).isEqualTo("{}");
    }
    RecordedRequest request = server.takeRequest();
    assertThat(request.getRequestLine())
        .isEqualTo("GET /api/v1/1/crm/Accounts?$select=ID,Name HTTP/1.1");
    assertThat(request.getHeaders().get("Accept")).isEqualTo("application/json");
    assertThat(request.getHeaders().get("User-Agent")).startsWith("DDBM-Exact-Online-Connector");
    assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("gzip");
    assertThat(request.getHeaders().get("Expect")).isNull();
  }

  @Test
  void compressedAnswersAreReadAsTheyWere() throws IOException {
    Buffer compressed = new Buffer();
    try (okio.BufferedSink sink = Okio.buffer(new GzipSink(compressed))) {
      sink.writeUtf8("x".repeat(100_000));
    }
    server.enqueue(
        new MockResponse.Builder().addHeader("Content-Encoding", "gzip").body(compressed).build());
    try (Response response = transport.send(get("/"))) {
      assertThat(text(response)).hasSize(100_000);
    }
  }

  @Test
  void aFormIsEncodedOnce() throws Exception {
    server.enqueue(new MockResponse.Builder().code(400).body("no").build());
    Request post =
        new Request(
            "POST", server.url("/token").toString(), Map.of(), Map.of("refresh_token", "a!b+c%21"));
    try (Response response = transport.send(post)) {
      assertThat(response.status()).isEqualTo(400);
      assertThat(text(response)).isEqualTo("no");
    }
    RecordedRequest request = server.takeRequest();
    assertThat(request.getBody().utf8()).isEqualTo("refresh_token=a%21b%2Bc%2521");
    assertThat(request.getHeaders().get("Content-Type"))
        .isEqualTo("application/x-www-form-urlencoded");
  }

  @Test
  void aNextLinkArrivesMeaningTheSame() throws Exception {
    server.enqueue(new MockResponse.Builder().body("{}").build());
    String query = "?$orderby=Modified&$skiptoken=datetime'2018-09-21T04%3A18%3A55.617',guid'4f68'";
    transport.send(get("/a" + query)).close();
    // OkHttp writes a quote as %27; everything else is as it was.
    assertThat(server.takeRequest().getTarget()).isEqualTo("/a" + query.replace("'", "%27"));
  }

  @Test
  void redirectsAreShownAndNotFollowed() throws IOException {
    server.enqueue(new MockResponse.Builder().code(302).addHeader("Location", "/login").build());
    try (Response response = transport.send(get("/"))) {
      assertThat(response.status()).isEqualTo(302);
    }
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void nothingIsRepeatedByItself() {
    server.enqueue(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
    server.enqueue(new MockResponse.Builder().body("{}").build());
    assertThatThrownBy(() -> transport.send(get("/"))).isInstanceOf(IOException.class);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void onlyHttpsIsSpokenOutsideOfTests() {
    try (OkHttpTransport real = new OkHttpTransport()) {
      assertThatThrownBy(() -> real.send(get("/"))).hasMessageContaining("https");
      Request none = new Request("GET", "nothing", Map.of(), Map.of());
      assertThatThrownBy(() -> real.send(none)).isInstanceOf(IOException.class);
    }
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void theClientReadsAChainThroughTheRealStack() throws Exception {
    String link = "https://start.exactonline.nl/api/v1/123/sync/CRM/Accounts?$skiptoken=7L";
    server.enqueue(
        new MockResponse.Builder()
            .body("{\"d\":{\"results\":[{\"ID\":\"a\"}],\"__next\":\"" + link + "\"}}")
            .build());
    server.enqueue(
        new MockResponse.Builder()
            .body("{\"d\":{\"results\":[{\"ID\":\"bbbbbbbbbbbbbbbbbbbbbbb\"}]}}")
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
    server.enqueue(new MockResponse.Builder().body(ClientWorld.ONE_ROW).build());
    ClientWorld world = new ClientWorld();
    ExactTransport led =
        request ->
            transport.send(
                new Request(
                    request.method(),
                    request
                        .url()
                        .replace("https://start.exactonline.nl/", server.url("/").toString()),
                    request.headers(),
                    request.form()));
    ExactClient client =
        new ExactClient("exact", Site.NL, led, world.tokens, world.budget, world.clock);
    Page first =
        client.page(ClientWorld.first(ClientWorld.DIVISION, ClientWorld.ACCOUNTS), world.sink);
    assertThat(first.nextLink()).isEqualTo(link);
    RecordingSink sink = new RecordingSink(ClientWorld.ACCOUNTS);
    Page second = client.page(ClientWorld.link(first.nextLink()), sink);
    assertThat(second).isEqualTo(new Page(1, null, List.of(), 2));
    assertThat(sink.rows()).extracting(row -> row.get("ID")).containsExactly("a");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget())
        .startsWith("/api/v1/123/sync/CRM/Accounts?$select=Timestamp,Accountant,")
        .endsWith("&$filter=Timestamp%20gt%201L");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer token-1");
  }
}

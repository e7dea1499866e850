package com.ddbm.exactonline.exact;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * The real way out: OkHttp over HTTP/1.1, https only, no redirects followed, nothing repeated by
 * itself, gzip. It honours the machine's proxy selector and trust store, so that where requests
 * really go is decided outside of this program.
 *
 * <p>A big page over a slow line is fine as long as bytes keep coming: a call may take a quarter of
 * an hour, which for the largest answer (38 MB) is 43 KB a second.
 */
public final class OkHttpTransport implements ExactTransport, AutoCloseable {

  /** How long opening a connection may take. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

  /** How long the server may be silent; heavy queries think for a while before they answer. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(120);

  /** A server that sends a byte now and then would hold a worker for ever. */
  private static final Duration CALL_TIMEOUT = Duration.ofMinutes(15);

  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(20);

  /** The token endpoint answers at once or not at all; a lease is held meanwhile. */
  private static final Duration TOKEN_TIMEOUT = Duration.ofSeconds(45);

  /** Enough idle connections for many divisions side by side. */
  private static final int IDLE_CONNECTIONS = 64;

  /** Shorter than servers keep theirs: a call on a connection they closed would fail. */
  private static final int IDLE_SECONDS = 30;

  private static final String USER_AGENT = "DDBM-Exact-Online-Connector-for-Snowflake/1";
  private final OkHttpClient client;
  private final OkHttpClient tokenClient;

  /** A transport for https addresses. */
  public OkHttpTransport() {
    this(new OkHttpClient.Builder().connectionSpecs(List.of(ConnectionSpec.MODERN_TLS)));
  }

  /** For tests: the same client on what a test server needs. */
  OkHttpTransport(OkHttpClient.Builder builder) {
    client =
        builder
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS))
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(READ_TIMEOUT)
            .writeTimeout(WRITE_TIMEOUT)
            .callTimeout(CALL_TIMEOUT)
            .followRedirects(false)
            .followSslRedirects(false)
            // A request is repeated only by who knows what it means: a refresh token works once.
            .retryOnConnectionFailure(false)
            .build();
    tokenClient = client.newBuilder().callTimeout(TOKEN_TIMEOUT).readTimeout(TOKEN_TIMEOUT).build();
  }

  @Override
  public Response send(Request request) throws IOException {
    HttpUrl url = HttpUrl.parse(request.url());
    if (url == null
        || (!url.isHttps() && client.connectionSpecs().contains(ConnectionSpec.MODERN_TLS))) {
      throw new IOException("Not an https address.");
    }
    okhttp3.Request.Builder builder =
        new okhttp3.Request.Builder().url(url).header("User-Agent", USER_AGENT);
    request.headers().forEach(builder::header);
    boolean post = request.method().equals("POST");
    if (post) {
      FormBody.Builder form = new FormBody.Builder();
      request.form().forEach(form::add);
      builder.post(form.build());
    }
    return new Answer((post ? tokenClient : client).newCall(builder.build()).execute());
  }

  /** Closes idle connections; those in use end with their answers. */
  @Override
  public void close() {
    client.connectionPool().evictAll();
  }

  private static final class Answer implements Response {
    private final okhttp3.Response response;

    Answer(okhttp3.Response response) {
      this.response = response;
    }

    @Override
    public int status() {
      return response.code();
    }

    @Override
    public Optional<String> header(String name) {
      List<String> values = response.headers(name);
      return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    @Override
    public List<String> headerNames() {
      return List.copyOf(response.headers().names());
    }

    @Override
    public InputStream body() {
      return response.body().byteStream();
    }

    @Override
    public void close() {
      response.close();
    }
  }
}

package test;

import com.snowflake.snowpark_java.Row;
import com.snowflake.snowpark_java.Session;
import com.snowflake.snowpark_java.types.SnowflakeSecrets;
import com.snowflake.snowpark_java.types.Variant;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handlers for the tests of procedures. */
public final class Handlers {
  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static int calls;

  private Handlers() {}

  static String echo(Session session, String text) {
    return text;
  }

  public static Variant describe(Session session, Long number, Boolean yes, String settings, Variant anything, String[] texts) {
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("number", number);
    found.put("yes", yes);
    found.put("settings", settings);
    found.put("anything", anything == null ? null : anything.asJsonString());
    found.put("texts", texts == null ? null : String.join("|", texts));
    return new Variant((Object) found);
  }

  public static String readToken(Session session) {
    return SnowflakeSecrets.newInstance().getGenericSecretString("token");
  }

  public static Variant run(Session session, String name, String argument) throws Exception {
    calls++;
    switch (name) {
      case "calls":
        return new Variant(calls);
      case "context":
        Row row = session.sql("SELECT CURRENT_DATABASE(), CURRENT_SCHEMA(), COUNT(*) FROM state.notes WHERE text = ?", argument).collect()[0];
        return new Variant(row.getString(0) + "." + row.getString(1) + " " + row.getLong(2));
      case "token":
        return new Variant(SnowflakeSecrets.newInstance().getGenericSecretString(argument));
      case "rotate":
        session.sql("CALL state.store_token(?)", argument).collect();
        String own = SnowflakeSecrets.newInstance().getGenericSecretString("token");
        String nested = session.sql("CALL core.read_token()").collect()[0].getString(0);
        return new Variant(new String[] {own, nested});
      case "sql":
        session.sql(argument).collect();
        return new Variant("done");
      case "log":
        Logger log = LoggerFactory.getLogger("test.app");
        log.debug("not at this level");
        log.atWarn().addKeyValue("code", "T-1").log("{} went wrong", argument);
        return new Variant("logged");
      case "fail":
        throw new IllegalStateException(argument);
      case "open":
        session.sql("BEGIN").collect();
        session.sql("INSERT INTO state.notes (id, text) VALUES (99, 'open')").collect();
        return new Variant("left open");
      case "sleep":
        Thread.sleep(Long.parseLong(argument));
        return new Variant("slept");
      case "wait":
        while (session.sql("SELECT COUNT(*) FROM " + argument).collect()[0].getLong(0) == 0) {
          Thread.sleep(50);
        }
        return new Variant(session.sql("CALL core.read_token()").collect()[0].getString(0));
      case "exit":
        Runtime.getRuntime().halt(7);
        return null;
      case "get":
        HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create(argument)).build(), HttpResponse.BodyHandlers.ofString());
        return new Variant(new String[] {answer.statusCode() + " " + answer.body()});
      case "resolve":
        return new Variant(new String[] {InetAddress.getByName(argument).toString()});
      case "start":
        return new Variant(new ProcessBuilder(argument).start().pid());
      case "post":
        return new Variant(new Boolean[] {post(argument, true), post(argument, false)});
      case "many":
        return new Variant(many(argument.split(" ")));
      case "download":
        HttpResponse<InputStream> stream =
            HTTP.send(HttpRequest.newBuilder(URI.create(argument)).build(), HttpResponse.BodyHandlers.ofInputStream());
        return new Variant(stream.body().transferTo(java.io.OutputStream.nullOutputStream()));
      case "upload":
        session.file().uploadStream("@state.files/test.csv.gz", new ByteArrayInputStream(argument.getBytes(StandardCharsets.UTF_8)), true);
        return new Variant(session.sql("LIST @state.files").collect().length);
      default:
        throw new IllegalArgumentException(name);
    }
  }

  /** Whether the body arrives as sent, with a length or in chunks. */
  private static boolean post(String argument, boolean chunked) throws Exception {
    String[] words = argument.split(" ");
    byte[] body = words[1].getBytes(StandardCharsets.UTF_8);
    HttpRequest.BodyPublisher publisher =
        chunked ? HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)) : HttpRequest.BodyPublishers.ofByteArray(body);
    HttpRequest request = HttpRequest.newBuilder(URI.create(words[0])).POST(publisher).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body().endsWith("\r\n\r\n" + words[1]);
  }

  /** How many requests of several threads succeed. */
  private static int many(String[] words) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(words[0])).build();
    AtomicInteger succeeded = new AtomicInteger();
    Thread[] threads = new Thread[Integer.parseInt(words[1])];
    for (int index = 0; index < threads.length; index++) {
      threads[index] =
          new Thread(
              () -> {
                for (int number = 0; number < Integer.parseInt(words[2]); number++) {
                  try {
                    succeeded.addAndGet(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200 ? 1 : 0);
                  } catch (Exception e) {
                    e.printStackTrace();
                  }
                }
              });
      threads[index].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return succeeded.get();
  }
}

package example;

import com.snowflake.snowpark_java.Session;
import com.snowflake.snowpark_java.types.SnowflakeSecrets;
import com.snowflake.snowpark_java.types.Variant;

/** Handlers, right ones and wrong ones, for the rules on HANDLER. */
public final class Handlers {
  private final String needed;

  public Handlers(String needed) {
    this.needed = needed;
  }

  public static Variant work(Session session, String name, String settings) {
    SnowflakeSecrets.newInstance().getGenericSecretString("token");
    return new Variant();
  }

  public static String answersText(Session session) {
    return "";
  }

  public static long answersNumber(Session session) {
    return 0;
  }

  public static Variant withoutSession(String name) {
    return new Variant();
  }

  public static void returnsNothing(Session session) {}

  public static Variant takesPrimitive(Session session, long number) {
    return new Variant();
  }

  public static Variant overloaded(Session session) {
    return new Variant();
  }

  public static Variant overloaded(Session session, String name) {
    return new Variant();
  }

  private static Variant hidden(Session session) {
    return new Variant();
  }

  public Variant needsObject(Session session) {
    return new Variant();
  }
}

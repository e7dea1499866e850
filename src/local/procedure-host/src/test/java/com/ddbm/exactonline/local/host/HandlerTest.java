package com.ddbm.exactonline.local.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.snowflake.snowpark_java.Session;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Finding and calling handlers. */
class HandlerTest {
  private static final String CLASS = Sample.class.getName();

  /** What handlers may look like. */
  static class Sample {
    private final String greeting = "hello ";

    static String fixed(Session session) {
      return "fixed";
    }

    String greet(Session session, String name) {
      return greeting + name;
    }

    static String greet(Session session, String name, String other) {
      return name + other;
    }

    static void nothing(Session session) {}

    private static String hidden(Session session) {
      return "hidden";
    }

    static String failing(Session session) {
      throw new IllegalStateException("failed");
    }

    static String withoutSession(String name) {
      return name + hidden(null);
    }
  }

  @Test
  void staticAndInstanceMethodsAreCalled() throws Exception {
    assertThat(find("fixed", 0).invoke(null, List.of())).isEqualTo("fixed");
    assertThat(find("greet", 1).invoke(null, List.of(text("you")))).isEqualTo("hello you");
  }

  @Test
  void theNumberOfArgumentsChoosesTheMethod() throws Exception {
    assertThat(find("greet", 2).invoke(null, List.of(text("a"), text("b")))).isEqualTo("ab");
  }

  @Test
  void whatIsNoHandlerIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> find("hidden", 0))
        .withMessageContaining("hidden");
    assertThatIllegalArgumentException().isThrownBy(() -> find("withoutSession", 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> find("nothing", 0))
        .withMessageContaining("must return");
    assertThatIllegalArgumentException().isThrownBy(() -> Handler.find(loader(), "nodots", 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Handler.find(loader(), "no.such.Class.method", 0))
        .withMessageContaining("Cannot find the class");
  }

  @Test
  void anExceptionOfTheHandlerIsTheCause() {
    assertThatThrownBy(() -> find("failing", 0).invoke(null, List.of()))
        .isInstanceOf(InvocationTargetException.class)
        .hasRootCauseMessage("failed");
  }

  private static Handler find(String method, int arguments) {
    return Handler.find(loader(), CLASS + "." + method, arguments);
  }

  private static ClassLoader loader() {
    return HandlerTest.class.getClassLoader();
  }

  private static JsonNode text(String value) {
    return Channel.JSON.createObjectNode().put("type", "VARCHAR").put("value", value);
  }
}

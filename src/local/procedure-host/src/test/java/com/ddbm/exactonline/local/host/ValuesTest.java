package com.ddbm.exactonline.local.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.snowflake.snowpark_java.types.Variant;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** SQL values to Java's and back. */
class ValuesTest {
  @Test
  void numbersBecomeWhatTheParameterWants() {
    assertThat(convert("NUMBER", "12", long.class)).isEqualTo(12L);
    assertThat(convert("NUMBER", "12", Integer.class)).isEqualTo(12);
    assertThat(convert("NUMBER", "12", short.class)).isEqualTo((short) 12);
    assertThat(convert("NUMBER", "12345678901234567890.123456789012", BigDecimal.class))
        .isEqualTo(new BigDecimal("12345678901234567890.123456789012"));
    assertThat(convert("NUMBER", "12345678901234567890", BigInteger.class))
        .isEqualTo(new BigInteger("12345678901234567890"));
    assertThat(convert("NUMBER", "1.50", String.class)).isEqualTo("1.50");
    assertThat(convert("FLOAT", "1.5", Double.class)).isEqualTo(1.5);
  }

  @Test
  void aNumberThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> convert("NUMBER", "99999999999", int.class))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> convert("NUMBER", "1.5", Long.class))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void nullReachesObjectsButNotPrimitives() {
    assertThat(convert("NUMBER", null, Long.class)).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> convert("NUMBER", null, long.class));
  }

  @Test
  void otherTypesFollowTheDocumentedTable() {
    assertThat(convert("BOOLEAN", "true", boolean.class)).isEqualTo(true);
    assertThat(convert("DATE", "2024-02-29", Date.class)).isEqualTo(Date.valueOf("2024-02-29"));
    assertThat(convert("TIMESTAMP_NTZ", "2024-02-29 01:02:03.456", Timestamp.class))
        .isEqualTo(Timestamp.valueOf("2024-02-29 01:02:03.456"));
    assertThat(convert("BINARY", "00FF", byte[].class)).isEqualTo(new byte[] {0, (byte) 0xff});
    assertThat(((Variant) convert("VARIANT", "{\"a\":1}", Variant.class)).asJsonString())
        .isEqualTo("{\"a\":1}");
    assertThat(convert("ARRAY", "[\"a\",2,null]", String[].class))
        .isEqualTo(new String[] {"a", "2", null});
    assertThat(convert("OBJECT", "{\"a\":\"x\",\"b\":[1]}", Map.class))
        .isEqualTo(Map.of("a", "x", "b", "[1]"));
    assertThat(convert("OBJECT", "{\"a\":\"x\"}", String.class)).isEqualTo("{\"a\":\"x\"}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> convert("VARCHAR", "x", Thread.class))
        .withMessageContaining("cannot take VARCHAR");
  }

  @Test
  void resultsBecomeText() {
    assertThat(Values.result(null)).isNull();
    assertThat(Values.result(new Variant("{\"a\": 1}"))).isEqualTo("{\"a\":1}");
    assertThat(Values.result(new BigDecimal("1E+3"))).isEqualTo("1000");
    assertThat(Values.result(new byte[] {0, (byte) 0xff})).isEqualTo("00FF");
    assertThat(Values.result(Map.of("a", new Variant(1)))).isEqualTo("{\"a\":1}");
    assertThat(Values.result(new String[] {"a", null})).isEqualTo("[\"a\",null]");
    assertThat(Values.result(true)).isEqualTo("true");
  }

  private static Object convert(String sqlType, String value, Type wanted) {
    JsonNode argument = Channel.JSON.createObjectNode().put("type", sqlType).put("value", value);
    return Values.argument(argument, wanted);
  }
}

package com.ddbm.exactonline.simulator;

import com.ddbm.exactonline.simulator.Caller.Answer;
import com.ddbm.exactonline.simulator.catalogue.Property;
import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Every address of the catalogue answers, with values of the types it names. */
class AddressesTest {
  @Test
  void allAddressesAnswerWithTypedRows() {
    try (Simulator simulator = new Simulator(SimulatorOptions.small().size(1, 40))) {
      Caller caller = new Caller(simulator);
      caller.signIn();
      caller.control("settings", "filter_mandatory", false);
      int division = simulator.world().divisions().iterator().next().code();
      SoftAssertions softly = new SoftAssertions();
      for (Resource resource : simulator.world().catalogue().resources().values()) {
        Answer answer = caller.api(address(resource, division));
        if (resource.removed()) {
          softly.assertThat(answer.status()).as(resource.uri()).isEqualTo(404);
          continue;
        }
        softly.assertThat(answer.status()).as(resource.uri() + " " + answer.body()).isEqualTo(200);
        if (!resource.path().equals("users/UserHasRights")) {
          softly.assertThat(answer.rows()).as(resource.uri()).isNotEmpty();
          answer.rows().forEach(row -> check(softly, resource, row));
        }
      }
      softly.assertAll();
    }
  }

  private static String address(Resource resource, int division) {
    String select =
        resource.properties().stream().map(Property::name).collect(Collectors.joining(","));
    String address =
        resource.uri().replace("{division}", Integer.toString(division)) + "?$select=" + select;
    for (String parameter : resource.mandatoryParameters()) {
      address +=
          "&"
              + parameter
              + "="
              + switch (parameter) {
                case "modified" -> "datetime'2024-01-01T00:00:00'";
                case "endPoint" -> "'TransactionLines'";
                default -> "'x'";
              };
    }
    return address;
  }

  private static void check(SoftAssertions softly, Resource resource, JsonNode row) {
    for (Property property : resource.properties()) {
      JsonNode value = row.get(property.name());
      if (value == null || value.isNull()) {
        softly.assertThat(value).as(resource.uri() + " " + property.name()).isNotNull();
        continue;
      }
      boolean fits =
          switch (property.type()) {
            case GUID -> value.asText().matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
            case STRING, BINARY -> value.isTextual();
            case INT64 -> value.isTextual() && value.asText().matches("-?\\d+");
            case INT32 -> value.isInt();
            case INT16 -> value.isInt() && value.asInt() == (short) value.asInt();
            case BYTE -> value.isInt() && value.asInt() >= 0 && value.asInt() <= 255;
            case DOUBLE, DECIMAL -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case DATE_TIME -> value.asText().matches("/Date\\(-?\\d+\\)/");
            case COLLECTION, COMPLEX -> value.path("__deferred").has("uri");
          };
      softly.assertThat(fits).as(resource.uri() + " " + property.name() + " = " + value).isTrue();
    }
  }
}

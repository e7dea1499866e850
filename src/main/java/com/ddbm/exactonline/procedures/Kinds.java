package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.procedures.Setting.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The kinds of values that settings take. */
final class Kinds {

  private static final int LONGEST_SHOWN = 80;

  /** Wrong elements of an array that are named one by one. */
  private static final int MOST_WRONG = 20;

  private static final int MOST_DIVISIONS = 100_000;
  private static final LocalDate FIRST_DATE = LocalDate.of(1900, 1, 1);
  private static final LocalDate LAST_DATE = LocalDate.of(9999, 12, 31);

  private Kinds() {}

  /** A text that is not blank, without control characters. */
  static Kind<String> text(int longest) {
    return (value, complain) -> {
      if (!value.isTextual()) {
        return wrong(complain, "It must be a text, not " + shown(value) + ".");
      }
      Optional<String> fault = Names.fault(value.textValue(), longest);
      fault.ifPresent(complain);
      return fault.isPresent() ? Optional.empty() : Optional.of(value.textValue());
    };
  }

  /** One of a few words. */
  static Kind<String> choice(List<String> words) {
    return (value, complain) -> {
      if (value.isTextual() && words.contains(value.textValue())) {
        return Optional.of(value.textValue());
      }
      return wrong(
          complain,
          shown(value)
              + " is not known; did you mean "
              + NearestName.of(value.asText(), words)
              + "? Possible are: "
              + String.join(", ", words)
              + ".");
    };
  }

  /** A whole number within bounds, both included. */
  static Kind<Long> wholeNumber(long lowest, long highest) {
    return (value, complain) -> {
      boolean whole = value.isNumber() && value.canConvertToExactIntegral();
      if (whole && value.canConvertToLong()) {
        long number = value.longValue();
        if (number >= lowest && number <= highest) {
          return Optional.of(number);
        }
      }
      return wrong(
          complain,
          "It must be a whole number from "
              + lowest
              + " to "
              + highest
              + ", not "
              + shown(value)
              + ".");
    };
  }

  /** TRUE or FALSE. */
  static Kind<Boolean> yesOrNo() {
    return (value, complain) ->
        value.isBoolean()
            ? Optional.of(value.booleanValue())
            : wrong(complain, "It must be TRUE or FALSE, not " + shown(value) + ".");
  }

  /** A date, {@code YYYY-MM-DD}. */
  static Kind<LocalDate> date() {
    return (value, complain) -> {
      try {
        LocalDate date = LocalDate.parse(value.isTextual() ? value.textValue() : "");
        return date.isBefore(FIRST_DATE) || date.isAfter(LAST_DATE)
            ? wrong(complain, "It must be a date of the years 1900 to 9999, not " + date + ".")
            : Optional.of(date);
      } catch (DateTimeParseException notADate) {
        return wrong(complain, "It must be a date as YYYY-MM-DD, not " + shown(value) + ".");
      }
    };
  }

  /** An absolute https address without a fragment, as Exact Online asks of redirect addresses. */
  static Kind<String> httpsAddress() {
    return (value, complain) -> {
      Optional<URI> address = address(value.isTextual() ? value.textValue() : "");
      boolean usable =
          address.isPresent()
              && "https".equalsIgnoreCase(address.get().getScheme())
              && address.get().getHost() != null
              && address.get().getRawFragment() == null
              && value.textValue().length() <= 1000;
      return usable
          ? Optional.of(value.textValue())
          : wrong(
              complain,
              "It must be an address that begins with https://, as registered with the app, not "
                  + shown(value)
                  + ".");
    };
  }

  private static Optional<URI> address(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException notAnAddress) {
      return Optional.empty();
    }
  }

  /** The word {@code all}, which is an empty list, or an array of known ids without repetition. */
  static Kind<List<String>> idsOrAll(String what, List<String> known) {
    return (value, complain) -> {
      if (value.isTextual() && value.textValue().equals("all")) {
        return Optional.of(List.of());
      }
      if (!value.isArray() || value.isEmpty()) {
        return wrong(complain, "It must be the word all or an array of " + what + " ids.");
      }
      Set<String> chosen = new LinkedHashSet<>();
      int wrong = 0;
      for (JsonNode id : value) {
        if (id.isTextual() && known.contains(id.textValue())) {
          chosen.add(id.textValue());
        } else if (++wrong > MOST_WRONG) {
          return Optional.empty();
        } else {
          String nearest = NearestName.of(id.asText(), known);
          complain.accept(
              "There is no " + what + " " + shown(id) + "; did you mean " + nearest + "?");
        }
      }
      return wrong == 0
          ? Optional.of(known.stream().filter(chosen::contains).toList())
          : Optional.empty();
    };
  }

  /** The word {@code all}, which is an empty list, or an array of division codes. */
  static Kind<List<Integer>> divisionsOrAll() {
    return (value, complain) -> {
      if (value.isTextual() && value.textValue().equals("all")) {
        return Optional.of(List.of());
      }
      if (!value.isArray() || value.isEmpty()) {
        return wrong(complain, "It must be the word all or an array of division codes.");
      }
      Set<Integer> chosen = new TreeSet<>();
      int wrong = 0;
      for (JsonNode code : value) {
        if (code.canConvertToExactIntegral() && code.canConvertToInt() && code.intValue() > 0) {
          chosen.add(code.intValue());
        } else if (++wrong > MOST_WRONG) {
          return Optional.empty();
        } else {
          complain.accept(shown(code) + " is not a division code: these are whole numbers.");
        }
      }
      if (chosen.size() > MOST_DIVISIONS) {
        return wrong(complain, "It names more than " + MOST_DIVISIONS + " divisions.");
      }
      return wrong == 0 ? Optional.of(List.copyOf(chosen)) : Optional.empty();
    };
  }

  /** An object, whose parts the caller reads. */
  static Kind<ObjectNode> object() {
    return (value, complain) ->
        value instanceof ObjectNode node
            ? Optional.of(node)
            : wrong(complain, "It must be an object, not " + shown(value) + ".");
  }

  private static <T> Optional<T> wrong(Consumer<String> complain, String sentence) {
    complain.accept(sentence);
    return Optional.empty();
  }

  /** The value as the user wrote it, shortened. */
  static String shown(JsonNode value) {
    String text = value.isTextual() ? "'" + value.textValue() + "'" : Json.text(value);
    return start(text, LONGEST_SHOWN);
  }

  /** The beginning of a text, never ending in half a character. */
  static String start(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "...";
  }
}

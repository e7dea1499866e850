package com.ddbm.exactonline.simulator.data;

import java.util.ArrayList;
import java.util.List;

/** Texts to choose from. */
public final class TextPool {
  private final Text[] texts;

  private TextPool(List<String> values) {
    texts = values.stream().map(Text::new).toArray(Text[]::new);
  }

  /** A pool of these texts. */
  public static TextPool of(String... values) {
    return new TextPool(List.of(values));
  }

  /** A pool of all combinations of two lists. */
  public static TextPool combined(String separator, List<String> first, List<String> second) {
    List<String> values = new ArrayList<>();
    for (String left : first) {
      for (String right : second) {
        values.add(left + separator + right);
      }
    }
    return new TextPool(values);
  }

  /** The text that these bits choose. */
  public Text pick(long bits) {
    return texts[Mix.below(bits, texts.length)];
  }
}

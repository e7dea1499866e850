package com.ddbm.exactonline.simulator.world;

import java.util.List;

/** Names of administrations. */
final class Names {
  private static final List<String> NAMES =
      List.of(
          "Van Dijk & Zonen B.V.",
          "Bakkerij De Gouden Aar",
          "Noordzee Holding N.V.",
          "Café 't Hoekje",
          "Stichting \"Het Anker\"",
          "Überlingen Nederland B.V.",
          "Hoveniersbedrijf De Wilg",
          "Amstel ICT-diensten");

  private Names() {}

  static String ofDivision(int index) {
    String name = NAMES.get(index % NAMES.size());
    return index < NAMES.size() ? name : name + " " + (index / NAMES.size() + 1);
  }
}

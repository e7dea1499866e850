package com.ddbm.exactonline.simulator.data;

import java.util.List;

/** The words of a Dutch bookkeeping, and the texts that break careless readers. */
final class Texts {
  private static final List<String> FIRST_NAMES =
      List.of(
          "Anneke", "Bart", "Cécile", "Daan", "Eva", "Fatima", "Gijs", "Hüseyin", "Inge", "Jeroen",
          "Karlijn", "Lars", "Maaike", "Noor", "Özlem", "Pieter");
  private static final List<String> LAST_NAMES =
      List.of(
          "de Vries",
          "Jansen",
          "van den Berg",
          "Bakker",
          "O'Brien",
          "van 't Hoff",
          "Şahin",
          "Müller",
          "el Idrissi",
          "Dijkstra",
          "Smit-de Jong",
          "Peeters",
          "Łukasiewicz",
          "Visser",
          "Mulder",
          "van der Meer");

  static final TextPool PEOPLE = TextPool.combined(" ", FIRST_NAMES, LAST_NAMES);
  static final TextPool FIRST = TextPool.of(FIRST_NAMES.toArray(String[]::new));
  static final TextPool LAST = TextPool.of(LAST_NAMES.toArray(String[]::new));
  static final TextPool COMPANIES =
      TextPool.combined(
          " ",
          List.of(
              "Bakkerij",
              "Aannemersbedrijf",
              "Installatietechniek",
              "Groothandel",
              "Drukkerij",
              "Café",
              "Advocaten",
              "Transport",
              "Bouwmarkt",
              "Hoveniers",
              "Schildersbedrijf",
              "Accountants",
              "Slagerij",
              "ICT-diensten"),
          List.of(
              "De Gouden Aar B.V.",
              "Van Dijk & Zonen",
              "\"Het Anker\"",
              "Noord-Holland N.V.",
              "Brabant V.O.F.",
              "Überlingen GmbH",
              "'t Hoekje",
              "Zuidas Holding",
              "Twente B.V.",
              "Français & Fils",
              "Zeeland",
              "Ørsted A/S",
              "Amstel; Gein",
              "Łódź Sp. z o.o."));
  static final TextPool ITEMS =
      TextPool.combined(
          ", ",
          List.of(
              "Kantoorstoel",
              "Laptop 14\"",
              "Schroef M6×40",
              "Printpapier A4",
              "Koffie 1 kg",
              "Onderhoudscontract",
              "Consultancy-uur",
              "Zonnepaneel 410 Wp",
              "Verf RAL 9010",
              "USB-C-kabel",
              "Bureau",
              "Licentie per maand"),
          List.of(
              "zwart",
              "wit",
              "blauw",
              "per stuk",
              "doos à 10",
              "50% gerecycled",
              "maat L",
              "nieuw model"));
  static final TextPool LEDGERS =
      TextPool.of(
          "Omzet hoog tarief",
          "Omzet laag tarief",
          "Omzet onbelast",
          "Debiteuren",
          "Crediteuren",
          "Bank",
          "Kas",
          "Voorraad",
          "Kostprijs omzet",
          "Brutolonen",
          "Sociale lasten",
          "Huur",
          "Energiekosten",
          "Kantoorbenodigdheden",
          "Autokosten",
          "Reis- en verblijfkosten",
          "Verkoopkosten",
          "Afschrijving inventaris",
          "Af te dragen btw hoog",
          "Te vorderen btw",
          "Kruisposten",
          "Betalingsverschillen",
          "Overige bedrijfskosten",
          "Rente en bankkosten",
          "Aandelenkapitaal",
          "Winstreserve");
  static final TextPool DESCRIPTIONS =
      TextPool.of(
          "Levering week 12",
          "Onderhoud januari",
          "Huur kantoor Q2",
          "Factuur consultancy",
          "Correctie btw-aangifte",
          "Creditnota",
          "Afschrijving inventaris",
          "Loonjournaalpost",
          "Bestelling via webshop",
          "Abonnement 2026",
          "Reiskosten",
          "Voorschot",
          "Termijn 2 van 4",
          "Restbetaling",
          "Afrekening energie",
          "Inkoop grondstoffen",
          "Verkoop binnenland",
          "Verkoop EU (0%)",
          "Betalingsverschil",
          "Doorbelasting",
          "Garantie",
          "Spoedlevering",
          "Retour",
          "Nalevering",
          "Kantoor & magazijn",
          "Project Zuid",
          "Advies",
          "Montage",
          "Korting 5%",
          "Eindejaarsafrekening");
  static final TextPool NASTY =
      TextPool.of(
          "Regel 1\r\nRegel 2",
          "Zegt \"ja\" en 'nee'",
          "Pad C:\\Facturen\\2026",
          "puntkomma; komma, tab\there",
          " voorloop- en naloopspatie ",
          "€ 1.250,00 – crème brûlée",
          "日本語の請求書",
          "Emoji 🧾 en 👩‍💼",
          "<b>HTML</b> & entiteit &amp;",
          "NULL",
          "\\N",
          "=1+1",
          "Control\u0001teken",
          "a\u0301 samengesteld",
          "Русский счёт",
          "$select=*",
          "{\"json\": [1, 2]}",
          "-- opmerking; DROP TABLE",
          "\"",
          "\r\n",
          "'",
          "Ⅷ ½ ﬁ",
          "\u202Erechts-naar-links",
          "0012",
          "1E5",
          "true");
  static final TextPool INCOTERMS = TextPool.of("EXW", "DAP", "DDP", "FCA", "CIF");
  static final TextPool PROVINCES =
      TextPool.of("Noord-Holland", "Zuid-Holland", "Utrecht", "Gelderland", "Fryslân", "Limburg");
  static final TextPool NOTES =
      TextPool.of(
          "Gebeld met klant.\r\nStuurt nieuwe inkooporder.\r\n\r\nTerugbellen op maandag.",
          "Leverdatum in overleg; magazijn is op vrijdag gesloten.",
          "Let op: alleen factureren na akkoord \"projectleider\".",
          "Zie document 2026-0417.\nBetaling in twee termijnen.",
          "Afgesproken korting: 7,5% over het hele jaar.");
  static final TextPool CITIES =
      TextPool.of(
          "Amsterdam",
          "Rotterdam",
          "'s-Gravenhage",
          "Utrecht",
          "Eindhoven",
          "Groningen",
          "Súdwest-Fryslân",
          "Maastricht",
          "Zwolle",
          "Antwerpen",
          "Köln",
          "Saint-Étienne");
  static final TextPool STREETS =
      TextPool.of(
          "Herengracht",
          "Dorpsstraat",
          "Stationsplein",
          "Molendijk",
          "Burg. Röellstraat",
          "Kon. Wilhelminalaan",
          "Industrieweg",
          "Plein 1944",
          "Laan van 's-Gravenmade",
          "Kerkpad");
  static final TextPool COUNTRIES =
      TextPool.of("NL ", "NL ", "NL ", "NL ", "BE ", "DE ", "FR ", "GB ", "PL ");
  static final TextPool COUNTRY_NAMES =
      TextPool.of("Nederland", "België", "Duitsland", "Frankrijk");
  static final TextPool CURRENCIES =
      TextPool.of("EUR", "EUR", "EUR", "EUR", "EUR", "EUR", "USD", "GBP");
  static final TextPool LANGUAGES = TextPool.of("NL", "NL-NL", "EN", "DE", "FR-BE");
  static final TextPool VAT_CODES =
      TextPool.of("VH ", "VL ", "VN ", "VE ", "IH ", "IL ", "2  ", "4  ");
  static final TextPool VAT_DESCRIPTIONS =
      TextPool.of(
          "BTW hoog tarief, exclusief",
          "BTW laag tarief, exclusief",
          "Geen BTW",
          "BTW verlegd binnen EU");
  static final TextPool JOURNALS = TextPool.of("70", "50", "20", "90", "10");
  static final TextPool JOURNAL_NAMES =
      TextPool.of("Verkoopboek", "Inkoopboek", "Bank", "Memoriaal", "Kas");
  static final TextPool UNITS = TextPool.of("stuk", "uur", "doos", "kg", "m²", "pc");
  static final TextPool UNIT_NAMES =
      TextPool.of("Stuks", "Uren", "Doos", "Kilogram", "Vierkante meter");
  static final TextPool CENTERS =
      TextPool.of("100", "200", "VERKOOP", "MAGAZIJN", "ICT     ", "R&D");
  static final TextPool CENTER_NAMES =
      TextPool.of(
          "Verkoop binnenland",
          "Magazijn",
          "Automatisering",
          "Directie",
          "Onderzoek & ontwikkeling");
  static final TextPool WAREHOUSES = TextPool.of("1", "HOOFD", "EXT-02", "RETOUR");
  static final TextPool WAREHOUSE_NAMES =
      TextPool.of("Hoofdmagazijn", "Extern magazijn", "Retouren", "Showroom");
  static final TextPool PAYMENT_CODES = TextPool.of("00", "14", "30", "60", "IN");
  static final TextPool PAYMENT_NAMES =
      TextPool.of("Contant", "14 dagen", "30 dagen netto", "60 dagen", "Automatische incasso");
  static final TextPool STATES =
      TextPool.of("Open", "Verwerkt", "Concept", "Afgehandeld", "Geannuleerd", "In behandeling");
  static final TextPool FUNCTIONS =
      TextPool.of(
          "Boekhouder",
          "Directeur",
          "Verkoper",
          "Magazijnmedewerker",
          "Projectleider",
          "HR-adviseur");
  static final TextPool TITLES = TextPool.of("DHR", "MEVR", "DRS", "ING");
  static final TextPool LETTERS = TextPool.of("A", "B", "C", "D", "W", "V", "S", "P");
  static final TextPool GENDERS = TextPool.of("M", "V", "O");
  static final TextPool PHONES =
      TextPool.of("+31 20 555 01 ", "06-1234", "(010) 55501", "+32 2 555 ");
  static final TextPool POSTCODES = TextPool.of("1012 AB", "3011 CD", "9711 EF", "B-2000", "50667");
  static final TextPool TIMES = TextPool.of("08:30", "09:00", "12:30", "17:00", "23:59");
  static final TextPool BASE64 = TextPool.of("iVBORw0KGgo=", "R0lGODlhAQABAAAAACw=", "AAEC/f7/");

  private Texts() {}
}

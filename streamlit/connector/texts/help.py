"""Texts of the help page: getting started, questions and answers, glossary."""

TEXTS: dict[str, tuple[str, str]] = {
    "help.title": ("Help", "Hulp"),
    "help.explain": ("How to begin, what people ask, what each error means.", "Hoe te beginnen, wat men vraagt, wat elke fout betekent."),
    "help.tab.start": ("Getting started", "Beginnen"),
    "help.tab.questions": ("Questions", "Vragen"),
    "help.tab.errors": ("Errors", "Fouten"),
    "help.tab.words": ("Words", "Woorden"),
    "help.tab.support": ("Support", "Ondersteuning"),
    "help.start": (
        """1. **Approve access.** An account administrator lets the app speak to Exact Online's hosts; nothing else is opened.
2. **Register an app at Exact Online.** In the App Center, register an app of your own and note client id, client secret and redirect address. Give it the scopes of the data you want, and *Organization administration*.
3. **Connect.** On *Connections*, fill in the form and sign in, here or with the worksheet script.
4. **Choose what to load.** On *Configurations*: administrations, endpoints, and the schema they go to.
5. **Fetch data.** The first time everything comes; afterwards only what changed. You may leave the page.
6. **Make a schedule.** For example working days at 07:00. Then the tables stay current by themselves.""",
        """1. **Keur de toegang goed.** Een accountbeheerder laat de app met de hosts van Exact Online praten; verder gaat niets open.
2. **Registreer een app bij Exact Online.** Registreer in het App Center een eigen app en noteer client id, client secret en redirect-adres. Geef haar de scopes van de gegevens die u wilt, en *Organization administration*.
3. **Verbind.** Vul bij *Verbindingen* het formulier in en meld u aan, hier of met het worksheet-script.
4. **Kies wat te laden.** Bij *Configuraties*: administraties, endpoints, en het schema waar ze heen gaan.
5. **Haal gegevens op.** De eerste keer komt alles; daarna alleen wat wijzigde. U mag de pagina verlaten.
6. **Maak een planning.** Bijvoorbeeld werkdagen om 07:00. Dan blijven de tabellen vanzelf actueel.""",
    ),
    "help.q.price": ("What does it cost?", "Wat kost het?"),
    "help.a.price": (
        "\\$0.10 for a run in which at least one step succeeded, and \\$5 for a million rows new or changed, rounded down to the cent. Nothing for failed runs, unchanged or deleted rows, or during the trial. The page *Costs* shows every charge and estimates a plan.",
        "US\\$ 0,10 voor een run waarin ten minste één stap slaagde, en US\\$ 5 per miljoen nieuwe of gewijzigde rijen, naar beneden afgerond op de cent. Niets voor mislukte runs, ongewijzigde of verwijderde rijen, of tijdens de proef. De pagina *Kosten* toont alles en schat een plan.",
    ),
    "help.q.database": ("Can I use a database that exists already?", "Kan ik een bestaande database gebruiken?"),
    "help.a.database": (
        "Yes, and it is the better way: database, schema and grants are yours and stay when the app is uninstalled. On *Configurations* name it: the page shows the script that makes what is missing and lets the app write there; *Check the target* says whether it is enough. If you let the app create them instead, they belong to the app: dropping the application with CASCADE deletes them.",
        "Ja, en dat is de betere weg: database, schema en rechten zijn van u en blijven als de app wordt verwijderd. Noem haar bij *Configuraties*: de pagina toont het script dat aanmaakt wat ontbreekt en de app daar laat schrijven; *Doel controleren* zegt of het genoeg is. Laat u de app ze aanmaken, dan zijn ze van de app: de applicatie verwijderen met CASCADE verwijdert ze.",
    ),
    "help.q.credentials": ("What happens with wrong credentials?", "Wat gebeurt er bij verkeerde inloggegevens?"),
    "help.a.credentials": (
        "The sign-in is refused at once with EO-2003, the connection is shown in red and says what to do, and a run on it fails: it is never logged as a success and never charged. Sign in again in place; configurations and schedules stay.",
        "Het aanmelden wordt meteen geweigerd met EO-2003, de verbinding wordt rood en zegt wat te doen, en een run erop mislukt: zij wordt nooit als geslaagd geboekt en nooit in rekening gebracht. Meld op dezelfde plek opnieuw aan; configuraties en planningen blijven.",
    ),
    "help.q.incremental": ("How does it fetch only what changed?", "Hoe haalt zij alleen wat wijzigde?"),
    "help.a.incremental": (
        "Most endpoints carry a row version at Exact Online: each run goes on after the highest one seen. Others are fetched by their date of change, or compared as a whole. *Endpoints* says it for each. Deletions come from Exact's log of deletions, or are found by comparing keys.",
        "De meeste endpoints hebben bij Exact Online een rijversie: elke run gaat verder na de hoogste die is gezien. Andere worden op wijzigingsdatum gehaald, of als geheel vergeleken. *Endpoints* zegt het per endpoint. Verwijderingen komen uit het logboek van Exact, of worden gevonden door sleutels te vergelijken.",
    ),
    "help.q.ingestion": ("How do the rows get into my tables?", "Hoe komen de rijen in mijn tabellen?"),
    "help.a.ingestion": (
        "Straight from Exact Online into your account and nowhere else: pages are staged, copied once, and merged in one transaction together with the position to go on from. Whoever queries meanwhile sees the state before or after, never between.",
        "Rechtstreeks van Exact Online naar uw account en nergens anders: pagina's worden klaargezet, eenmaal gekopieerd en in één transactie samengevoegd met de positie om verder te gaan. Wie intussen vraagt, ziet de stand ervoor of erna, nooit ertussen.",
    ),
    "help.q.leave": ("May I close the page during a fetch?", "Mag ik de pagina sluiten tijdens het ophalen?"),
    "help.a.leave": (
        "Yes. A task of Snowflake does the work; the page only watches.",
        "Ja. Een taak van Snowflake doet het werk; de pagina kijkt alleen.",
    ),
    "help.q.partly": ("Why is a run complete only in part?", "Waarom is een run maar deels volledig?"),
    "help.a.partly": (
        "A step failed: a missing scope, a missing right, a blocked administration. Everything else was loaded. Open the run in *Job history*: each step names its reason and what to do; *Retry what failed* costs no base charge.",
        "Een stap mislukte: een ontbrekende scope, een ontbrekend recht, een geblokkeerde administratie. Al het andere is geladen. Open de run in *Geschiedenis*: elke stap noemt de reden en wat te doen; *Herhaal wat mislukte* kost geen basisbedrag.",
    ),
    "help.q.uninstall": ("How do I remove the app and keep the data?", "Hoe verwijder ik de app en houd ik de gegevens?"),
    "help.a.uninstall": (
        """Connections, schedules and history live in the app and go with it. Every table of data belongs to the app, so take its ownership first; nothing else is needed for a database and schema that you made with your own script. With your own names in place of `ACCOUNTING`, `EXACT_ONLINE` and `exact_online`, in a worksheet as ACCOUNTADMIN:

```sql
GRANT OWNERSHIP ON ALL TABLES IN SCHEMA ACCOUNTING.EXACT_ONLINE TO ROLE SYSADMIN COPY CURRENT GRANTS;
DROP APPLICATION exact_online;
```

What the app created itself belongs to it as well. For such a database, run these two lines too, before `DROP APPLICATION`:

```sql
GRANT OWNERSHIP ON ALL SCHEMAS IN DATABASE ACCOUNTING TO ROLE SYSADMIN COPY CURRENT GRANTS;
GRANT OWNERSHIP ON DATABASE ACCOUNTING TO ROLE SYSADMIN COPY CURRENT GRANTS;
```

`DROP APPLICATION … CASCADE` without these lines deletes the data, and it cannot be undone.""",
        """Verbindingen, planningen en geschiedenis zitten in de app en verdwijnen met haar. Elke tabel met gegevens is van de app: neem eerst het eigendom over; voor een database en schema die u met uw eigen script maakte is meer niet nodig. Met uw eigen namen in plaats van `ACCOUNTING`, `EXACT_ONLINE` en `exact_online`, in een worksheet als ACCOUNTADMIN:

```sql
GRANT OWNERSHIP ON ALL TABLES IN SCHEMA ACCOUNTING.EXACT_ONLINE TO ROLE SYSADMIN COPY CURRENT GRANTS;
DROP APPLICATION exact_online;
```

Wat de app zelf aanmaakte is ook van haar. Voer voor zo'n database ook deze twee regels uit, vóór `DROP APPLICATION`:

```sql
GRANT OWNERSHIP ON ALL SCHEMAS IN DATABASE ACCOUNTING TO ROLE SYSADMIN COPY CURRENT GRANTS;
GRANT OWNERSHIP ON DATABASE ACCOUNTING TO ROLE SYSADMIN COPY CURRENT GRANTS;
```

`DROP APPLICATION … CASCADE` zonder deze regels verwijdert de gegevens, en dat is niet terug te draaien.""",
    ),
    "help.errors.search": ("Number or word", "Nummer of woord"),
    "help.errors.choose": ("Select a row to read all of it.", "Kies een rij om alles te lezen."),
    "help.errors.says": ("What it says", "Wat zij zegt"),
    "help.word.site": ("Site", "Site"),
    "help.is.site": ("The country host of Exact Online.", "De landhost van Exact Online."),
    "help.word.division": ("Administration", "Administratie"),
    "help.is.division": (
        "One set of books at Exact Online; Exact calls it a division.",
        "Eén boekhouding bij Exact Online; Exact noemt haar division.",
    ),
    "help.word.endpoint": ("Endpoint", "Endpoint"),
    "help.is.endpoint": ("One kind of data, with a table of its own.", "Eén soort gegevens, met een eigen tabel."),
    "help.word.connection": ("Connection", "Verbinding"),
    "help.is.connection": (
        "A site, an app registration, and the sign-in of a user.",
        "Een site, een app-registratie en de aanmelding van een gebruiker.",
    ),
    "help.word.configuration": ("Configuration", "Configuratie"),
    "help.is.configuration": (
        "A connection, administrations, endpoints, and the schema they go to.",
        "Een verbinding, administraties, endpoints en het schema waar ze heen gaan.",
    ),
    "help.word.schedule": ("Schedule", "Planning"),
    "help.is.schedule": ("When a configuration is fetched by itself.", "Wanneer een configuratie vanzelf wordt opgehaald."),
    "help.word.run": ("Run", "Run"),
    "help.is.run": ("One refresh of a configuration.", "Eén verversing van een configuratie."),
    "help.word.step": ("Step", "Stap"),
    "help.is.step": ("One endpoint in one administration within a run.", "Eén endpoint in één administratie binnen een run."),
    "help.word.cursor": ("Cursor", "Cursor"),
    "help.is.cursor": ("Where the next step begins.", "Waar de volgende stap begint."),
    "help.word.charge": ("Charge", "Kosten"),
    "help.is.charge": ("What a run costs.", "Wat een run kost."),
    "help.support": (
        "The bundle holds versions, connections, configurations, schedules, the last runs with their errors, and events. It holds no secret, no token and no row of your books. Read it before you send it.",
        "De bundel bevat versies, verbindingen, configuraties, planningen, de laatste runs met hun fouten, en gebeurtenissen. Zij bevat geen geheim, geen token en geen rij uit uw boeken. Lees haar voordat u haar stuurt.",
    ),
    "help.bundle": ("Make the support bundle", "Ondersteuningsbundel maken"),
    "help.bundle.download": ("Download the bundle", "Bundel downloaden"),
    "help.events": ("Last events", "Laatste gebeurtenissen"),
    "help.events.none": ("Nothing worth knowing has happened.", "Er is niets vermeldenswaardigs gebeurd."),
    "help.event": ("Event", "Gebeurtenis"),
    "help.when": ("When", "Wanneer"),
    "level.info": ("Information", "Informatie"),
    "level.warning": ("Warning", "Waarschuwing"),
    "level.error": ("Error", "Fout"),
}

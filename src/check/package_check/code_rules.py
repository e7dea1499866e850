"""Rules over code that the script points to: handlers and their types, imported files, pages, the jar itself."""

import re
from collections.abc import Iterator

from package_check.jar import Method
from package_check.package import Created, Package
from package_check.statement import Finding

SESSION = "Lcom/snowflake/snowpark_java/Session;"
VARIANT = "Lcom/snowflake/snowpark_java/types/Variant;"
TEXT = "Ljava/lang/String;"
NUMBERS = {
    "S",
    "I",
    "J",
    "Ljava/lang/Short;",
    "Ljava/lang/Integer;",
    "Ljava/lang/Long;",
    "Ljava/math/BigDecimal;",
    "Ljava/math/BigInteger;",
    TEXT,
}
# Snowflake's table of SQL and Java types; a boxed type is asked for, since a primitive one cannot take NULL.
JAVA_TYPES = {
    "NUMBER": NUMBERS,
    "FLOAT": {"D", "F", "Ljava/lang/Double;", "Ljava/lang/Float;", TEXT},
    "STRING": {TEXT},
    "BOOLEAN": {"Z", "Ljava/lang/Boolean;", TEXT},
    "VARIANT": {VARIANT, TEXT},
    "OBJECT": {"Ljava/util/Map;", TEXT},
    "ARRAY": {"[" + TEXT, TEXT},
    "BINARY": {"[B", TEXT},
    "DATE": {"Ljava/sql/Date;", TEXT},
    "TIMESTAMP_NTZ": {"Ljava/sql/Timestamp;", TEXT},
    "TIMESTAMP_TZ": {"Ljava/sql/Timestamp;", TEXT},
    "TIMESTAMP_LTZ": {"Ljava/sql/Timestamp;", TEXT},
}
# What a handler may return: some types can only arrive as text, not leave as text.
JAVA_RETURNS = {
    sql_type: java_types - {TEXT} if sql_type in ("FLOAT", "BOOLEAN", "BINARY", "DATE") or sql_type.startswith("TIMESTAMP") else java_types
    for sql_type, java_types in JAVA_TYPES.items()
} | {"TABLE": {"Lcom/snowflake/snowpark_java/DataFrame;"}}
RUNTIMES = {"11": 55, "17": 61, "21": 65}
# On the class path of the server in versions of their own: shipped as they are, the wrong one may be found first.
RELOCATE = ("com.fasterxml.", "okhttp3.", "okio.", "kotlin.", "com.dynatrace.", "org.slf4j.", "com.snowflake.", "net.snowflake.", "scala.")


def procedures(package: Package) -> Iterator[Finding]:
    for made in package.made("PROCEDURE", "FUNCTION"):
        statement = made.statement
        language = statement.words[statement.find("LANGUAGE") + 1] if statement.find("LANGUAGE") >= 0 else "SQL"
        if language == "JAVA":
            yield from _java(package, made)
        elif language != "SQL":
            yield _finding(made, "language", f"{made.label} is written in {language}", "This package holds Java and SQL only.")


def _java(package: Package, made: Created) -> Iterator[Finding]:
    statement = made.statement
    runtime = statement.value("RUNTIME_VERSION")
    if runtime not in RUNTIMES:
        yield _finding(made, "runtime", f"RUNTIME_VERSION of {made.label} is {runtime}", "Snowflake has '11', '17' and '21'.")
    packages = statement.values("PACKAGES") or []
    if made.kind == "PROCEDURE" and not any(name.startswith("com.snowflake:snowpark:") for name in packages):
        yield _finding(made, "packages", f"PACKAGES of {made.label} lacks Snowpark", "Write PACKAGES = ('com.snowflake:snowpark:latest').")
    imports = statement.values("IMPORTS") or []
    for name in imports:
        if name.startswith("@"):
            yield _finding(
                made, "imports", f"{made.label} imports from the stage {name}", "Only paths inside the package: '/lib/name.jar'."
            )
        elif not (package.folder / name.lstrip("/")).is_file():
            yield _finding(made, "imports", f"{name} is not in the package", "Build the jar, or correct the path.")
    handler = statement.value("HANDLER")
    if not handler or handler.count(".") < 1:
        yield _finding(made, "handler", f"{made.label} names no HANDLER", "Write HANDLER = 'package.Class.method'.")
        return
    jars = [package.jars[name] for name in imports if name in package.jars]
    if jars:
        yield from _handler(made, handler, jars)


def _handler(made: Created, handler: str, jars: list) -> Iterator[Finding]:
    class_name, method_name = handler.rsplit(".", 1)
    found = next((each for each in (jar.java_class(class_name) for jar in jars) if each), None)
    if found is None:
        yield _finding(made, "handler", f"there is no class {class_name} in the imported jar", "Correct HANDLER, or build the jar again.")
        return
    methods = [method for method in found.methods if method.name == method_name]
    if not methods:
        yield _finding(made, "handler", f"class {class_name} has no method {method_name}", "Correct HANDLER, or build the jar again.")
        return
    if len(methods) > 1:
        yield _finding(made, "handler", f"{handler} is overloaded", "Give each handler a name of its own: Snowflake chooses by name.")
        return
    yield from _types(made, handler, methods[0], constructor=any(each.name == "<init>" and not each.parameters for each in found.methods))


def _types(made: Created, handler: str, method: Method, constructor: bool) -> Iterator[Finding]:
    if not method.callable_by_snowflake:
        yield _finding(made, "handler", f"{handler} is private or protected", "Make it public.")
    if not method.static and not constructor:
        yield _finding(made, "handler", f"{handler} needs an object, and its class has no constructor without arguments", "Make it static.")
    if method.returns == "V":
        yield _finding(made, "handler", f"{handler} returns nothing", "A handler returns a value.")
    elif made.returns not in JAVA_RETURNS:
        yield _finding(made, "handler", f"{made.label} returns {made.returns or 'nothing'}", "Write RETURNS with a type that Java has.")
    elif method.returns not in JAVA_RETURNS[made.returns]:
        message = f"{made.label} returns {made.returns}, {handler} returns {method.returns.strip('L;')}"
        yield _finding(made, "handler", message, "See Snowflake's table of SQL and Java types.")
    parameters = method.parameters
    if made.kind == "PROCEDURE":
        if parameters[:1] != (SESSION,):
            yield _finding(
                made, "handler", f"the first parameter of {handler} is not the Session", "Add com.snowflake.snowpark_java.Session."
            )
            return
        parameters = parameters[1:]
    types = made.types or ()
    if len(parameters) != len(types):
        message = f"{made.label} has {len(types)} arguments, {handler} takes {len(parameters)}"
        yield _finding(made, "handler", message, "Give both the same arguments in the same order.")
        return
    for name, sql_type, java_type in zip(made.parameter_names, types, parameters):
        if java_type not in JAVA_TYPES.get(sql_type, set()):
            message = f"argument {name} of {made.label} is {sql_type}, {handler} takes {java_type.strip('L;')}"
            yield _finding(made, "handler", message, "See Snowflake's table of SQL and Java types.")
        elif len(java_type) == 1:
            message = f"argument {name} of {handler} is a primitive, which cannot take NULL"
            yield _finding(made, "handler", message, "Use the boxed type.")


def pages(package: Package) -> Iterator[Finding]:
    for made in package.made("STREAMLIT"):
        at = made.statement.find("FROM")
        folder = made.statement.tokens[at + 1].text if at >= 0 else ""
        if at < 0 or folder.startswith("@"):
            yield _finding(made, "pages", f"STREAMLIT {made.label} has no folder of the package", "Write FROM '/streamlit'.")
            continue
        main = made.statement.value("MAIN_FILE") or ""
        if not (package.folder / folder.strip("/") / main.lstrip("/")).is_file():
            yield _finding(made, "pages", f"{folder}{main} is not in the package", "Correct FROM or MAIN_FILE.")
        environment = package.folder / folder.strip("/") / "environment.yml"
        if not environment.exists():
            message = f"{folder} has no environment.yml: Snowflake would take Streamlit 1.22"
            yield _finding(made, "pages", message, "Pin Streamlit in environment.yml (- streamlit=1.52.2).")
        elif not re.search(r"^\s*-\s*streamlit=\d", environment.read_text("utf-8"), re.MULTILINE):
            yield _finding(made, "pages", f"{folder}/environment.yml does not pin Streamlit", "Write - streamlit=VERSION with a single =.")


def jars(package: Package) -> Iterator[Finding]:
    for name, jar in package.jars.items():
        for prefix in RELOCATE:
            strangers = [each for each in (*jar.classes(), *jar.variants()) if each.startswith(prefix)]
            if strangers:
                message = f"{len(strangers)} classes of {prefix}* are in the jar under their own name"
                yield Finding(name.lstrip("/"), 1, "jar", message, "Relocate them in the shade plugin, or mark the library as provided.")
        homes = _homes(package, name)
        loose = [each for each in (*jar.classes(), *jar.variants()) if homes and not each.startswith(homes + RELOCATE)]
        if loose:
            message = f"{len(loose)} classes are neither ours ({', '.join(homes)}*) nor relocated, {loose[0]} for example"
            yield Finding(name.lstrip("/"), 1, "jar", message, "Relocate them in the shade plugin.")
        newest = max((jar.java_class(each).major_version for each in jar.classes()), default=0)
        runtimes = {RUNTIMES.get(made.statement.value("RUNTIME_VERSION") or "", 99) for made in package.made("PROCEDURE")}
        if runtimes and newest > min(runtimes):
            message = f"classes of version {newest} do not run on the RUNTIME_VERSION of the procedures"
            yield Finding(name.lstrip("/"), 1, "jar", message, "Compile with the release of the runtime.")


def _homes(package: Package, jar: str) -> tuple[str, ...]:
    """The packages of ours in a jar: the first two names of each handler's package (one, when it has no more)."""
    handlers = [made.statement.value("HANDLER") or "" for made in package.made("PROCEDURE", "FUNCTION") if jar in made.statement.text]
    return tuple(sorted({".".join(handler.split(".")[:-2][:2]) + "." for handler in handlers if handler.count(".") > 1}))


def _finding(made: Created, rule: str, message: str, remedy: str) -> Finding:
    return Finding(made.statement.file, made.statement.line, rule, message, remedy)

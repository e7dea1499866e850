"""Procedures in Java and SQL: CREATE, ALTER, DROP, SHOW and DESCRIBE."""

from __future__ import annotations

from typing import Any

from local_snowflake.objects.blocks import Parser
from local_snowflake.objects.definitions import Definition, as_block, names_of, package_file, pairs_of, read_definition
from local_snowflake.objects.reader import Name, Reader
from local_snowflake.objects.registry import Key, Record
from local_snowflake.objects.subject import Subject, like, read_signature
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session


class Procedures(Subject):
    """Statements about procedures."""

    # definitions

    def create_procedure(self, session: Session, reader: Reader) -> Result:
        """CREATE [OR REPLACE | OR ALTER] PROCEDURE."""
        definition = read_definition(reader)
        key = self.key(session, "PROCEDURE", definition.name, definition.signature)
        properties = self._properties(session, key, definition)
        assert key.database and key.schema
        self._refuse_taken_name(key, definition)
        kept = self.registry.grants_on(key) if definition.copy_grants or definition.alter else []
        result = self.create(session, key, definition.replace or definition.alter, definition.if_not_exists, properties)
        for grant, _ in kept:
            self.registry.grant(grant)
        return Result.status(f"Function {definition.name.last} successfully created.") if "created" in str(result.rows[0][0]) else result

    def _refuse_taken_name(self, key: Key, definition: Definition) -> None:
        if self.registry.find(key) is not None and not (definition.replace or definition.alter or definition.if_not_exists):
            raise SqlError(f"SQL compilation error:\nObject '{key}' already exists.", 2002, "42710")

    def _properties(self, session: Session, key: Key, definition: Definition) -> dict[str, Any]:
        options = definition.options
        language = _text(options.get("LANGUAGE", "SQL")).upper()
        if language not in ("JAVA", "SQL"):
            raise SqlError(f"The local Snowflake does not support this: procedures in LANGUAGE {language}", 2, "0A000")
        if definition.execute_as != "OWNER":
            if session.application:
                raise SqlError(f"SQL compilation error:\nA procedure with EXECUTE AS {definition.execute_as} cannot be created in an "
                               "application.", 93300, "42501")
            raise SqlError(f"The local Snowflake does not support this: EXECUTE AS {definition.execute_as}", 2, "0A000")
        properties: dict[str, Any] = {
            "name": definition.name.last, "arguments": definition.arguments, "returns": definition.returns, "language": language,
            "body": definition.body, "handler": options.get("HANDLER"), "comment": options.get("COMMENT"),
            "runtime": str(options.get("RUNTIME_VERSION") or ""), "imports": [], "integrations": [], "secrets": {}}
        if language == "SQL":
            if definition.body is None:
                raise SqlError("SQL compilation error:\nMissing option(s): [AS]", 2049, "42601")
            Parser(as_block(definition.body)).block()
        else:
            self._check_java(key, options, definition, properties)
        if "EXTERNAL_ACCESS_INTEGRATIONS" in options:
            properties["integrations"] = self._integrations(session, options["EXTERNAL_ACCESS_INTEGRATIONS"])
        if "SECRETS" in options:
            properties["secrets"] = self._secrets(session, options["SECRETS"], properties["integrations"])
        return properties

    def _check_java(self, key: Key, options: dict[str, Any], definition: Definition, properties: dict[str, Any]) -> None:
        if definition.body is not None:
            raise SqlError("The local Snowflake does not support this: Java source in a procedure's body (name a jar in IMPORTS)", 2, "0A000")
        if str(options.get("RUNTIME_VERSION")) not in ("11", "17", "21"):
            raise SqlError("SQL compilation error:\nRUNTIME_VERSION must be '11', '17' or '21'.", 2049, "42601")
        if not options.get("HANDLER"):
            raise SqlError("SQL compilation error:\nMissing option(s): [HANDLER]", 2049, "42601")
        packages = options.get("PACKAGES")
        if not any("snowflake:snowpark" in str(package) for package in (packages if isinstance(packages, list) else [packages])):
            raise SqlError("SQL compilation error:\nA Java procedure needs com.snowflake:snowpark in PACKAGES.", 2049, "42601")
        imports = options.get("IMPORTS") or []
        imports = imports if isinstance(imports, list) else [imports]
        application = self.access.application_of(key.database)
        if application is None or key.version is None:
            raise SqlError("SQL compilation error:\nA procedure with IMPORTS of an application's files must be in a versioned schema.",
                           93301, "0A000")
        folder = self.objects.applications.folder(application, key.version)
        for path in imports:
            if str(path).startswith("@"):
                raise SqlError(f"SQL compilation error:\nIMPORTS of an application must be paths within its package, not stages: {path}",
                               93302, "0A000")
            if not package_file(folder, str(path)).is_file():
                raise SqlError(f"SQL compilation error:\nFile '{path}' is not in the application package.", 93303, "02000")
        properties["imports"] = [str(path) for path in imports]

    def _integrations(self, session: Session, value: Any) -> list[str]:
        names = []
        for name in names_of(value):
            self.find(session, Key("INTEGRATION", name=name.last))
            names.append(name.last)
        return names

    def _secrets(self, session: Session, value: Any, integrations: list[str]) -> dict[str, list[str]]:
        kept: dict[str, list[str]] = {}
        for alias, name in pairs_of(value).items():
            key = self.find(session, self.key(session, "SECRET", name)).key
            if not self.objects.network.allows_secret(integrations, key):
                raise SqlError(f"SQL compilation error:\nSecret '{key}' is not allowed by the external access integrations of the procedure.",
                               93304, "42501")
            kept[alias] = [str(key.database), str(key.schema), str(key.name)]
        return kept

    def alter(self, session: Session, reader: Reader) -> Result:
        """ALTER PROCEDURE name(types) SET SECRETS = (...) EXTERNAL_ACCESS_INTEGRATIONS = (...) COMMENT = ... / UNSET ..."""
        reader.expect("ALTER", "PROCEDURE")
        if_exists = reader.accept("IF", "EXISTS")
        name = reader.name()
        try:
            record = self.owned(session, self.key(session, "PROCEDURE", name, read_signature(reader)))
        except SqlError as error:
            if if_exists and error.code == 2003:
                return Result.status("Statement executed successfully.")
            raise
        options: dict[str, Any]
        if reader.accept("UNSET"):
            word = reader.word()
            options = {word: [] if word != "COMMENT" else None}
        else:
            reader.expect("SET")
            options = reader.properties("SECRETS", "EXTERNAL_ACCESS_INTEGRATIONS", "COMMENT", "LOG_LEVEL", "TRACE_LEVEL")
        changed = dict(record.properties)
        if "EXTERNAL_ACCESS_INTEGRATIONS" in options:
            changed["integrations"] = self._integrations(session, options["EXTERNAL_ACCESS_INTEGRATIONS"])
        if "SECRETS" in options:
            changed["secrets"] = self._secrets(session, options["SECRETS"], changed["integrations"])
        if "COMMENT" in options:
            changed["comment"] = options["COMMENT"]
        self.commit(session)
        record.properties = changed
        self.registry.save(record)
        return Result.status("Statement executed successfully.")

    def drop_procedure(self, session: Session, reader: Reader) -> Result:
        """DROP PROCEDURE [IF EXISTS] name(types)."""
        reader.expect("DROP", "PROCEDURE")
        if_exists = reader.accept("IF", "EXISTS")
        name = reader.name()
        return self.drop(session, self.key(session, "PROCEDURE", name, read_signature(reader)), if_exists)

    # SHOW

    def show(self, session: Session, reader: Reader) -> Result:
        """SHOW PROCEDURES [LIKE '...'] [IN ...]."""
        reader.expect("SHOW")
        reader.accept("USER")
        reader.expect("PROCEDURES")
        pattern = reader.string() if reader.accept("LIKE") else None
        database, schema = self.in_clause(session, reader)
        rows = []
        for record in self.visible(session, database, schema):
            kept = record.properties
            if like(pattern, kept["name"]):
                types = [argument["type"] for argument in kept["arguments"]]
                required = sum("default" not in argument for argument in kept["arguments"])
                rows.append([record.created, kept["name"], record.key.schema, "N", "N", "N", required, len(types),
                             f"{kept['name']}({', '.join(types)}) RETURN {kept['returns']}", kept["comment"] or "user-defined procedure",
                             record.key.database, "N", "N", "N", kept["language"],
                             ",".join(kept["secrets"]) or None, ",".join(kept["integrations"]) or None])
        numbers = ("min_num_arguments", "max_num_arguments")
        names = ["created_on", "name", "schema_name", "is_builtin", "is_aggregate", "is_ansi", *numbers, "arguments", "description",
                 "catalog_name", "is_table_function", "valid_for_clustering", "is_secure", "language", "secrets",
                 "external_access_integrations"]
        columns = [Column(name, "fixed", 38, 0) if name in numbers else Column(name, "timestamp_ltz" if name == "created_on" else "text")
                   for name in names]
        return Result.of(columns, rows, "show")

    def describe(self, session: Session, reader: Reader) -> Result:
        """DESCRIBE PROCEDURE name(types)."""
        reader.word()
        reader.expect("PROCEDURE")
        name = reader.name()
        record = self.find(session, self.key(session, "PROCEDURE", name, read_signature(reader)))
        kept = record.properties
        listed = ", ".join(f"{argument['name']} {argument['type']}" for argument in kept["arguments"])
        rows = [["signature", f"({listed})"], ["returns", kept["returns"]], ["language", kept["language"]],
                ["null handling", "CALLED ON NULL INPUT"], ["volatility", "VOLATILE"], ["execute as", "OWNER"]]
        if record.owner in self.access.principals(session):
            rows += [["body", kept["body"]], ["imports", str(kept["imports"])], ["handler", kept["handler"]],
                     ["runtime_version", kept["runtime"]], ["external_access_integrations", str(kept["integrations"])],
                     ["secrets", str({alias: ".".join(parts) for alias, parts in kept["secrets"].items()})]]
        return Result.of(["property", "value"], rows, "describe")

    def visible(self, session: Session, database: str | None, schema: str | None) -> list[Record]:
        """The procedures of this version that the session may call."""
        return [record for record in self.registry.all("PROCEDURE", database, schema)
                if record.key.version == self.access.version_of(session, record.key.database, record.key.schema)
                and self.access.may(session, record.key)]

def _text(value: Any) -> str:
    return value.last if isinstance(value, Name) else str(value)

"""Network rules, external access integrations and application specifications: who may speak to which host."""

from __future__ import annotations

import datetime
from typing import Any

from local_snowflake.objects.reader import Name, Reader
from local_snowflake.objects.registry import Key, Record, insufficient, missing, now
from local_snowflake.objects.subject import Subject, like
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session

_INTEGRATION = ("ALLOWED_NETWORK_RULES", "ALLOWED_AUTHENTICATION_SECRETS", "ALLOWED_API_AUTHENTICATION_INTEGRATIONS", "ENABLED", "COMMENT")


class Network(Subject):
    """Statements about network access, and the hosts that a procedure may reach now."""

    # network rules

    def create_rule(self, session: Session, reader: Reader) -> Result:
        """CREATE [OR REPLACE | OR ALTER] NETWORK RULE [IF NOT EXISTS] name TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = (...)."""
        reader.expect("CREATE")
        replace = reader.accept("OR", "REPLACE")
        alter = reader.accept("OR", "ALTER")
        reader.expect("NETWORK", "RULE")
        if_not_exists = reader.accept("IF", "NOT", "EXISTS")
        key = self.key(session, "NETWORK_RULE", reader.name())
        properties = reader.properties("TYPE", "MODE", "VALUE_LIST", "COMMENT")
        if _word(properties.get("TYPE")) != "HOST_PORT" or _word(properties.get("MODE")) != "EGRESS":
            raise SqlError("The local Snowflake does not support this: network rules other than TYPE = HOST_PORT, MODE = EGRESS", 2, "0A000")
        kept = {"values": _texts(properties.get("VALUE_LIST"), "VALUE_LIST"), "comment": properties.get("COMMENT")}
        existing = self.registry.find(key)
        if alter and existing is not None:
            record = self.owned(session, key)
            self.commit(session)
            record.properties = kept
            self.registry.save(record)
            return Result.status(f"Network rule {key.name} successfully altered.")
        return self.create(session, key, replace, if_not_exists, kept)

    def alter_rule(self, session: Session, reader: Reader) -> Result:
        """ALTER NETWORK RULE name SET VALUE_LIST = (...)."""
        reader.expect("ALTER", "NETWORK", "RULE")
        reader.accept("IF", "EXISTS")
        record = self.owned(session, self.key(session, "NETWORK_RULE", reader.name()))
        reader.expect("SET")
        properties = reader.properties("VALUE_LIST", "COMMENT")
        self.commit(session)
        if "VALUE_LIST" in properties:
            record.properties["values"] = _texts(properties["VALUE_LIST"], "VALUE_LIST")
        if "COMMENT" in properties:
            record.properties["comment"] = properties["COMMENT"]
        self.registry.save(record)
        return Result.status("Statement executed successfully.")

    def drop_rule(self, session: Session, reader: Reader) -> Result:
        """DROP NETWORK RULE [IF EXISTS] name."""
        reader.expect("DROP", "NETWORK", "RULE")
        if_exists = reader.accept("IF", "EXISTS")
        return self.drop(session, self.key(session, "NETWORK_RULE", reader.name()), if_exists)

    def show_rules(self, session: Session, reader: Reader) -> Result:
        """SHOW NETWORK RULES."""
        reader.expect("SHOW", "NETWORK", "RULES")
        pattern = reader.string() if reader.accept("LIKE") else None
        database, schema = self.in_clause(session, reader)
        rows = [[record.created, record.name, record.key.database, record.key.schema, record.owner.name, "HOST_PORT", "EGRESS",
                 len(record.properties["values"])] for record in self.registry.all("NETWORK_RULE", database, schema)
                if like(pattern, record.name) and self.access.may(session, record.key)]
        return Result.of([Column("created_on", "timestamp_ltz"), "name", "database_name", "schema_name", "owner", "type", "mode",
                          Column("entries_in_valuelist", "fixed", 38, 0)], rows, "show")

    # integrations

    def create_integration(self, session: Session, reader: Reader) -> Result:
        """CREATE [OR REPLACE] EXTERNAL ACCESS INTEGRATION [IF NOT EXISTS] name ..."""
        reader.expect("CREATE")
        replace = reader.accept("OR", "REPLACE")
        reader.expect("EXTERNAL", "ACCESS", "INTEGRATION")
        if_not_exists = reader.accept("IF", "NOT", "EXISTS")
        key = Key("INTEGRATION", name=_bare(reader))
        properties = reader.properties(*_INTEGRATION)
        allowed = self.access.is_admin(session) or self.access.granted(session, Key("ACCOUNT"), "CREATE EXTERNAL ACCESS INTEGRATION",
                                                                       "CREATE INTEGRATION")
        if not allowed:
            raise insufficient("account", key.name)
        for needed in ("ALLOWED_NETWORK_RULES", "ENABLED"):
            if needed not in properties:
                raise SqlError(f"SQL compilation error:\nMissing option(s): [{needed}]", 2049, "42601")
        kept = {"rules": [], "secrets": [], "enabled": True, "comment": None}
        self._set_integration(session, kept, properties)
        existing = self.registry.find(key)
        if existing is not None:
            if if_not_exists:
                return Result.status(f"{key.name} already exists, statement succeeded.")
            if not replace or not self.access.owns(session, key):
                raise SqlError(f"SQL compilation error:\nObject '{key}' already exists.", 2002, "42710")
        self.commit(session)
        self.registry.create(key, self.access.acting(session), kept)
        return Result.status(f"Integration {key.name} successfully created.")

    def alter_integration(self, session: Session, reader: Reader) -> Result:
        """ALTER [EXTERNAL ACCESS] INTEGRATION name SET ..."""
        reader.expect("ALTER")
        reader.accept("EXTERNAL", "ACCESS")
        reader.expect("INTEGRATION")
        reader.accept("IF", "EXISTS")
        record = self.owned(session, Key("INTEGRATION", name=_bare(reader)))
        if reader.accept("UNSET"):
            names = [reader.word()]
            while reader.accept_symbol(","):
                names.append(reader.word())
            properties: dict[str, Any] = {name: [] if name.startswith("ALLOWED") else None for name in names}
        else:
            reader.expect("SET")
            properties = reader.properties(*_INTEGRATION)
        kept = dict(record.properties)
        self._set_integration(session, kept, properties)
        self.commit(session)
        record.properties = kept
        self.registry.save(record)
        return Result.status("Statement executed successfully.")

    def drop_integration(self, session: Session, reader: Reader) -> Result:
        """DROP [EXTERNAL ACCESS] INTEGRATION [IF EXISTS] name."""
        reader.expect("DROP")
        reader.accept("EXTERNAL", "ACCESS")
        reader.expect("INTEGRATION")
        if_exists = reader.accept("IF", "EXISTS")
        return self.drop(session, Key("INTEGRATION", name=_bare(reader)), if_exists)

    def show_integrations(self, session: Session, reader: Reader) -> Result:
        """SHOW [EXTERNAL ACCESS] INTEGRATIONS."""
        reader.expect("SHOW")
        reader.accept("EXTERNAL", "ACCESS")
        reader.expect("INTEGRATIONS")
        pattern = reader.string() if reader.accept("LIKE") else None
        rows = [[record.name, "EXTERNAL_ACCESS", "SECURITY", str(record.properties["enabled"]).lower(), record.properties.get("comment"),
                 record.created] for record in self.registry.all("INTEGRATION")
                if like(pattern, record.name) and (self.access.may(session, record.key) or self.access.is_admin(session))]
        return Result.of(["name", "type", "category", "enabled", "comment", Column("created_on", "timestamp_ltz")], rows, "show")

    def describe_integration(self, session: Session, reader: Reader) -> Result:
        """DESCRIBE [EXTERNAL ACCESS] INTEGRATION name."""
        reader.word()
        reader.accept("EXTERNAL", "ACCESS")
        reader.expect("INTEGRATION")
        key = Key("INTEGRATION", name=_bare(reader))
        record = self.registry.require(key) if self.access.is_admin(session) else self.find(session, key)
        rows = [["ENABLED", "Boolean", str(record.properties["enabled"]).lower(), "false"],
                ["ALLOWED_NETWORK_RULES", "List", ",".join(map(_dotted, record.properties["rules"])), "[]"],
                ["ALLOWED_AUTHENTICATION_SECRETS", "List",
                 record.properties["secrets"] if isinstance(record.properties["secrets"], str)
                 else ",".join(map(_dotted, record.properties["secrets"])), "[]"],
                ["COMMENT", "String", record.properties.get("comment") or "", ""]]
        return Result.of(["property", "property_type", "property_value", "property_default"], rows, "describe")

    def _set_integration(self, session: Session, kept: dict[str, Any], properties: dict[str, Any]) -> None:
        if "ALLOWED_NETWORK_RULES" in properties:
            kept["rules"] = [self._dependency(session, "NETWORK_RULE", name) for name in _names(properties["ALLOWED_NETWORK_RULES"])]
        if "ALLOWED_AUTHENTICATION_SECRETS" in properties:
            secrets = properties["ALLOWED_AUTHENTICATION_SECRETS"]
            word = _word(secrets) if not isinstance(secrets, list) else ""
            if isinstance(secrets, list) and len(secrets) == 1 and _word(secrets[0]) in ("ALL", "NONE"):
                word = _word(secrets[0])
            kept["secrets"] = "ALL" if word == "ALL" else [] if word == "NONE" else [
                self._dependency(session, "SECRET", name) for name in _names(secrets)]
        if properties.get("ALLOWED_API_AUTHENTICATION_INTEGRATIONS"):
            raise SqlError("The local Snowflake does not support this: ALLOWED_API_AUTHENTICATION_INTEGRATIONS", 2, "0A000")
        if "ENABLED" in properties:
            kept["enabled"] = bool(properties["ENABLED"])
        if "COMMENT" in properties:
            kept["comment"] = properties["COMMENT"]

    def _dependency(self, session: Session, kind: str, name: Name) -> list[str]:
        record = self.find(session, self.key(session, kind, name))
        return [str(record.key.database), str(record.key.schema), str(record.key.name)]

    # application specifications

    def set_specification(self, session: Session, reader: Reader) -> Result:
        """ALTER APPLICATION SET SPECIFICATION name TYPE = EXTERNAL_ACCESS LABEL = ... DESCRIPTION = ... HOST_PORTS = (...), by the app."""
        reader.expect("ALTER", "APPLICATION", "SET", "SPECIFICATION")
        name = reader.name().last
        properties = reader.properties("TYPE", "LABEL", "DESCRIPTION", "HOST_PORTS")
        if not session.application:
            raise SqlError("SQL compilation error:\nOnly an application can set its own specifications.", 93100, "42501")
        if _word(properties.get("TYPE")) != "EXTERNAL_ACCESS":
            raise SqlError("The local Snowflake does not support this: specifications other than TYPE = EXTERNAL_ACCESS", 2, "0A000")
        if "LABEL" not in properties or "HOST_PORTS" not in properties:
            raise SqlError("SQL compilation error:\nMissing option(s): [LABEL, HOST_PORTS]", 2049, "42601")
        hosts = _texts(properties["HOST_PORTS"], "HOST_PORTS")
        key = Key("SPECIFICATION", session.application, None, name)
        self.commit(session)
        for other in self.registry.all("SPECIFICATION", session.application):
            if other.key != key and other.properties["label"] == properties["LABEL"]:
                raise SqlError(f"SQL compilation error:\nThe label '{properties['LABEL']}' is used by specification {other.name}.", 93101, "42601")
        record = self.registry.find(key)
        kept = {"label": properties["LABEL"], "description": properties.get("DESCRIPTION"), "hosts": hosts,
                "status": "PENDING", "sequence": 1}
        if record is None:
            self.registry.create(key, self.access.acting(session), kept)
        else:
            same = record.properties["hosts"] == hosts
            kept["sequence"] = record.properties["sequence"] + (0 if same else 1)
            kept["status"] = record.properties["status"] if same else "PENDING"
            record.properties = kept
            self.registry.save(record)
        return Result.status("Statement executed successfully.")

    def drop_specification(self, session: Session, reader: Reader) -> Result:
        """ALTER APPLICATION DROP SPECIFICATION name, by the app."""
        reader.expect("ALTER", "APPLICATION", "DROP", "SPECIFICATION")
        reader.accept("IF", "EXISTS")
        key = Key("SPECIFICATION", session.application, None, reader.name().last)
        self.registry.require(key)
        self.commit(session)
        self.registry.remove(key)
        return Result.status("Statement executed successfully.")

    def decide(self, session: Session, reader: Reader) -> Result:
        """ALTER APPLICATION name APPROVE | DECLINE SPECIFICATION name SEQUENCE_NUMBER = n, by an account administrator."""
        reader.expect("ALTER", "APPLICATION")
        application = reader.name().last
        word = reader.accept_any("APPROVE", "DECLINE")
        if word is None:
            raise SqlError("The local Snowflake does not support this: ALTER APPLICATION other than APPROVE or DECLINE SPECIFICATION", 2, "0A000")
        verdict = {"APPROVE": "APPROVED", "DECLINE": "DECLINED"}[word]
        reader.expect("SPECIFICATION")
        name = reader.name().last
        properties = reader.properties("SEQUENCE_NUMBER")
        admin = session.application is None and session.role in ("ACCOUNTADMIN", "SECURITYADMIN")
        if not admin and not self.access.granted(session, Key("ACCOUNT"), "MANAGE APPLICATION SPECIFICATIONS"):
            raise insufficient("application", application)
        self.registry.require(Key("APPLICATION", name=application))
        key = Key("SPECIFICATION", application, None, name)
        record = self.registry.find(key)
        if record is None:
            raise missing(key)
        if properties.get("SEQUENCE_NUMBER") != record.properties["sequence"]:
            raise SqlError(f"SQL compilation error:\nThe sequence number of specification '{name}' is {record.properties['sequence']}.",
                           93102, "22023")
        record.properties.update(status=verdict, decided_at=now().isoformat())
        self.registry.save(record)
        self.objects.applications.callback(application, "after_specification_change", [name])
        return Result.status("Statement executed successfully.")

    def show_specifications(self, session: Session, reader: Reader) -> Result:
        """SHOW [APPROVED] SPECIFICATIONS [IN APPLICATION name]."""
        reader.expect("SHOW")
        approved = reader.accept("APPROVED")
        reader.expect("SPECIFICATIONS")
        application = session.application or session.database
        if reader.accept("IN"):
            reader.accept("APPLICATION")
            application = reader.name().last
        if application is None or self.access.application_of(application) is None:
            raise missing(Key("APPLICATION", name=application))
        if not self.access.sees_database(session, application) and not self.access.is_admin(session):
            raise missing(Key("APPLICATION", name=application))
        rows = []
        for record in self.registry.all("SPECIFICATION", application):
            kept = record.properties
            if approved and kept["status"] != "APPROVED":
                continue
            definition = '{"HOST_PORTS":[' + ",".join(f'"{host}"' for host in kept["hosts"]) + "]}"
            decided = kept.get("decided_at")
            rows.append([record.name, record.created, "EXTERNAL_ACCESS", kept["sequence"], kept["status"],
                         datetime.datetime.fromisoformat(decided) if decided else None, kept["label"], kept["description"], definition])
        return Result.of(["name", Column("requested_on", "timestamp_ltz"), "type", Column("sequence_number", "fixed", 38, 0), "status",
                          Column("status_updated_on", "timestamp_ltz"), "label", "description", "definition"], rows, "show")

    # what is open now

    def hosts_of(self, procedure: Record) -> list[str]:
        """``host:port`` of everything a procedure may reach now."""
        return sorted({host for name in procedure.properties.get("integrations", ()) for host in self._hosts(name)})

    def open_hosts(self) -> set[str]:
        """``host:port`` of everything any procedure may reach now."""
        return {host for record in self.registry.all("INTEGRATION") for host in self._hosts(record.name)}

    def _hosts(self, integration: str) -> list[str]:
        record = self.registry.find(Key("INTEGRATION", name=integration))
        if record is None or not record.properties["enabled"]:
            return []
        values = []
        for database, schema, name in record.properties["rules"]:
            rule = self.registry.find(Key("NETWORK_RULE", database, schema, name))
            values.extend(rule.properties["values"] if rule else [])
        if record.owner.kind == "APPLICATION":
            approved = {host for specification in self.registry.all("SPECIFICATION", record.owner.name)
                        if specification.properties["status"] == "APPROVED" for host in specification.properties["hosts"]}
            # compared as texts: example.com and example.com:443 differ
            values = [value for value in values if value in approved]
        return [value if ":" in value else f"{value}:443" for value in values]

    def allows_secret(self, integrations: list[str], secret: Key) -> bool:
        """Whether one of the integrations lets a procedure use the secret."""
        for name in integrations:
            record = self.registry.find(Key("INTEGRATION", name=name))
            if record is not None and record.properties["enabled"]:
                allowed = record.properties["secrets"]
                if allowed == "ALL" or [secret.database, secret.schema, secret.name] in allowed:
                    return True
        return False


def _bare(reader: Reader) -> str:
    name = reader.name()
    if len(name.parts) > 1:
        raise SqlError(f"SQL compilation error:\nAn integration belongs to the account; its name has no schema: {name}", 1003, "42000")
    return name.last


def _word(value: Any) -> str:
    return value.last.upper() if isinstance(value, Name) else str(value).upper()


def _names(value: Any) -> list[Name]:
    names = value if isinstance(value, list) else [value]
    if not all(isinstance(name, Name) for name in names):
        raise SqlError("SQL compilation error:\nA list of names is expected.", 1003, "42000")
    return names


def _texts(value: Any, property_name: str) -> list[str]:
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) for text in texts):
        raise SqlError(f"SQL compilation error:\n{property_name} must be a list of texts.", 1008, "22023")
    return texts


def _dotted(parts: list[str]) -> str:
    return ".".join(parts)

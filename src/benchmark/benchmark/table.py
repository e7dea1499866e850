"""Compares one table with the truth; stands alone, since it runs under the Python of the engine. See oracle.py."""

import json
import sys

import duckdb


def column(names: list[str], wanted: str) -> str:
    """The column that is this property: capitals and underscores don't matter, an underscore in front does."""
    found = [name for name in names if not name.startswith("_") and name.lower().replace("_", "") == wanted]
    if not found:
        raise SystemExit(f"no column {wanted}")
    return '"' + found[0] + '"'


def compare(database: str, table: str, truth: str, deleted: str) -> dict[str, int]:
    connection = duckdb.connect()
    connection.execute(f"ATTACH '{database}' AS measured (READ_ONLY)")
    table = f"measured.{table}"
    names = [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()]
    division, key, version, amount = (column(names, each) for each in ("division", "id", "timestamp", "amountdc"))
    connection.execute(
        f"CREATE TABLE actual AS SELECT CAST({division} AS BIGINT) AS division, CAST({key} AS VARCHAR) AS id,"
        # Rounded first: a peer's DOUBLE is not always the decimal that it stands for.
        f" CAST({version} AS BIGINT) AS version, CAST(ROUND({amount}, 2) AS DECIMAL(38, 2)) AS amount FROM {table}"
    )
    known = "{'division': 'BIGINT', 'id': 'VARCHAR'"
    more = known + ", 'version': 'BIGINT', 'amount': 'DECIMAL(38, 2)'}"
    connection.execute(f"CREATE TABLE truth AS SELECT * FROM read_csv('{truth}', columns={more})")
    connection.execute(f"CREATE TABLE gone AS SELECT * FROM read_csv('{deleted}', columns={known}}})")

    def number(statement: str) -> int:
        return int(connection.execute(statement).fetchone()[0] or 0)

    joined = "FROM truth t JOIN actual a ON a.division = t.division AND a.id = t.id WHERE"
    return {
        "rows": number("SELECT COUNT(*) FROM actual"),
        "keys": number("SELECT COUNT(*) FROM (SELECT DISTINCT division, id FROM actual)"),
        "cents": number("SELECT SUM(amount) * 100 FROM actual"),
        "missing": number("SELECT COUNT(*) FROM truth t ANTI JOIN actual a USING (division, id)"),
        "surplus": number("SELECT COUNT(*) FROM actual a ANTI JOIN truth t USING (division, id)"),
        "outdated": number(f"SELECT COUNT(*) {joined} a.version IS DISTINCT FROM t.version"),
        "wrong_amounts": number(f"SELECT COUNT(*) {joined} a.amount IS DISTINCT FROM t.amount"),
        "remaining": number("SELECT COUNT(*) FROM actual a SEMI JOIN gone g USING (division, id)"),
    }


if __name__ == "__main__":
    print(json.dumps(compare(*sys.argv[1:5])))

"""Stages, PUT, LIST, REMOVE and COPY INTO."""

from __future__ import annotations

import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from sql_client import Client

CSV = "FILE_FORMAT = (TYPE = CSV COMPRESSION = GZIP FIELD_OPTIONALLY_ENCLOSED_BY = '\"' EMPTY_FIELD_AS_NULL = TRUE NULL_IF = () ESCAPE_UNENCLOSED_FIELD = NONE)"


class Stage:
    """The folder of stage ST and a way to fill it as a client does after PUT."""

    def __init__(self, client: Client) -> None:
        self.client = client
        upload = client.run("PUT file:///tmp/x.csv.gz @st/run/ AUTO_COMPRESS = FALSE").upload
        assert upload is not None
        self.upload = upload

    def write(self, name: str, content: str, compressed: bool = True) -> None:
        path = Path(self.upload["stageInfo"]["location"]) / name
        path.write_bytes(gzip.compress(content.encode()) if compressed else content.encode())


@pytest.fixture
def stage(client: Client) -> Stage:
    client.run("CREATE STAGE IF NOT EXISTS st DIRECTORY = (ENABLE = FALSE) COMMENT = 'files'")
    client.run("CREATE TABLE t (id NUMBER, name VARCHAR, amount NUMBER(38,12), at TIMESTAMP_NTZ(3), raw BINARY, more VARIANT, ok BOOLEAN)")
    return Stage(client)


def test_put_tells_the_client_all_it_wants_to_know(stage: Stage) -> None:
    assert stage.upload["command"] == "UPLOAD"
    assert set(stage.upload["stageInfo"]) >= {"locationType", "location", "path", "region", "storageAccount", "isClientSideEncrypted", "creds",
                                              "presignedUrl", "endPoint"}
    assert stage.upload["stageInfo"]["locationType"] == "LOCAL_FS"


def test_copy_keeps_null_apart_from_the_empty_string(stage: Stage) -> None:
    stage.write("a.csv.gz", '1,"a ""quoted"", line\nnext \\N",12345678901234567890.123456789012,2026-03-01 10:00:00.123,0AFF,"{""a"": 1}",true\n'
                            '2,"",,,,,\n3,,-0.5,2026-03-01T10:00:00,,,false\n')
    rows = stage.client.rows(f"COPY INTO t FROM @d.public.st/run/ {CSV}")
    assert rows == [("st/run/a.csv.gz", "LOADED", 3, 3, 1, 0, None, None, None, None)]
    assert [row[1] for row in stage.client.rows("SELECT * FROM t ORDER BY id")] == ['a "quoted", line\nnext \\N', "", None]
    assert stage.client.rows("SELECT amount, raw, more:a::NUMBER, ok FROM t WHERE id = 1") == [
        (Decimal("12345678901234567890.123456789012"), b"\x0a\xff", 1, True)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_copy_takes_no_line_end_inside_quotes_for_the_end_of_a_record(stage: Stage, line_end: str) -> None:
    texts = ["first\r\nsecond", "first\rsecond", "first\nsecond\r\n", "plain"]
    stage.write("a.csv.gz", "".join(f'{number},"{text}"{line_end}' for number, text in enumerate(texts)))
    stage.client.run(f"COPY INTO t (id, name) FROM '@st/run' {CSV}")
    assert [row[0] for row in stage.client.rows("SELECT name FROM t ORDER BY id")] == texts


def test_a_file_is_loaded_once_unless_forced_or_changed(stage: Stage) -> None:
    stage.write("a.csv.gz", "1,x\n")
    copy = f"COPY INTO t (id, name) FROM '@st/run' {CSV}"
    stage.client.run(copy)
    assert stage.client.rows(copy) == [("Copy executed with 0 files processed.",)]
    assert len(stage.client.rows(copy + " FORCE = TRUE")) == 1
    stage.write("a.csv.gz", "2,y\n")
    stage.client.run(copy)
    assert stage.client.rows("SELECT id FROM t ORDER BY id") == [(1,), (1,), (2,)]
    stage.client.run("TRUNCATE TABLE t")
    stage.client.run(copy)
    assert stage.client.value("SELECT COUNT(*) FROM t") == 1


def test_several_files_are_counted_one_by_one(stage: Stage) -> None:
    stage.write("a.csv.gz", "1,x\n2,y\n")
    stage.write("b.csv.gz", "3,z\n")
    stage.write("c.csv.gz", "")
    assert [row[:4] for row in stage.client.rows(f"COPY INTO t (id, name) FROM @st/run/ {CSV} PURGE = TRUE")] == [
        ("st/run/a.csv.gz", "LOADED", 2, 2), ("st/run/b.csv.gz", "LOADED", 1, 1), ("st/run/c.csv.gz", "LOADED", 0, 0)]
    assert stage.client.rows("LIST @st/run/") == []


def test_files_and_pattern_choose(stage: Stage) -> None:
    for name in "abc":
        stage.write(f"{name}.csv.gz", f"1,{name}\n")
    stage.client.run(f"COPY INTO t (id, name) FROM @st/run/ FILES = ('a.csv.gz') {CSV}")
    stage.client.run(f"COPY INTO t (id, name) FROM @st/run/ PATTERN = '.*b.csv.gz' {CSV}")
    assert sorted(stage.client.rows("SELECT name FROM t")) == [("a",), ("b",)]


def test_copy_from_a_query(stage: Stage) -> None:
    stage.write("a.csv", "1,x,{}\n", compressed=False)
    stage.client.run("COPY INTO t (id, name, more) FROM (SELECT $1, UPPER($2), PARSE_JSON($3) FROM @st/run/ AS f) FILE_FORMAT = (TYPE = CSV)")
    assert stage.client.rows("SELECT id, name, more FROM t") == [(1, "X", "{}")]


@pytest.mark.parametrize("content, code, words", [
    ("x,a\n", 100038, "Numeric value 'x' is not recognized"),
    ("1,a,b\n", 100080, "Number of columns in file (3) does not match that of the corresponding table (2)"),
    ("1,a\n2\n", 100080, "Number of columns in file"),
])
def test_a_bad_file_loads_nothing_and_says_where(stage: Stage, content: str, code: int, words: str) -> None:
    stage.write("bad.csv.gz", content)
    error = stage.client.error(f"COPY INTO t (id, name) FROM @st/run/ {CSV}")
    assert (error.code, words in error.message, "File 'st/run/bad.csv.gz'" in error.message) == (code, True, True), error.message
    assert stage.client.value("SELECT COUNT(*) FROM t") == 0


def test_copy_in_a_transaction_is_rolled_back_with_its_history(stage: Stage) -> None:
    stage.write("a.csv.gz", "1,x\n")
    stage.client.run("BEGIN")
    stage.client.run(f"COPY INTO t (id, name) FROM @st/run/ {CSV}")
    stage.client.run("ROLLBACK")
    assert stage.client.rows(f"COPY INTO t (id, name) FROM @st/run/ {CSV}")[0][1] == "LOADED"


def test_list_and_remove(stage: Stage) -> None:
    stage.write("a.csv.gz", "1,x\n")
    stage.write("b.csv.gz", "2,y\n")
    assert [row[0] for row in stage.client.rows("LIST @st")] == ["st/run/a.csv.gz", "st/run/b.csv.gz"]
    assert stage.client.rows("REMOVE @d.public.st/run/a.csv.gz") == [("st/run/a.csv.gz", "removed")]
    assert [row[0] for row in stage.client.rows("LS @st/run/ PATTERN = '.*gz'")] == ["st/run/b.csv.gz"]
    stage.client.run("DROP STAGE st")
    assert stage.client.error("LIST @st").code == 2003
    assert stage.client.error("LIST @st/../../x").code in (1003, 2003)


def test_what_copy_does_not_do_is_refused(stage: Stage) -> None:
    for tail in ("FILE_FORMAT = (TYPE = JSON)", "FILE_FORMAT = (TYPE = CSV ESCAPE = '\\\\')", "ON_ERROR = CONTINUE", "FILE_FORMAT = (FORMAT_NAME = 'x')"):
        error = stage.client.error(f"COPY INTO t FROM @st/run/ {tail}")
        assert "local Snowflake does not support" in error.message, tail
    assert stage.client.error("COPY INTO @st FROM t").code == 2

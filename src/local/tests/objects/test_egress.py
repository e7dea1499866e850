"""What procedures reach, and how answers come through."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from exact_server import ExactServer
from local_snowflake.result import SqlError
from running_snowflake import Snowflake


def run(snowflake: Snowflake, name: str, argument: str) -> Any:
    return json.loads(snowflake.value("CALL core.run(?, ?)", name, argument))


def failure(snowflake: Snowflake, name: str, argument: str) -> str:
    with pytest.raises(SqlError) as caught:
        run(snowflake, name, argument)
    return caught.value.message


def test_a_request_arrives_with_its_host_and_the_protocol_it_came_by(snowflake: Snowflake) -> None:
    [answer] = run(snowflake, "get", "https://start.exactonline.nl/echo?a=b")
    assert answer.startswith("200 GET /echo?a=b HTTP/1.1\r\nX-Forwarded-Proto: https\r\n")
    assert "Host: start.exactonline.nl\r\n" in answer


def test_bodies_with_and_without_a_length_arrive_whole(snowflake: Snowflake) -> None:
    assert run(snowflake, "post", "https://start.exactonline.nl/echo grant=1") == [True, True]


def test_connections_are_kept_for_the_next_request(snowflake: Snowflake, exact: ExactServer) -> None:
    run(snowflake, "get", "https://start.exactonline.be/echo")
    before = exact.connections
    for _ in range(3):
        run(snowflake, "get", "https://start.exactonline.be/echo")
    assert exact.connections == before


def test_large_answers_are_streamed_quickly(snowflake: Snowflake) -> None:
    began = time.monotonic()
    assert run(snowflake, "download", "https://start.exactonline.nl/large/60") == 60_000_000
    assert time.monotonic() - began < 10


def test_an_answer_that_is_cut_short_is_not_taken_for_a_whole_one(snowflake: Snowflake) -> None:
    assert "IOException" in failure(snowflake, "download", "https://start.exactonline.nl/truncated")


def test_a_reset_answer_is_an_error_for_the_procedure(snowflake: Snowflake) -> None:
    assert "Exception" in failure(snowflake, "download", "https://start.exactonline.nl/reset")


def test_a_connection_closed_without_an_answer_is_an_error(snowflake: Snowflake) -> None:
    assert "IOException" in failure(snowflake, "get", "https://start.exactonline.nl/silent")


def test_a_host_outside_of_the_rule_is_unknown(snowflake: Snowflake) -> None:
    assert "UnresolvedAddressException" in failure(snowflake, "get", "https://start.exactonline.de/echo")
    assert "UnknownHostException" in failure(snowflake, "resolve", "start.exactonline.de")


def test_a_procedure_without_the_integration_reaches_nothing(snowflake: Snowflake) -> None:
    with pytest.raises(SqlError, match="UnresolvedAddressException"):
        snowflake.sql("CALL core.run_without_access('get', 'https://start.exactonline.nl/echo')")


def test_the_same_without_approval_and_after_it_is_declined(snowflake: Snowflake) -> None:
    snowflake.sql("ALTER APPLICATION test_app DECLINE SPECIFICATION test_access SEQUENCE_NUMBER = 1")
    try:
        assert "UnresolvedAddressException" in failure(snowflake, "get", "https://start.exactonline.nl/echo")
    finally:
        snowflake.sql("ALTER APPLICATION test_app APPROVE SPECIFICATION test_access SEQUENCE_NUMBER = 1")


def test_another_definition_of_the_specification_needs_another_approval(snowflake: Snowflake) -> None:
    specification = ("ALTER APPLICATION SET SPECIFICATION test_access TYPE = EXTERNAL_ACCESS LABEL = '%s' DESCRIPTION = 'Reads' "
                     "HOST_PORTS = (%s)")
    hosts = "'start.exactonline.nl', 'start.exactonline.be'"
    run(snowflake, "sql", specification % ("Another label", hosts))
    assert snowflake.column("SHOW SPECIFICATIONS", "status") == ["APPROVED"]
    run(snowflake, "sql", specification % ("Another label", hosts + ", 'start.exactonline.fr'"))
    assert snowflake.column("SHOW SPECIFICATIONS", "status") == ["PENDING"]
    assert snowflake.column("SHOW SPECIFICATIONS", "sequence_number") == [2]
    with pytest.raises(SqlError, match="sequence number"):
        snowflake.sql("ALTER APPLICATION test_app APPROVE SPECIFICATION test_access SEQUENCE_NUMBER = 1")
    run(snowflake, "sql", specification % ("Exact Online", hosts))
    snowflake.sql("ALTER APPLICATION test_app APPROVE SPECIFICATION test_access SEQUENCE_NUMBER = 3")
    assert "200" in str(run(snowflake, "get", "https://start.exactonline.nl/echo"))


def test_an_address_instead_of_a_name_and_another_program_are_no_way_out(snowflake: Snowflake, exact: ExactServer) -> None:
    assert "may not connect to" in failure(snowflake, "get", f"{exact.url}/echo")
    assert "may not start programs" in failure(snowflake, "start", "curl")


def test_the_proxy_serves_many_requests_side_by_side(snowflake: Snowflake) -> None:
    began = time.monotonic()
    assert run(snowflake, "many", "https://start.exactonline.nl/echo 8 200") == 1600
    assert time.monotonic() - began < 15


def test_an_application_cannot_approve_itself(snowflake: Snowflake) -> None:
    assert "cannot decide" in failure(snowflake, "sql", "ALTER APPLICATION test_app APPROVE SPECIFICATION test_access SEQUENCE_NUMBER = 1")

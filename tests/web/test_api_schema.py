"""The API against its own description: whatever a program sends, no fault of ours, and answers as described."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from veerkracht.web.api import answers, throttle
from veerkracht.web.api.actions import make_token
from veerkracht.web.kaart.answers import compressed
from veerkracht.web.workspace.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = 6


@pytest.fixture(autouse=True)
def _requests_leave_the_connection_open() -> Iterator[None]:
    """As with Django's own test client: the end of a request would close the connection of the test's transaction."""
    for one in (request_started, request_finished):
        assert one.disconnect(close_old_connections)
    yield
    for one in (request_started, request_finished):
        one.connect(close_old_connections)


@pytest.fixture
def token(city, made_maps, make_user, organisation, monkeypatch: pytest.MonkeyPatch) -> str:
    anna = make_user("Anna", role=Role.ANALIST, organisation=organisation)
    monkeypatch.setattr(throttle.requests, "take", lambda _key, *, most: None)
    made_maps()

    def plain(asked: Any, body: bytes, **parts: Any) -> Any:
        # The client of schemathesis asks for gzip and does not open it.
        asked.META["HTTP_ACCEPT_ENCODING"] = "identity"
        asked.__dict__.pop("headers", None)  # Django remembers them
        return compressed(asked, body, **parts)

    monkeypatch.setattr(answers, "compressed", plain)
    return make_token(anna, name="schemathesis", days=1, trajectory=city.trajectory)[1]


def test_every_answer_is_as_the_description_says(city: Any, token: str) -> None:
    import schemathesis
    from django.core.handlers.wsgi import WSGIHandler
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    checks = [
        not_a_server_error,
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    ]
    tried: dict[str, set[int]] = {}
    own = {"trajectory_id": str(city.trajectory.pk), "code": "veerkracht"}
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @pytest.mark.filterwarnings("ignore")
        def one(case: Any) -> None:
            case.path_parameters = {
                **case.path_parameters,
                **{k: v for k, v in own.items() if k in case.path_parameters},
            }
            if "indicator" in case.query and len(case.query) % 2:
                case.query["indicator"] = "inwoners"  # no made-up word is one of ours
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            tried.setdefault(case.operation.path, set()).add(answer.status_code)
            case.validate_response(answer, checks=checks)

        from hypothesis import given

        given(case=operation.as_strategy())(one)()
    assert len(tried) == len(schema.raw_schema["paths"])
    # Each address was not only refused.
    assert {path for path, statuses in tried.items() if 200 not in statuses} <= {
        "/trajectories/{trajectory_id}/jobs/{job_id}",
        "/areas/{code}",
        "/indicators/{code}",
        "/trajectories/{trajectory_id}/areas/{code}",
        "/trajectories/{trajectory_id}/indicators/{code}",
    }

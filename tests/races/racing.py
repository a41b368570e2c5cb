"""Several people press their buttons in the same instant."""

import threading
from collections.abc import Sequence
from http.client import HTTPConnection
from urllib.parse import urlencode

from django.test import Client

TOKEN = "t" * 32
Press = tuple[str, str, dict[str, str]]  # session, address, fields


def session_of(user) -> str:
    """Sign a user in and return the session."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def post(service, address: str, *, session: str, **fields) -> int:
    """Post a form as a browser does and return the status."""
    to = HTTPConnection(service.address, timeout=60)
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    to.request("POST", address, urlencode({"csrfmiddlewaretoken": TOKEN, **fields}), headers)
    status = to.getresponse().status
    to.close()
    return status


def at_once(service, presses: Sequence[Press]) -> list[int]:
    """Post everything in the same instant and return the statuses in order."""
    gate, found = threading.Barrier(len(presses)), [0] * len(presses)

    def press(number: int) -> None:
        session, address, fields = presses[number]
        gate.wait()
        found[number] = post(service, address, session=session, **fields)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found

import pytest

from tests.races.servers import Service


@pytest.fixture
def serve(tmp_path):
    """Start the service once everything is in the database; it is stopped after the test."""
    services = []

    def start(workers: int) -> Service:
        services.append(Service(workers=workers, folder=tmp_path))
        return services[-1]

    yield start
    for service in services:
        service.stop()

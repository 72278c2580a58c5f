"""How all tests run: the same examples every time, however slow the machine; one lab for all that visit it."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from lab_browser import open_browser, open_lab  # noqa: F401
from real_data import ABSENT, DATA, GIVEN

settings.register_profile(
    "reproducible",
    derandomize=True,
    database=None,
    deadline=None,
    # Explaining a failure takes longer than finding it.
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
settings.load_profile("reproducible")


def pytest_configure():
    """Refuse a folder of data that is named and not there."""
    if os.environ.get(GIVEN) and not DATA.is_dir():
        raise pytest.UsageError(f"{GIVEN}: there is no folder {str(DATA)!r}")


def pytest_runtest_setup(item):
    """Skip what needs real data where there are none."""
    if item.get_closest_marker("data") and not DATA.is_dir():
        pytest.skip(ABSENT)

"""How all tests run: the same examples every time, however slow the machine; one lab for all that visit it.

A test that draws its examples draws a fifth of them, and all with ``--hypothesis-profile=thorough``, or if it is slow.
"""

import os
import signal

import pytest
from hypothesis import HealthCheck, Phase, settings
from lab_browser import open_browser, open_lab  # noqa: F401
from own_parts import own_parts  # noqa: F401
from real_data import ABSENT, DATA, GIVEN

REPRODUCIBLE, THOROUGH = "reproducible", "thorough"
# Of the examples that a test asks for.
_SHARE, _FEWEST = 5, 4
# Files that take longest: begun last, one of them would end long after all others.
_LONGEST = (
    "test_calibration.py",
    "test_twin.py",
    "test_sweep.py",
    "test_validation.py",
    "test_lab_class.py",
    "test_typing.py",
    "test_conformance.py",
    "test_cli.py",
    "test_presets.py",
    "test_compiling.py",
)

settings.register_profile(
    REPRODUCIBLE,
    derandomize=True,
    database=None,
    deadline=None,
    # Explaining a failure takes longer than finding it.
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
settings.register_profile(THOROUGH, settings.get_profile(REPRODUCIBLE))
settings.load_profile(REPRODUCIBLE)


# What a test starts must hear what it sends, though a shell that runs the tests in the background lets them ignore it.
for _name, _usual in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
    _number = getattr(signal, _name, None)  # not every system has both
    if _number is not None and signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)


def pytest_configure():
    """Refuse a folder of data that is named and not there."""
    if os.environ.get(GIVEN) and not DATA.is_dir():
        raise pytest.UsageError(f"{GIVEN}: there is no folder {str(DATA)!r}")


def pytest_collection_modifyitems(config, items):
    """Let the longest files come first, and examples be few unless many are asked for."""
    places = {name: place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))
    if config.getoption("--hypothesis-profile", None) == THOROUGH:
        return
    tests = {getattr(item.obj, "__func__", item.obj) for item in items if not item.get_closest_marker("slow")}
    for test in tests:
        asked = getattr(test, "_hypothesis_internal_use_settings", None)
        if asked is not None:
            few = max(min(_FEWEST, asked.max_examples), asked.max_examples // _SHARE)
            test._hypothesis_internal_use_settings = settings(asked, max_examples=few)


@pytest.fixture
def tries(request):
    """Return how many tries are made of so many: a fifth, or all of them where examples are many."""
    is_thorough = request.config.getoption("--hypothesis-profile", None) == THOROUGH
    return lambda most: most if is_thorough else most // _SHARE


def pytest_runtest_setup(item):
    """Skip what needs real data where there are none."""
    if item.get_closest_marker("data") and not DATA.is_dir():
        pytest.skip(ABSENT)

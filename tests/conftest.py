"""How all tests run: the same examples every time, however slow the machine; one lab for all that visit it."""

from hypothesis import HealthCheck, Phase, settings
from lab_browser import open_browser, open_lab  # noqa: F401

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

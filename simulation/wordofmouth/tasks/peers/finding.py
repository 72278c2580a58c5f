"""What a study of peers says."""

from wordofmouth.tasks.peers.estimate import Effect, in_words
from wordofmouth.tasks.peers.record import PeerStudy


def finding(study: PeerStudy) -> str:
    """Return what contacts do, in a sentence."""
    return in_words(summary(study)[0], study.manifest.design["exposure"], study.manifest.design["link"])


def summary(study: PeerStudy) -> list[Effect]:
    """Return the effects of contacts and of covariates; those of periods are in the table alone."""
    rows = [Effect(**row) for row in study.arrow.to_pylist()]
    design = study.manifest.design
    return rows[: design.get("shown", 1 + len(design["covariates"]))]

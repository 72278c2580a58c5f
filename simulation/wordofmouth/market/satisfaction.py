"""Contentment: how many friends of a consumer are content buyers, kept right whatever changes a buyer's experience."""

from wordofmouth.engine.kernels import kernel


@kernel
def is_content(mind):
    """Tell whether a consumer bought the brand, and was satisfied the last time."""
    return mind.purchases > 0 and mind.satisfaction > 0


@kernel
def tell_friends(starts, targets, strong, minds, i, b, was_content):
    """Let the strong ties of consumer i know of brand b what has changed since i was content, or was not."""
    change = (1 if is_content(minds[i, b]) else 0) - (1 if was_content else 0)
    if change != 0:
        for k in range(starts[i], starts[i] + strong[i]):
            minds[targets[k], b].satisfied_friends += change

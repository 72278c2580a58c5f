"""Linked: objects that hold views of their own arrays, which a copy or a pickle would tear off."""

from typing import Any, ClassVar


class Linked:
    """An object of whose attributes some are views of others.

    Every array has one owner. What is a view of it is named in ``views`` and made by :meth:`link`, which the
    constructor calls too; copies and pickles leave views out, and link what they have again. Were both copied, a part
    of the program would go on to write to an array at which nobody looks.
    """

    views: ClassVar[tuple[str, ...]]

    def link(self) -> None:
        """Make the views."""
        raise NotImplementedError

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in self.views}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.link()

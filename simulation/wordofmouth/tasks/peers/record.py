"""The record of a study of peers: what contacts' adoption does to the chance to adopt."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import TABLE, Record, checked
from wordofmouth.results.tables import read_parquet

if TYPE_CHECKING:
    import pyarrow

EXPOSURE = "exposure.parquet"
# The columns of its second table.
GROUPS = {"contacts": str, "at_risk": int, "adopted": int}


class PeerStudy(Record):
    """What contacts' adoption does to the chance to adopt.

    Attributes:
        arrow: the effects as an Arrow table: of contacts, of each covariate, and of each period.
        exposed: how many were at risk and how many adopted, by how many of their contacts had, as an Arrow table.
    """

    task: ClassVar[str] = "peers"
    figure_name: ClassVar[str] = "peers.png"

    def __init__(self, arrow: "pyarrow.Table", manifest: Manifest, exposed: "pyarrow.Table") -> None:
        super().__init__(arrow, manifest)
        self.exposed = exposed

    @classmethod
    def _of_files(cls, folder: Path, manifest: Manifest) -> Self:
        arrow = checked(read_parquet(manifest.checked(folder / TABLE)), manifest.table_digest, folder / TABLE)
        return cls(arrow, manifest, read_parquet(manifest.checked(folder / EXPOSURE)))

    def files(self) -> "dict[str, pyarrow.Table | str]":
        """Return its tables by the names of their files."""
        return super().files() | {EXPOSURE: self.exposed}

    @property
    def subtitle(self) -> str:
        """What was studied, in a line."""
        asked, adoptions = self.manifest.design, sum(self.exposed["adopted"].to_pylist())
        return (
            f"{asked['people']:,} people · {asked['ties']:,} ties · {asked['periods']} periods · {adoptions:,} adopted"
        )

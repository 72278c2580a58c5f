"""The board of a class: who is ahead, by how much, and how sure that is."""

from wordofmouth.games.campaign import objective_name
from wordofmouth.games.ranking import Row
from wordofmouth.lab.pages.classroom.room import Room, Team
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.words.catalogue import Words


def show_board(room: Room, say: Words, mine: Team | None = None) -> None:
    """Show how the teams of a room rank; one's own is marked."""
    tag("h2", text=say("class.board"))
    if not room.board:
        tag("p", "quiet", say("class.no_board"))
        return
    low, high = _range(room.board)
    with tag("table", "board"):
        with tag("thead"), tag("tr"):
            for name in ("class.rank", "class.team_name"):
                tag("th", text=say(name), scope="col")
            tag("th", text=objective_name(room.goal.objective, say), scope="col", colspan="2")
            tag("th", text=say("class.cost"), scope="col")
        with tag("tbody"):
            for row in room.board:
                own = mine is not None and row.name == mine.name
                with tag("tr", "own" if own else "" if row.name else "none"):
                    _show_row(row, low, high, own, say, outcome(room.goal.objective).unit == "share")
    tag("p", "small quiet", say("class.board_note", runs=room.goal.fresh))


def _show_row(row: Row, low: float, high: float, own: bool, say: Words, is_share: bool) -> None:
    number = say.percent if is_share else say.number
    tag("td", "rank", str(row.rank) if row.rank else "")
    with tag("th", "team", scope="row"):
        tag("span", text=row.name or say("class.no_campaign"))
        if own:
            tag("span", "you", say("class.you"))
    with tag("td", "bar", aria_hidden="true"), tag("div", "track"):
        start, end, middle = (100 * (value - low) / (high - low) for value in (row.low, row.high, row.value))
        tag("div", "filled", style=f"width: {middle:.2f}%")
        tag("div", "interval", style=f"left: {start:.2f}%; width: {max(end - start, 0.4):.2f}%")
    with tag("td", "value"):
        tag("span", "mean", number(row.value))
        tag("span", "small quiet", say("class.and_interval", low=number(row.low), high=number(row.high)))
    tag("td", "cost", say.number(row.cost))


def _range(rows: list[Row]) -> tuple[float, float]:
    low, high = min(0.0, *(row.low for row in rows)), max(0.0, *(row.high for row in rows))
    return low, high if high > low else low + 1.0

"""The two percentages that a scenario takes from a survey."""

from wordofmouth.scenario.parts import SETTING, Prior, Section, field


class Survey(Section):
    """Two percentages of a survey, from which the weight of a message is solved.

    Source: Ipsos MORI for Hotwire (2006), Online reputation survey of 2,214 internet users; Rogers (2003), Diffusion
    of Innovations, for innovators with early adopters, 2.5 + 13.5 %.
    """

    follow_praise: float = field(
        0.62,
        "share of the not yet convinced whom praise convinces",
        unit="share",
        source="Ipsos MORI 2006",
        ge=0.001,
        le=0.999,
        label="Who follows praise",
        hint="of 100 people who are not convinced, how many one piece of praise convinces",
    )
    heed_criticism: float = field(
        0.44,
        "share of would-be buyers whom criticism deters",
        unit="share",
        source="Ipsos MORI 2006",
        ge=0.001,
        le=0.999,
        label="Who heeds criticism",
        hint="of 100 people about to buy, how many one piece of criticism puts off",
    )
    asked: int = field(
        0,
        "people whom the survey asked; each run draws both percentages with its sampling error; 0: no error",
        idle=0,
        unit="people",
        source=SETTING,
        ge=0,
        le=10**9,
        label="How many were asked",
        hint="how many people the survey asked: the fewer, the less its two percentages are known; 0: as if exact",
    )
    innovators: float = field(
        0.16, "share who would buy before hearing anything", unit="share", source="Rogers 2003", ge=0.001, le=0.999
    )
    follow_through: float = field(
        0.4,
        "share of those who say that praise convinces them who then do as they said",
        idle=1.0,
        unit="share",
        source=Prior(0.2, 0.7, "stated intentions overstate purchases: Morwitz, Steckel and Gupta 2007, in sign"),
        ge=0.01,
        le=1,
    )
    exposures: float = field(
        1.0,
        "comments to which the survey's answers refer",
        unit="messages",
        source=Prior(1.0, 5.0, "the questions speak of comments and tell no number; one at least"),
        ge=0.01,
        le=1000,
    )
    reference_risk: float = field(
        1.0,
        "risk of the purchase that respondents had in mind",
        unit="log-odds",
        source=Prior(0.3, 2.0, "about what the usual purchase risks here; the questions name no product"),
        ge=0,
        le=20,
    )

"""What no story may have that is read aloud, in any language and in each: patterns."""

WRONG = {
    "": (r"\bnan\b", r"\binf\b", "  ", r" [.,;:]", r"\.\.", "None", "log-odds", r"[{}]"),
    "en": (
        "no one",
        r"\bone (friends|acquaintances|posts|reviews|stars|people|followers|others)\b",
        r"\b(two|three|four|five|[2-9]|\d\d) (friend|acquaintance|post|review|star|person|follower|leader)\b",
        r"(^|[.] )A post on her forum (praise|complain) ",
        r"posts on her forum (praises|complains)",
        r"(^|[.] )Her \w+ \d+ (praise|complain) ",
        r"her (friend|acquaintance) \d+(,| and) \d+ ",
    ),
    "fr": (
        r"\b([Dd]|[Qq]u)e [AEIOUaeiou]\w",
        r"\b[Dd]e les?\b",
        r"\bà les?\b",
        r"\bsi il",
        r"['\"]",
        r"\d\.\d",
        r"(?<!\u202f)[;:!?»%]",
        r"«(?!\u202f)",
        r"\bnº(?!\u202f\d)",
        r"\b(une?) (amis|connaissances|messages|étoiles|personnes|abonnés|publicités)\b",
        r"\b(deux|trois|quatre|cinq|[2-9]|\d\d) (ami|connaissance|message|étoile|personne|abonné|publicité)\b",
        r"(^|[.] )Un message sur son forum (disent|se plaignent) ",
        r"messages sur son forum (dit|se plaint)\b",
        r"(^|[.] )(Son ami|Sa connaissance) nº\u202f\d+ (disent|se plaignent) ",
        r"ses (amis|connaissances)( nº\u202f\d+(,| et)?)* (dit|se plaint)\b",
    ),
}

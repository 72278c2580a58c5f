"""Parts: all that one needs to write parts of one's own, in one place.

A file of one's own begins with ``from wordofmouth.parts import ...``; ``wom part new lever NAME`` writes such a file.
"""

from wordofmouth.diffusion.diffusion import Diffusion as Diffusion
from wordofmouth.diffusion.diffusion import State as State
from wordofmouth.diffusion.textbook import TextbookModel as TextbookModel
from wordofmouth.engine.kernels import kernel as kernel
from wordofmouth.engine.randomness import chance as chance
from wordofmouth.engine.randomness import key_for as key_for
from wordofmouth.engine.randomness import purpose as purpose
from wordofmouth.engine.randomness import uniform as uniform
from wordofmouth.engine.randomness import words as words
from wordofmouth.market.world import World as World
from wordofmouth.networks.network import Network as Network
from wordofmouth.scenario.families.behaviour import Behaviour as Behaviour
from wordofmouth.scenario.families.channel import Channel as Channel
from wordofmouth.scenario.families.generator import NetworkGenerator as NetworkGenerator
from wordofmouth.scenario.families.lever import AimedLever as AimedLever
from wordofmouth.scenario.families.lever import Lever as Lever
from wordofmouth.scenario.parts import SETTING as SETTING
from wordofmouth.scenario.parts import Measure as Measure
from wordofmouth.scenario.parts import Prior as Prior
from wordofmouth.scenario.parts import field as field
from wordofmouth.scenario.scenario import Scenario as Scenario
from wordofmouth.statistics.outcomes import Outcome as Outcome
from wordofmouth.statistics.outcomes import RunTables as RunTables
from wordofmouth.statistics.outcomes import register as register

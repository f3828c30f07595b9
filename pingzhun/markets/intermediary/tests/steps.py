from pingzhun.markets.intermediary.demo.steps import *  # noqa: F403 -- moved; import it from there

from pingzhun.markets.intermediary.demo.cast import *  # noqa: F403 -- moved; import it from there

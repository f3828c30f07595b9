from pingzhun.ledger.tests.fixtures import emptying_between_tests_passes_the_triggers, own_keys

__all__ = ["emptying_between_tests_passes_the_triggers", "own_keys"]

"""What tests, stories and the demonstration of 政府采购 are made of."""

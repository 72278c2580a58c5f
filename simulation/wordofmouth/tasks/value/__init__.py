"""Value: what customers are worth, by what they buy and by whom they convince."""

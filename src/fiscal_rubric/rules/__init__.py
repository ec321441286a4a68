"""Rules: their grammar, their evaluation, and the words that build them."""

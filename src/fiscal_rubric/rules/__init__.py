"""The grammar of rules, its meaning, and the words rules are written with."""

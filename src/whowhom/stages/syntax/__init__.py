"""How predications are read off a parse; `predications` is the door."""

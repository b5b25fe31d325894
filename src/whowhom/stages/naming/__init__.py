"""Parts of `stages.actors`: the names of a page, what phrases say by themselves, and what refers back."""

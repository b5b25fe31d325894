"""Parts of `stages.actors`: names of a page, what phrases and lists say, what refers back, and guesses."""

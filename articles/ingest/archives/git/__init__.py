"""Git repositories: every version of every file that a branch or tag ever held. Knows neither Django nor the ledger."""

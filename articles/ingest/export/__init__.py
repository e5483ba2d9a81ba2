"""The archive leaves as it came, comes back, is digested and checked."""

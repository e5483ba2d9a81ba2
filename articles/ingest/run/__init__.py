"""One run of an import: files read, parsed by workers, stored batch by batch."""

"""What is counted over the articles found: lines, highlights, comparisons, collocates, similar articles."""

"""What a page says about its article: byline, dateline, dates, times, headings, metadata."""

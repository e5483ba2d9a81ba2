"""Characters to terms: folding, tokens, words, pinyin."""

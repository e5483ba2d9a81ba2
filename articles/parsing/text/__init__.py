"""HTML to the article's own text: blocks, furniture, figures and captions, the sanitised body."""

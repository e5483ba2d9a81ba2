"""What repeats in an outlet's articles and is none of theirs: counted, judged, left out."""

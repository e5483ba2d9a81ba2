// After logging out: what scripts kept goes too. Over HTTPS the answer's Clear-Site-Data has done it already, cache included;
// over plain HTTP browsers do not listen to that header.
"use strict";

for (const name of ["localStorage", "sessionStorage"]) {
  try {
    window[name].clear();
  } catch {
    // The browser keeps nothing, or lets nobody look.
  }
}

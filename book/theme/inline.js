// Keeps short inline code on one line: a browser would break `build --notes` behind a hyphen.
"use strict";

for (const code of document.querySelectorAll("main :not(pre) > code")) {
  if (code.textContent.length <= 24) {
    code.classList.add("short");
  }
}

// Highlights `ecrc` blocks. mdBook highlights before it loads this file, so the blocks are highlighted again here.
// The lists are those of the language; a test compares them with the compiler's.
"use strict";

hljs.registerLanguage("ecrc", () => {
  const items = "private_ecr|defaults|include";
  const statements =
    "region|account|tag|name|vpc|subnets|route_tables|existing|endpoint|clients|security_group|tasks|dns|private_dns|" +
    "ip|fips|sdk|launch|uses|logs|secrets|exec|kms|images|s3|pull_through_cache|execution_role|allow|deny|accept";
  const comment = { className: "comment", begin: "#", end: "$" };
  const string = { className: "string", begin: '"', end: '"|$', contains: [{ begin: "\\\\." }] };
  const value = { className: "literal", begin: "[\\w.:/-]+" };
  const word = (list) => `\\b(?:${list})(?![\\w.:/-])`;
  return {
    contains: [
      comment,
      string,
      { className: "keyword", begin: word(items), starts: { end: "[<;]|$", contains: [comment, string] } },
      { className: "title", begin: word(statements), starts: { end: ";|(?=>)", contains: [comment, string, value] } },
    ],
  };
});

for (const block of document.querySelectorAll("code.language-ecrc")) {
  hljs.highlightBlock(block);
}

; Where patterns capture the same node, some editors take the first and others the last, and Helix even a capture that
; only a predicate reads. So a node has the same name in all of them. Helix's themes know these names; other editors
; know how they begin.

(comment) @comment

["private_ecr" "defaults" "include"] @keyword

(private_ecr
  name: (word) @type)

(keyword) @function

; Versions, dates, account IDs, addresses.
(statement
  (word) @constant.numeric
  (#match? @constant.numeric "^[0-9]"))

; What follows `allow` and `deny` is introduced by words.
(statement
  keyword: (keyword) @function
  (word) @keyword
  (#match? @function "^(allow|deny)$")
  (#match? @keyword "^(role|user|repo|on)$"))

(statement
  keyword: (keyword) @function
  (word) @constant
  (#match? @function "^(allow|deny)$")
  (#not-match? @constant "^([0-9]|(role|user|repo|on)$)"))

(statement
  keyword: (keyword) @function
  (word) @constant.builtin.boolean
  (#not-match? @function "^(allow|deny)$")
  (#match? @constant.builtin.boolean "^(on|off)$"))

(statement
  keyword: (keyword) @function
  (word) @constant
  (#not-match? @function "^(allow|deny)$")
  (#not-match? @constant "^([0-9]|(on|off)$)"))

(string) @string

(escape_sequence) @constant.character.escape

["<" ">"] @punctuation.bracket

["," ";"] @punctuation.delimiter

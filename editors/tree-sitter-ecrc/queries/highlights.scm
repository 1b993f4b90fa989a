; No two patterns capture the same node: where they do, Helix takes the first and Neovim the last.

(comment) @comment

["private_ecr" "defaults" "include"] @keyword

(private_ecr
  name: (word) @type)

(keyword) @function

; Versions, dates, account IDs, addresses.
(statement
  (word) @number
  (#match? @number "^[0-9]"))

; What follows `allow` and `deny` is introduced by words.
(statement
  keyword: (keyword) @_access
  (word) @keyword
  (#match? @_access "^(allow|deny)$")
  (#match? @keyword "^(role|user|repo|on)$"))

(statement
  keyword: (keyword) @_access
  (word) @constant
  (#match? @_access "^(allow|deny)$")
  (#not-match? @constant "^([0-9]|(role|user|repo|on)$)"))

(statement
  keyword: (keyword) @_setting
  (word) @boolean
  (#not-match? @_setting "^(allow|deny)$")
  (#match? @boolean "^(on|off)$"))

(statement
  keyword: (keyword) @_setting
  (word) @constant
  (#not-match? @_setting "^(allow|deny)$")
  (#not-match? @constant "^([0-9]|(on|off)$)"))

(string) @string

(escape_sequence) @string.escape

["<" ">"] @punctuation.bracket

["," ";"] @punctuation.delimiter

; Names as in tree-sitter's own themes; Neovim, Helix, Zed and Emacs know these.

(comment) @comment

["private_ecr" "defaults" "include"] @keyword

(private_ecr name: (word) @type)

(keyword) @function

(word) @constant

; Versions, dates, account IDs, addresses.
((word) @number
  (#match? @number "^[0-9]"))

((word) @boolean
  (#any-of? @boolean "on" "off"))

; What the words after `allow` and `deny` introduce.
((statement
  keyword: (keyword) @_access
  (word) @keyword)
  (#any-of? @_access "allow" "deny")
  (#any-of? @keyword "role" "user" "repo" "on"))

(string) @string

(escape_sequence) @string.escape

["<" ">"] @punctuation.bracket

["," ";"] @punctuation.delimiter

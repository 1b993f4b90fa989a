; For Helix. A line within a body, or within a statement that goes on, is indented once.
[
  (body)
  (statement)
] @indent

">" @outdent

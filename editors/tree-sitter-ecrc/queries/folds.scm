[
  (private_ecr)
  (defaults)
  (statement)
  (comment)+
] @fold

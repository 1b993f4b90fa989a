# Where v4.0.1 to v5.1.1 differ. Read on 2026-11-30.

locals {
  largest = max(local.private, local.public, local.intra, local.elasticache, local.database, local.redshift)
}

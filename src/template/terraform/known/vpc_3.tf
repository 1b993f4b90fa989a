# Where v3.0.0 to v3.19.0 differ. Read on 2026-11-30.

variable "cidr" {
  default = "0.0.0.0/0"
}

variable "enable_dns_hostnames" {
  default = false
}

variable "map_public_ip_on_launch" {
  default = true
}

variable "manage_default_security_group" {
  default = false
}

variable "manage_default_route_table" {
  default = false
}

locals {
  nothing = ""
  largest = max(local.private, local.elasticache, local.database, local.redshift)
}

resource "aws_route_table" "private" {
  count = var.create_vpc ? local.largest > 0 ? local.nats : 0 : 0
}

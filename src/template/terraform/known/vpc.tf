# What `terraform-aws-modules/vpc/aws` makes, as far as it decides how what runs in its subnets reaches ECR.
#
# Read on 2026-11-30: main.tf, variables.tf and outputs.tf of v5.1.2 to v6.6.0, and how they differ from one tag to the
# next, in https://github.com/terraform-aws-modules/terraform-aws-vpc.
#
# Left out: network ACLs, routes of IPv6, VPN gateways, flow logs, subnets on Outposts, groups of subnets, what belongs to
# the account by default, and tags. An output that is not here is not known. Conditions stand one in another, not
# side by side, so that one that is open goes by the caller's own words.

variable "create_vpc" {
  type    = bool
  default = true
}

variable "name" {
  type    = string
  default = ""
}

variable "region" {
  type    = string
  default = null
}

variable "cidr" {
  type    = string
  default = "10.0.0.0/16"
}

variable "secondary_cidr_blocks" {
  type    = list(string)
  default = []
}

variable "use_ipam_pool" {
  type    = bool
  default = false
}

variable "azs" {
  type    = list(string)
  default = []
}

variable "enable_dns_support" {
  type    = bool
  default = true
}

variable "enable_dns_hostnames" {
  type    = bool
  default = true
}

variable "public_subnets" {
  type    = list(string)
  default = []
}

variable "private_subnets" {
  type    = list(string)
  default = []
}

variable "database_subnets" {
  type    = list(string)
  default = []
}

variable "elasticache_subnets" {
  type    = list(string)
  default = []
}

variable "redshift_subnets" {
  type    = list(string)
  default = []
}

variable "intra_subnets" {
  type    = list(string)
  default = []
}

# Subnets without IPv4 are counted by these.
variable "public_subnet_ipv6_prefixes" {
  type    = list(string)
  default = []
}

variable "private_subnet_ipv6_prefixes" {
  type    = list(string)
  default = []
}

variable "database_subnet_ipv6_prefixes" {
  type    = list(string)
  default = []
}

variable "elasticache_subnet_ipv6_prefixes" {
  type    = list(string)
  default = []
}

variable "redshift_subnet_ipv6_prefixes" {
  type    = list(string)
  default = []
}

variable "intra_subnet_ipv6_prefixes" {
  type    = list(string)
  default = []
}

variable "public_subnet_ipv6_native" {
  type    = bool
  default = false
}

variable "private_subnet_ipv6_native" {
  type    = bool
  default = false
}

variable "database_subnet_ipv6_native" {
  type    = bool
  default = false
}

variable "elasticache_subnet_ipv6_native" {
  type    = bool
  default = false
}

variable "redshift_subnet_ipv6_native" {
  type    = bool
  default = false
}

variable "intra_subnet_ipv6_native" {
  type    = bool
  default = false
}

variable "map_public_ip_on_launch" {
  type    = bool
  default = false
}

variable "create_igw" {
  type    = bool
  default = true
}

variable "enable_nat_gateway" {
  type    = bool
  default = false
}

variable "single_nat_gateway" {
  type    = bool
  default = false
}

variable "one_nat_gateway_per_az" {
  type    = bool
  default = false
}

variable "create_private_nat_gateway_route" {
  type    = bool
  default = true
}

variable "nat_gateway_destination_cidr_block" {
  type    = string
  default = "0.0.0.0/0"
}

variable "create_multiple_public_route_tables" {
  type    = bool
  default = false
}

variable "create_multiple_intra_route_tables" {
  type    = bool
  default = false
}

variable "create_database_subnet_route_table" {
  type    = bool
  default = false
}

variable "create_database_internet_gateway_route" {
  type    = bool
  default = false
}

variable "create_database_nat_gateway_route" {
  type    = bool
  default = false
}

variable "create_elasticache_subnet_route_table" {
  type    = bool
  default = false
}

variable "create_redshift_subnet_route_table" {
  type    = bool
  default = false
}

variable "enable_public_redshift" {
  type    = bool
  default = false
}

variable "enable_dhcp_options" {
  type    = bool
  default = false
}

variable "dhcp_options_domain_name" {
  type    = string
  default = ""
}

variable "dhcp_options_domain_name_servers" {
  type    = list(string)
  default = ["AmazonProvidedDNS"]
}

variable "manage_default_security_group" {
  type    = bool
  default = true
}

variable "default_security_group_ingress" {
  type    = list(map(string))
  default = []
}

variable "default_security_group_egress" {
  type    = list(map(string))
  default = []
}

variable "manage_default_route_table" {
  type    = bool
  default = true
}

variable "default_route_table_routes" {
  type    = list(map(string))
  default = []
}

locals {
  vpc_id = try(aws_vpc.this[0].id, "")

  # An output of what is not made.
  nothing = null

  public      = max(length(var.public_subnets), length(var.public_subnet_ipv6_prefixes))
  private     = max(length(var.private_subnets), length(var.private_subnet_ipv6_prefixes))
  database    = max(length(var.database_subnets), length(var.database_subnet_ipv6_prefixes))
  elasticache = max(length(var.elasticache_subnets), length(var.elasticache_subnet_ipv6_prefixes))
  redshift    = max(length(var.redshift_subnets), length(var.redshift_subnet_ipv6_prefixes))
  intra       = max(length(var.intra_subnets), length(var.intra_subnet_ipv6_prefixes))

  # As many NAT gateways, and as many route tables for private subnets, as the largest of these needs.
  largest = max(local.private, local.public, local.elasticache, local.database, local.redshift)
  nats    = var.single_nat_gateway ? 1 : var.one_nat_gateway_per_az ? length(var.azs) : local.largest
}

resource "aws_vpc" "this" {
  count                = var.create_vpc ? 1 : 0
  region               = var.region
  cidr_block           = var.use_ipam_pool ? null : var.cidr
  enable_dns_support   = var.enable_dns_support
  enable_dns_hostnames = var.enable_dns_hostnames
}

resource "aws_default_security_group" "this" {
  count  = var.create_vpc ? var.manage_default_security_group ? 1 : 0 : 0
  vpc_id = aws_vpc.this[0].id

  dynamic "ingress" {
    for_each = var.default_security_group_ingress

    content {
      self            = tobool(lookup(ingress.value, "self", null))
      cidr_blocks     = compact(split(",", lookup(ingress.value, "cidr_blocks", "")))
      prefix_list_ids = compact(split(",", lookup(ingress.value, "prefix_list_ids", "")))
      security_groups = compact(split(",", lookup(ingress.value, "security_groups", "")))
      from_port       = lookup(ingress.value, "from_port", 0)
      to_port         = lookup(ingress.value, "to_port", 0)
      protocol        = lookup(ingress.value, "protocol", "-1")
    }
  }

  dynamic "egress" {
    for_each = var.default_security_group_egress

    content {
      self            = tobool(lookup(egress.value, "self", null))
      cidr_blocks     = compact(split(",", lookup(egress.value, "cidr_blocks", "")))
      prefix_list_ids = compact(split(",", lookup(egress.value, "prefix_list_ids", "")))
      security_groups = compact(split(",", lookup(egress.value, "security_groups", "")))
      from_port       = lookup(egress.value, "from_port", 0)
      to_port         = lookup(egress.value, "to_port", 0)
      protocol        = lookup(egress.value, "protocol", "-1")
    }
  }
}

resource "aws_default_route_table" "default" {
  count                  = var.create_vpc ? var.manage_default_route_table ? 1 : 0 : 0
  default_route_table_id = aws_vpc.this[0].default_route_table_id

  dynamic "route" {
    for_each = var.default_route_table_routes

    content {
      cidr_block                 = lookup(route.value, "cidr_block", null)
      destination_prefix_list_id = lookup(route.value, "destination_prefix_list_id", null)
      gateway_id                 = lookup(route.value, "gateway_id", null)
      nat_gateway_id             = lookup(route.value, "nat_gateway_id", null)
      network_interface_id       = lookup(route.value, "network_interface_id", null)
      transit_gateway_id         = lookup(route.value, "transit_gateway_id", null)
    }
  }
}

resource "aws_vpc_ipv4_cidr_block_association" "this" {
  count      = var.create_vpc ? length(var.secondary_cidr_blocks) : 0
  vpc_id     = local.vpc_id
  cidr_block = var.secondary_cidr_blocks[count.index]
}

resource "aws_vpc_dhcp_options" "this" {
  count               = var.create_vpc ? var.enable_dhcp_options ? 1 : 0 : 0
  domain_name         = var.dhcp_options_domain_name
  domain_name_servers = var.dhcp_options_domain_name_servers
}

resource "aws_vpc_dhcp_options_association" "this" {
  count           = var.create_vpc ? var.enable_dhcp_options ? 1 : 0 : 0
  vpc_id          = local.vpc_id
  dhcp_options_id = aws_vpc_dhcp_options.this[0].id
}

# Zones are given by name (`eu-west-1a`) or by id (`euw1-az1`), which has no dash behind two letters.

resource "aws_subnet" "public" {
  count                   = var.create_vpc ? !var.one_nat_gateway_per_az || local.public >= length(var.azs) ? local.public : 0 : 0
  vpc_id                  = local.vpc_id
  cidr_block              = var.public_subnet_ipv6_native ? null : var.public_subnets[count.index]
  availability_zone       = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? element(var.azs, count.index) : null
  map_public_ip_on_launch = var.map_public_ip_on_launch
}

resource "aws_subnet" "private" {
  count             = var.create_vpc ? local.private : 0
  vpc_id            = local.vpc_id
  cidr_block        = var.private_subnet_ipv6_native ? null : var.private_subnets[count.index]
  availability_zone = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? element(var.azs, count.index) : null
}

resource "aws_subnet" "database" {
  count             = var.create_vpc ? local.database : 0
  vpc_id            = local.vpc_id
  cidr_block        = var.database_subnet_ipv6_native ? null : var.database_subnets[count.index]
  availability_zone = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? element(var.azs, count.index) : null
}

resource "aws_subnet" "elasticache" {
  count             = var.create_vpc ? local.elasticache : 0
  vpc_id            = local.vpc_id
  cidr_block        = var.elasticache_subnet_ipv6_native ? null : var.elasticache_subnets[count.index]
  availability_zone = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? element(var.azs, count.index) : null
}

resource "aws_subnet" "redshift" {
  count             = var.create_vpc ? local.redshift : 0
  vpc_id            = local.vpc_id
  cidr_block        = var.redshift_subnet_ipv6_native ? null : var.redshift_subnets[count.index]
  availability_zone = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? element(var.azs, count.index) : null
}

resource "aws_subnet" "intra" {
  count             = var.create_vpc ? local.intra : 0
  vpc_id            = local.vpc_id
  cidr_block        = var.intra_subnet_ipv6_native ? null : var.intra_subnets[count.index]
  availability_zone = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? element(var.azs, count.index) : null
}

resource "aws_route_table" "public" {
  count  = var.create_vpc ? var.create_multiple_public_route_tables ? local.public : min(local.public, 1) : 0
  vpc_id = local.vpc_id
}

resource "aws_route_table" "private" {
  count  = var.create_vpc ? local.private > 0 ? local.nats : 0 : 0
  vpc_id = local.vpc_id
}

resource "aws_route_table" "database" {
  count  = var.create_vpc ? var.create_database_subnet_route_table ? var.single_nat_gateway || var.create_database_internet_gateway_route ? min(local.database, 1) : local.database : 0 : 0
  vpc_id = local.vpc_id
}

resource "aws_route_table" "elasticache" {
  count  = var.create_vpc ? var.create_elasticache_subnet_route_table ? min(local.elasticache, 1) : 0 : 0
  vpc_id = local.vpc_id
}

resource "aws_route_table" "redshift" {
  count  = var.create_vpc ? var.create_redshift_subnet_route_table ? min(local.redshift, 1) : 0 : 0
  vpc_id = local.vpc_id
}

resource "aws_route_table" "intra" {
  count  = var.create_vpc ? var.create_multiple_intra_route_tables ? local.intra : min(local.intra, 1) : 0
  vpc_id = local.vpc_id
}

resource "aws_route_table_association" "public" {
  count          = var.create_vpc ? local.public : 0
  subnet_id      = element(aws_subnet.public[*].id, count.index)
  route_table_id = element(aws_route_table.public[*].id, var.create_multiple_public_route_tables ? count.index : 0)
}

resource "aws_route_table_association" "private" {
  count          = var.create_vpc ? local.private : 0
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = element(aws_route_table.private[*].id, var.single_nat_gateway ? 0 : count.index)
}

resource "aws_route_table_association" "database" {
  count          = var.create_vpc ? local.database : 0
  subnet_id      = aws_subnet.database[count.index].id
  route_table_id = element(coalescelist(aws_route_table.database[*].id, aws_route_table.private[*].id), count.index)
}

resource "aws_route_table_association" "elasticache" {
  count          = var.create_vpc ? local.elasticache : 0
  subnet_id      = aws_subnet.elasticache[count.index].id
  route_table_id = element(coalescelist(aws_route_table.elasticache[*].id, aws_route_table.private[*].id), count.index)
}

resource "aws_route_table_association" "redshift" {
  count          = var.create_vpc ? var.enable_public_redshift ? 0 : local.redshift : 0
  subnet_id      = aws_subnet.redshift[count.index].id
  route_table_id = element(coalescelist(aws_route_table.redshift[*].id, aws_route_table.private[*].id), count.index)
}

resource "aws_route_table_association" "redshift_public" {
  count          = var.create_vpc ? var.enable_public_redshift ? local.redshift : 0 : 0
  subnet_id      = aws_subnet.redshift[count.index].id
  route_table_id = element(coalescelist(aws_route_table.redshift[*].id, aws_route_table.public[*].id), var.single_nat_gateway ? 0 : count.index)
}

resource "aws_route_table_association" "intra" {
  count          = var.create_vpc ? local.intra : 0
  subnet_id      = aws_subnet.intra[count.index].id
  route_table_id = element(aws_route_table.intra[*].id, var.create_multiple_intra_route_tables ? count.index : 0)
}

resource "aws_internet_gateway" "this" {
  count  = var.create_vpc ? var.create_igw ? min(local.public, 1) : 0 : 0
  vpc_id = local.vpc_id
}

resource "aws_route" "public_internet_gateway" {
  count                  = var.create_igw ? length(aws_route_table.public) : 0
  route_table_id         = aws_route_table.public[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_nat_gateway" "this" {
  count     = var.create_vpc ? var.enable_nat_gateway ? local.nats : 0 : 0
  subnet_id = element(aws_subnet.public[*].id, var.single_nat_gateway ? 0 : count.index)
}

resource "aws_route" "private_nat_gateway" {
  count                  = var.create_vpc ? var.enable_nat_gateway ? var.create_private_nat_gateway_route ? local.nats : 0 : 0 : 0
  route_table_id         = element(aws_route_table.private[*].id, count.index)
  destination_cidr_block = var.nat_gateway_destination_cidr_block
  nat_gateway_id         = element(aws_nat_gateway.this[*].id, count.index)
}

resource "aws_route" "database_nat_gateway" {
  count                  = var.enable_nat_gateway && var.create_database_nat_gateway_route && !var.create_database_internet_gateway_route ? length(aws_route_table.database) : 0
  route_table_id         = aws_route_table.database[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(aws_nat_gateway.this[*].id, count.index)
}

resource "aws_route" "database_internet_gateway" {
  count                  = var.create_igw && var.create_database_internet_gateway_route && !var.create_database_nat_gateway_route ? length(aws_route_table.database) : 0
  route_table_id         = aws_route_table.database[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

output "vpc_id" {
  value = try(aws_vpc.this[0].id, local.nothing)
}

output "vpc_arn" {
  value = try(aws_vpc.this[0].arn, local.nothing)
}

output "vpc_cidr_block" {
  value = try(aws_vpc.this[0].cidr_block, local.nothing)
}

output "vpc_secondary_cidr_blocks" {
  value = aws_vpc_ipv4_cidr_block_association.this[*].cidr_block
}

output "vpc_enable_dns_support" {
  value = try(aws_vpc.this[0].enable_dns_support, local.nothing)
}

output "vpc_enable_dns_hostnames" {
  value = try(aws_vpc.this[0].enable_dns_hostnames, local.nothing)
}

output "vpc_main_route_table_id" {
  value = try(aws_vpc.this[0].main_route_table_id, local.nothing)
}

output "default_route_table_id" {
  value = try(aws_vpc.this[0].default_route_table_id, local.nothing)
}

output "default_security_group_id" {
  value = try(aws_vpc.this[0].default_security_group_id, local.nothing)
}

output "igw_id" {
  value = try(aws_internet_gateway.this[0].id, local.nothing)
}

output "natgw_ids" {
  value = aws_nat_gateway.this[*].id
}

output "azs" {
  value = var.azs
}

output "name" {
  value = var.name
}

output "public_subnets" {
  value = aws_subnet.public[*].id
}

output "private_subnets" {
  value = aws_subnet.private[*].id
}

output "database_subnets" {
  value = aws_subnet.database[*].id
}

output "elasticache_subnets" {
  value = aws_subnet.elasticache[*].id
}

output "redshift_subnets" {
  value = aws_subnet.redshift[*].id
}

output "intra_subnets" {
  value = aws_subnet.intra[*].id
}

output "public_subnet_objects" {
  value = aws_subnet.public
}

output "private_subnet_objects" {
  value = aws_subnet.private
}

output "database_subnet_objects" {
  value = aws_subnet.database
}

output "intra_subnet_objects" {
  value = aws_subnet.intra
}

output "public_subnets_cidr_blocks" {
  value = compact(aws_subnet.public[*].cidr_block)
}

output "private_subnets_cidr_blocks" {
  value = compact(aws_subnet.private[*].cidr_block)
}

output "database_subnets_cidr_blocks" {
  value = compact(aws_subnet.database[*].cidr_block)
}

output "intra_subnets_cidr_blocks" {
  value = compact(aws_subnet.intra[*].cidr_block)
}

output "public_route_table_ids" {
  value = aws_route_table.public[*].id
}

output "private_route_table_ids" {
  value = aws_route_table.private[*].id
}

output "database_route_table_ids" {
  value = try(coalescelist(aws_route_table.database[*].id, aws_route_table.private[*].id), [])
}

output "elasticache_route_table_ids" {
  value = try(coalescelist(aws_route_table.elasticache[*].id, aws_route_table.private[*].id), [])
}

output "redshift_route_table_ids" {
  value = try(coalescelist(aws_route_table.redshift[*].id, var.enable_public_redshift ? aws_route_table.public[*].id : aws_route_table.private[*].id), [])
}

output "intra_route_table_ids" {
  value = aws_route_table.intra[*].id
}

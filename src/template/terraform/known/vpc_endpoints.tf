# What `terraform-aws-modules/vpc/aws//modules/vpc-endpoints` makes.
#
# Read on 2026-11-30: modules/vpc-endpoints/{main,variables,outputs}.tf of v3.0.0 to v6.6.0, and how they differ from one
# tag to the next, in https://github.com/terraform-aws-modules/terraform-aws-vpc. What a later version added, an earlier
# one refuses, but for `service_endpoint`, which v5.7.0 began to read in an endpoint's map.
#
# Left out: tags, time limits, and which addresses of a subnet an endpoint takes. An output that is not here is not known.

variable "create" {
  type    = bool
  default = true
}

variable "region" {
  type    = string
  default = null
}

variable "vpc_id" {
  type    = string
  default = null
}

variable "endpoints" {
  type    = any
  default = {}
}

variable "security_group_ids" {
  type    = list(string)
  default = []
}

variable "subnet_ids" {
  type    = list(string)
  default = []
}

variable "create_security_group" {
  type    = bool
  default = false
}

variable "security_group_name" {
  type    = string
  default = null
}

variable "security_group_rules" {
  type    = any
  default = {}
}

locals {
  endpoints = { for name, endpoint in var.endpoints : name => endpoint if try(endpoint.create, true) }
}

data "aws_vpc_endpoint_service" "this" {
  for_each     = var.create ? local.endpoints : {}
  service      = try(each.value.service, null)
  service_name = try(each.value.service_name, null)
}

# What only one type of endpoints has, the map of that type alone says.
resource "aws_vpc_endpoint" "this" {
  for_each            = var.create ? local.endpoints : {}
  region              = var.region
  vpc_id              = var.vpc_id
  service_name        = try(each.value.service_endpoint, data.aws_vpc_endpoint_service.this[each.key].service_name)
  service_region      = try(each.value.service_region, null)
  vpc_endpoint_type   = try(each.value.service_type, "Interface")
  policy              = try(each.value.policy, null)
  private_dns_enabled = lookup({ Interface = try(each.value.private_dns_enabled, null) }, try(each.value.service_type, "Interface"), null)
  security_group_ids  = lookup({ Interface = distinct(concat(var.security_group_ids, aws_security_group.this[*].id, try(each.value.security_group_ids, []))) }, try(each.value.service_type, "Interface"), null)
  subnet_ids          = lookup({ Interface = distinct(concat(var.subnet_ids, try(each.value.subnet_ids, []))) }, try(each.value.service_type, "Interface"), null)
  route_table_ids     = lookup({ Gateway = try(each.value.route_table_ids, null) }, try(each.value.service_type, "Interface"), null)

  dynamic "subnet_configuration" {
    for_each = try(each.value.subnet_configurations, [])

    content {
      subnet_id = try(subnet_configuration.value.subnet_id, null)
    }
  }
}

resource "aws_security_group" "this" {
  count  = var.create ? var.create_security_group ? 1 : 0 : 0
  name   = var.security_group_name
  vpc_id = var.vpc_id
}

resource "aws_security_group_rule" "this" {
  for_each                 = var.create ? var.create_security_group ? var.security_group_rules : {} : {}
  security_group_id        = aws_security_group.this[0].id
  type                     = try(each.value.type, "ingress")
  protocol                 = try(each.value.protocol, "tcp")
  from_port                = try(each.value.from_port, 443)
  to_port                  = try(each.value.to_port, 443)
  cidr_blocks              = try(each.value.cidr_blocks, null)
  ipv6_cidr_blocks         = try(each.value.ipv6_cidr_blocks, null)
  prefix_list_ids          = try(each.value.prefix_list_ids, null)
  self                     = try(each.value.self, null)
  source_security_group_id = try(each.value.source_security_group_id, null)
}

output "endpoints" {
  value = aws_vpc_endpoint.this
}

output "security_group_id" {
  value = try(aws_security_group.this[0].id, null)
}

output "security_group_arn" {
  value = try(aws_security_group.this[0].arn, null)
}

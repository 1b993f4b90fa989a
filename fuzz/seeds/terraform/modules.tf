variable "private" { type = bool }
variable "zones" {
  type    = list(string)
  default = ["a", "b"]
}
locals {
  services = toset(["ecr.api", "ecr.dkr"])
  names    = { for s in local.services : s => replace(s, ".", "-") if s != "" }
}
provider "aws" { region = "eu-west-1" }
data "aws_iam_policy_document" "this" {
  statement {
    actions   = ["ecr:*"]
    resources = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-1"]
    }
  }
}
module "net" {
  for_each = var.private ? { a = "10.0.0.0/16" } : {}
  source   = "./net"
  cidr     = each.value
  policy   = data.aws_iam_policy_document.this.json
}
output "ids" { value = [for k, n in module.net : try(n.ids[0], upper(k))] }
# file: net/main.tf
variable "cidr" {}
variable "policy" { default = null }
resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
}
resource "aws_subnet" "this" {
  count      = 2
  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(var.cidr, 8, count.index)
}
resource "aws_vpc_endpoint" "this" {
  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.eu-west-1.ecr.api"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = aws_subnet.this[*].id
  policy              = coalesce(var.policy, jsonencode({ Statement = [] }))
}
resource "aws_security_group" "this" {
  vpc_id = aws_vpc.this.id
  dynamic "ingress" {
    for_each = [443, 80]
    content {
      protocol    = "tcp"
      from_port   = ingress.value
      to_port     = ingress.value
      cidr_blocks = [var.cidr]
    }
  }
}
output "ids" { value = aws_subnet.this[*].id }

provider "aws" {
  region = "us-east-2"
}

resource "aws_vpc" "network" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "private" {
  for_each          = { a = "10.0.0.0/20", b = "10.0.16.0/20" }
  vpc_id            = aws_vpc.network.id
  cidr_block        = each.value
  availability_zone = "us-east-2${each.key}"
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.network.id
}

resource "aws_route_table_association" "private" {
  for_each       = aws_subnet.private
  subnet_id      = each.value.id
  route_table_id = aws_route_table.private.id
}

resource "aws_security_group" "endpoints" {
  vpc_id = aws_vpc.network.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
}

locals {
  private_dns = {
    "ecr.api" = true
    "ecr.dkr" = true
    "logs"    = true
  }
  ecr = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = "*", Action = "*", Resource = "*" },
      { Effect = "Deny", Principal = "*", Action = "ecr:DeleteRepository", Resource = "*" },
    ]
  })
}

resource "aws_vpc_endpoint" "interface" {
  for_each            = local.private_dns
  service_name        = "com.amazonaws.us-east-2.${each.key}"
  vpc_endpoint_type   = "Interface"
  vpc_id              = aws_vpc.network.id
  private_dns_enabled = each.value
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  policy              = each.key == "logs" ? null : local.ecr
}

resource "aws_vpc_endpoint" "s3" {
  service_name    = "com.amazonaws.us-east-2.s3"
  vpc_id          = aws_vpc.network.id
  route_table_ids = [aws_route_table.private.id]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::prod-us-east-2-starport-layer-bucket/*"
    }]
  })
}

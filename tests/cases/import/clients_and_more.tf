variable "vpc_id" {}
variable "private_subnet_ids" { type = list(string) }

resource "aws_security_group" "app" {
  vpc_id = var.vpc_id
}

resource "aws_security_group" "endpoints" {
  vpc_id = var.vpc_id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.1.0.0/16", "10.2.0.0/16"]
  }
  ingress {
    protocol        = "-1"
    from_port       = 0
    to_port         = 0
    security_groups = [aws_security_group.app.id]
  }
  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["10.3.0.0/16"]
  }
}

locals {
  services = { ecr_api = "ecr.api", ecr_dkr = "ecr.dkr", secrets = "secretsmanager", queue = "sqs", tokens = "sts" }
}

resource "aws_vpc_endpoint" "interface" {
  for_each            = local.services
  vpc_id              = var.vpc_id
  service_name        = "com.amazonaws.us-east-1.${each.value}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = each.value != "ecr.api"
  subnet_ids          = var.private_subnet_ids
  security_group_ids  = [aws_security_group.endpoints.id]
  tags                = { Name = each.key, env = "prod" }
}

resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id       = var.vpc_id
  service_name = "com.amazonaws.us-east-1.dynamodb"
}

variable "restrict" { type = bool }

resource "aws_vpc_endpoint_policy" "secrets" {
  count           = var.restrict ? 1 : 0
  vpc_endpoint_id = aws_vpc_endpoint.interface["secrets"].id
  policy          = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }] })
}

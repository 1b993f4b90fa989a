data "aws_caller_identity" "this" {}

locals {
  role       = "arn:aws:iam::${data.aws_caller_identity.this.account_id}:role/deploy"
  repository = "arn:aws:ecr:us-east-1:${data.aws_caller_identity.this.account_id}:repository/shop"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = "*", Action = "*", Resource = "*" },
      { Effect = "Deny", Principal = "*", Action = "ecr:DeleteRepository", Resource = local.repository },
      {
        Effect    = "Allow"
        Principal = { AWS = local.role }
        Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:GetAuthorizationToken", "s3:GetObject"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_vpc_endpoint" "api" {
  vpc_id              = "vpc-0a1b2c3d"
  service_name        = "com.amazonaws.us-east-1.ecr.api"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
}

resource "aws_vpc_endpoint" "dkr" {
  vpc_id              = "vpc-0a1b2c3d"
  service_name        = "com.amazonaws.us-east-1.ecr.dkr"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  policy              = local.policy
}

resource "aws_vpc_endpoint_policy" "api" {
  vpc_endpoint_id = aws_vpc_endpoint.api.id
  policy          = local.policy
}

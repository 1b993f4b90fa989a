# What Terraform's provider knows and no statement says.
resource "aws_security_group" "endpoints" {
  vpc_id = "vpc-0a1b2c3d"
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_vpc_endpoint" "this" {
  for_each            = toset(["ecr.api", "ecr.dkr"])
  vpc_id              = "vpc-0a1b2c3d"
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.us-east-1.${each.key}"
  private_dns_enabled = true
  subnet_ids          = ["subnet-0a1b2c3d"]
  security_group_ids  = [aws_security_group.endpoints.id]
  dns_options {
    dns_record_ip_type = "ipv4"
  }
  subnet_configuration {
    subnet_id = "subnet-0a1b2c3d"
    ipv4      = "10.0.0.10"
  }
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = "vpc-0a1b2c3d"
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = ["rtb-0a1b2c3d"]
  lifecycle {
    prevent_destroy       = true
    create_before_destroy = false
  }
}

# It refers to an endpoint that the spec makes.
resource "aws_route53_record" "api" {
  zone_id = "Z1"
  name    = "api"
  type    = "CNAME"
  records = [aws_vpc_endpoint.this["ecr.api"].dns_entry[0].dns_name]
}

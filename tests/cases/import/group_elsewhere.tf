# The endpoints' group is looked up. The tasks' group is opened to the endpoints alone, which `tasks` does not say.
data "aws_security_group" "endpoints" {
  name = "endpoints"
}

resource "aws_vpc_endpoint" "this" {
  for_each            = toset(["ecr.api", "ecr.dkr"])
  vpc_id              = "vpc-0a1b2c3d"
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.us-east-1.${each.key}"
  private_dns_enabled = true
  subnet_ids          = ["subnet-0a1b2c3d"]
  security_group_ids  = [data.aws_security_group.endpoints.id]
  tags                = { Name = "shop-${each.key}" }
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = "vpc-0a1b2c3d"
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = ["rtb-0a1b2c3d"]
}

resource "aws_vpc_security_group_egress_rule" "endpoints" {
  security_group_id            = "sg-0a1b2c3d"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = data.aws_security_group.endpoints.id
}

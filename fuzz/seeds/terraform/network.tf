data "aws_availability_zones" "all" {}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.0"

  name            = "main"
  cidr            = "10.1.0.0/16"
  azs             = slice(data.aws_availability_zones.all.names, 0, 2)
  private_subnets = ["10.1.1.0/24", "10.1.2.0/24"]
  public_subnets  = ["10.1.101.0/24", "10.1.102.0/24", "10.1.103.0/24"]
  intra_subnets   = ["10.1.51.0/24"]

  enable_nat_gateway = true
  single_nat_gateway = true
}

module "endpoints" {
  source  = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"
  version = "5.21.0"

  vpc_id             = module.vpc.vpc_id
  subnet_ids         = module.vpc.private_subnets
  security_group_ids = [aws_security_group.more.id]

  create_security_group = true
  security_group_rules = {
    https = { cidr_blocks = [module.vpc.vpc_cidr_block] }
  }

  endpoints = {
    s3 = {
      service         = "s3"
      service_type    = "Gateway"
      route_table_ids = flatten([module.vpc.private_route_table_ids, module.vpc.intra_route_table_ids])
    }
    ecr_api = {
      service             = "ecr.api"
      private_dns_enabled = true
      policy              = jsonencode({ Statement = [] })
    }
    ecr_dkr = {
      service            = "ecr.dkr"
      subnet_ids         = module.vpc.intra_subnets
      security_group_ids = [aws_security_group.own.id]
    }
    logs = {
      create           = false
      service_endpoint = "com.amazonaws.eu-west-1.logs"
    }
  }
}

resource "aws_security_group" "more" {}
resource "aws_security_group" "own" {}

output "group" { value = module.endpoints.security_group_id }
output "endpoint" { value = module.endpoints.endpoints["ecr_api"].id }
output "tables" { value = module.vpc.private_route_table_ids }
output "flow_log" { value = try(module.vpc.vpc_flow_log_id, "none") }

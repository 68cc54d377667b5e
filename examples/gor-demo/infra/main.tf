# SPDX-License-Identifier: Apache-2.0
# The demo on AWS: server A behind a public load balancer, server B behind an internal one, and gor beside server A on each host.

terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

variable "access_key" {
  description = "Access key of AWS; without one, the provider takes the environment's credentials"
  type        = string
  default     = null
  sensitive   = true
}

variable "secret_key" {
  description = "Secret key that belongs to access_key"
  type        = string
  default     = null
  sensitive   = true
}

variable "aws_region" {
  description = "Region"
  type        = string
  default     = "eu-central-1"
}

variable "source_cidr" {
  description = "Addresses that may reach the public load balancer, as a CIDR block"
  type        = string
  default     = "10.0.0.0/8"
}

variable "aws_vpc" {
  description = "Id of the VPC; without one, the region's default VPC"
  type        = string
  default     = ""
}

variable "env" {
  description = "Name of the environment; a part of all names"
  type        = string
  default     = "demo"
}

variable "cluster" {
  description = "Name of the ECS cluster"
  type        = string
  default     = "gor-demo"
}

variable "key_name" {
  description = "Key pair for SSH; without one, none"
  type        = string
  default     = null
}

variable "aws_ami" {
  description = "Id of the hosts' image; without one, the newest image for ECS"
  type        = string
  default     = ""
}

variable "instance_type" {
  description = "Type of the hosts"
  type        = string
  default     = "t3.small"
}

variable "max_size" {
  description = "Most hosts"
  type        = number
  default     = 2
}

variable "min_size" {
  description = "Fewest hosts"
  type        = number
  default     = 1
}

variable "desired_capacity" {
  description = "Hosts at the start"
  type        = number
  default     = 1
}

variable "target_group" {
  description = "Name of the public load balancer's target group"
  type        = string
  default     = "gor-demo"
}

variable "health_check_path" {
  description = "Path of the load balancers' health checks"
  type        = string
  default     = "/"
}

variable "ELASTICSEARCH_URL" {
  description = "URL of Elasticsearch or OpenSearch, without port"
  type        = string
  default     = "http://search.internal"
}

variable "ES_PORT" {
  description = "Port of Elasticsearch or OpenSearch"
  type        = number
  default     = 9200
}

variable "image" {
  description = "Image of gor, built from packaging/docker/Dockerfile, in a registry that the hosts reach"
  type        = string
  default     = "gor:latest"
}

provider "aws" {
  access_key = var.access_key
  secret_key = var.secret_key
  region     = var.aws_region

  default_tags {
    tags = {
      Project     = "gor-demo"
      Environment = var.env
    }
  }
}

data "aws_vpc" "this" {
  id      = var.aws_vpc == "" ? null : var.aws_vpc
  default = var.aws_vpc == "" ? true : null
}

data "aws_subnets" "default" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.this.id]
  }

  filter {
    name   = "default-for-az"
    values = ["true"]
  }
}

module "balancers" {
  source = "./modules/balancers"

  name              = "${var.cluster}-${var.env}"
  vpc_id            = data.aws_vpc.this.id
  subnet_ids        = data.aws_subnets.default.ids
  clients           = var.source_cidr
  target_group      = var.target_group
  health_check_path = var.health_check_path
}

module "ecs" {
  source = "./modules/ecs"

  name              = "${var.cluster}-${var.env}"
  cluster           = var.cluster
  aws_region        = var.aws_region
  subnet_ids        = data.aws_subnets.default.ids
  security_group_id = module.balancers.hosts_security_group_id
  target_group_arn  = module.balancers.target_group_arn
  internal_balancer = module.balancers.internal_name
  replay_url        = "http://${module.balancers.internal_dns_name}:81"
  key_name          = var.key_name
  ami               = var.aws_ami
  instance_type     = var.instance_type
  max_size          = var.max_size
  min_size          = var.min_size
  desired_capacity  = var.desired_capacity
  image             = var.image
  index_url         = "${var.ELASTICSEARCH_URL}:${var.ES_PORT}/gor-%Y.%m.%d"
}

output "server_a" {
  description = "Where clients reach server A"
  value       = "http://${module.balancers.public_dns_name}/"
}

output "server_b" {
  description = "Where gor reaches server B, from within the VPC"
  value       = "http://${module.balancers.internal_dns_name}:81/"
}

output "logs" {
  description = "Log group of all containers"
  value       = module.ecs.log_group
}

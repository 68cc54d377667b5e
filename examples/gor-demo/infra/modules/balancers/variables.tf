# SPDX-License-Identifier: Apache-2.0

variable "name" {
  description = "Prefix of all names"
  type        = string
}

variable "vpc_id" {
  description = "VPC"
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of both load balancers"
  type        = list(string)
}

variable "clients" {
  description = "CIDR block that may reach the public load balancer"
  type        = string
}

variable "target_group" {
  description = "Name of the target group"
  type        = string
}

variable "health_check_path" {
  description = "Path of health checks"
  type        = string
}

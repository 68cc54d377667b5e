# SPDX-License-Identifier: Apache-2.0

variable "name" {
  description = "Prefix of all names"
  type        = string
}

variable "cluster" {
  description = "Name of the cluster"
  type        = string
}

variable "aws_region" {
  description = "Region of the logs"
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the hosts"
  type        = list(string)
}

variable "security_group_id" {
  description = "Security group of the hosts"
  type        = string
}

variable "target_group_arn" {
  description = "Target group that the hosts' port 80 belongs to"
  type        = string
}

variable "internal_balancer" {
  description = "Name of the load balancer that the hosts' port 81 belongs to"
  type        = string
}

variable "replay_url" {
  description = "Where gor sends requests"
  type        = string
}

variable "index_url" {
  description = "Where gor writes documents"
  type        = string
}

variable "key_name" {
  description = "Key pair for SSH, or null"
  type        = string
}

variable "ami" {
  description = "Image of the hosts; empty: the newest for ECS"
  type        = string
}

variable "instance_type" {
  description = "Type of the hosts"
  type        = string
}

variable "max_size" {
  description = "Most hosts"
  type        = number
}

variable "min_size" {
  description = "Fewest hosts"
  type        = number
}

variable "desired_capacity" {
  description = "Hosts at the start"
  type        = number
}

variable "image" {
  description = "Image of gor"
  type        = string
}

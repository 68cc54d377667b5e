# SPDX-License-Identifier: Apache-2.0

output "hosts_security_group_id" {
  value = aws_security_group.hosts.id
}

output "target_group_arn" {
  value = aws_lb_target_group.server_a.arn
}

output "public_dns_name" {
  value = aws_lb.public.dns_name
}

output "internal_name" {
  value = aws_elb.internal.name
}

output "internal_dns_name" {
  value = aws_elb.internal.dns_name
}

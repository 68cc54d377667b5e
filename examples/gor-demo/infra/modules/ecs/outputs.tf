# SPDX-License-Identifier: Apache-2.0

output "log_group" {
  value = aws_cloudwatch_log_group.containers.name
}

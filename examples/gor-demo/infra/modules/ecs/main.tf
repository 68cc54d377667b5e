# SPDX-License-Identifier: Apache-2.0
# A cluster on an autoscaling group, with one task on each host: server A, gor, and server B, all in the host's network.

data "aws_ssm_parameter" "ami" {
  name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "host" {
  name               = "${var.name}-host"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy_attachment" "host" {
  role       = aws_iam_role.host.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
}

resource "aws_iam_instance_profile" "host" {
  name = "${var.name}-host"
  role = aws_iam_role.host.name
}

resource "aws_cloudwatch_log_group" "containers" {
  name              = "/ecs/${var.name}"
  retention_in_days = 7
}

resource "aws_ecs_cluster" "this" {
  name = var.cluster
}

resource "aws_launch_template" "host" {
  name_prefix            = "${var.name}-"
  image_id               = var.ami == "" ? data.aws_ssm_parameter.ami.value : var.ami
  instance_type          = var.instance_type
  key_name               = var.key_name
  vpc_security_group_ids = [var.security_group_id]
  user_data              = base64encode("#!/bin/sh\necho ECS_CLUSTER=${aws_ecs_cluster.this.name} >>/etc/ecs/ecs.config\n")

  iam_instance_profile {
    name = aws_iam_instance_profile.host.name
  }

  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_autoscaling_group" "hosts" {
  name                = var.name
  max_size            = var.max_size
  min_size            = var.min_size
  desired_capacity    = var.desired_capacity
  vpc_zone_identifier = var.subnet_ids
  target_group_arns   = [var.target_group_arn]
  load_balancers      = [var.internal_balancer]

  launch_template {
    id      = aws_launch_template.host.id
    version = aws_launch_template.host.latest_version
  }

  tag {
    key                 = "Name"
    value               = var.name
    propagate_at_launch = true
  }
}

resource "aws_ecs_task_definition" "demo" {
  family       = var.name
  network_mode = "host"
  container_definitions = templatefile("${path.module}/templates/goreplay.json", {
    image      = var.image
    replay_url = var.replay_url
    index_url  = var.index_url
    log_group  = aws_cloudwatch_log_group.containers.name
    aws_region = var.aws_region
  })
}

resource "aws_ecs_service" "demo" {
  name                = var.name
  cluster             = aws_ecs_cluster.this.id
  task_definition     = aws_ecs_task_definition.demo.arn
  scheduling_strategy = "DAEMON"

  # The hosts' role must be complete while tasks end.
  depends_on = [aws_iam_role_policy_attachment.host]
}

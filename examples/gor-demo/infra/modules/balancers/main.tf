# SPDX-License-Identifier: Apache-2.0
# A public load balancer for server A (port 80 of the hosts), and an internal one for server B (port 81).

resource "aws_security_group" "public" {
  name        = "${var.name}-public"
  description = "Clients to the public load balancer"
  vpc_id      = var.vpc_id
}

resource "aws_security_group" "internal" {
  name        = "${var.name}-internal"
  description = "gor to the internal load balancer"
  vpc_id      = var.vpc_id
}

resource "aws_security_group" "hosts" {
  name        = "${var.name}-hosts"
  description = "Load balancers to the hosts"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "public" {
  security_group_id = aws_security_group.public.id
  cidr_ipv4         = var.clients
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_vpc_security_group_ingress_rule" "internal" {
  security_group_id            = aws_security_group.internal.id
  referenced_security_group_id = aws_security_group.hosts.id
  ip_protocol                  = "tcp"
  from_port                    = 81
  to_port                      = 81
}

resource "aws_vpc_security_group_ingress_rule" "server_a" {
  security_group_id            = aws_security_group.hosts.id
  referenced_security_group_id = aws_security_group.public.id
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
}

resource "aws_vpc_security_group_ingress_rule" "server_b" {
  security_group_id            = aws_security_group.hosts.id
  referenced_security_group_id = aws_security_group.internal.id
  ip_protocol                  = "tcp"
  from_port                    = 81
  to_port                      = 81
}

resource "aws_vpc_security_group_egress_rule" "all" {
  for_each = {
    public   = aws_security_group.public.id
    internal = aws_security_group.internal.id
    hosts    = aws_security_group.hosts.id
  }

  security_group_id = each.value
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

resource "aws_lb" "public" {
  name               = "${var.name}-public"
  load_balancer_type = "application"
  security_groups    = [aws_security_group.public.id]
  subnets            = var.subnet_ids
}

resource "aws_lb_target_group" "server_a" {
  name     = var.target_group
  port     = 80
  protocol = "HTTP"
  vpc_id   = var.vpc_id

  health_check {
    path    = var.health_check_path
    matcher = "200-399"
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.public.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.server_a.arn
  }
}

resource "aws_elb" "internal" {
  name            = "${var.name}-internal"
  internal        = true
  subnets         = var.subnet_ids
  security_groups = [aws_security_group.internal.id]

  listener {
    instance_port     = 81
    instance_protocol = "http"
    lb_port           = 81
    lb_protocol       = "http"
  }

  health_check {
    target              = "HTTP:81${var.health_check_path}"
    interval            = 30
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

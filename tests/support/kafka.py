# SPDX-License-Identifier: Apache-2.0
"""A real Kafka broker on loopback, and its console tools."""
import base64
import glob
import os
import shutil
import subprocess
import uuid

from .process import accepts, free_port, path, start, wait_until

JARS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../build/servers/kafka")


def can_run():
    return shutil.which("java") is not None and bool(glob.glob(f"{JARS}/kafka_*.jar"))


class Kafka:
    """One node, broker and controller. Topics are made as they are asked for. `more`: further lines of its configuration."""

    def __init__(self, port=None, partitions=4, listeners=(), more=()):
        self.port, controller = port or free_port(), free_port()
        self.address = f"127.0.0.1:{self.port}"
        self._config = path("kafka.properties")
        names = ["PLAINTEXT", *(name for name, _ in listeners)]
        addresses = [f"PLAINTEXT://{self.address}", *(f"{name}://127.0.0.1:{port}" for name, port in listeners)]
        lines = [
            "process.roles=broker,controller", "node.id=1", f"controller.quorum.voters=1@127.0.0.1:{controller}",
            f"listeners={','.join(addresses)},CONTROLLER://127.0.0.1:{controller}", f"advertised.listeners={','.join(addresses)}",
            "listener.security.protocol.map=CONTROLLER:PLAINTEXT," + ",".join(f"{name}:{name}" for name in names),
            "controller.listener.names=CONTROLLER", "inter.broker.listener.name=PLAINTEXT", f"log.dirs={path('kafka-data')}",
            "offsets.topic.replication.factor=1", "offsets.topic.num.partitions=4", "transaction.state.log.replication.factor=1",
            "transaction.state.log.min.isr=1", "share.coordinator.state.topic.replication.factor=1",
            "share.coordinator.state.topic.min.isr=1", "group.initial.rebalance.delay.ms=0", "group.min.session.timeout.ms=1000",
            f"num.partitions={partitions}", *more]
        with open(self._config, "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")
        self.process = None

    def format(self, *arguments):
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        self._java("kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "-c", self._config, *arguments)
        return self

    def start(self):
        log = open(path("kafka.log"), "ab")
        self.process = start(["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                              "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", f"{JARS}/*", "kafka.Kafka", self._config],
                             stdout=log, stderr=log)
        wait_until(lambda: accepts(self.port), "Kafka")
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()

    def produce(self, topic, lines):
        """One record a line, by Kafka's own console tool."""
        self._java("org.apache.kafka.tools.ConsoleProducer", "--bootstrap-server", self.address, "--topic", topic,
                   input="".join(line + "\n" for line in lines).encode())

    def consume(self, topic, count):
        """What the console tool prints of the first records."""
        return self._java("org.apache.kafka.tools.consumer.ConsoleConsumer", "--bootstrap-server", self.address, "--topic", topic,
                          "--from-beginning", "--max-messages", str(count), "--timeout-ms", "60000")

    @staticmethod
    def _java(program, *arguments, **options):
        done = subprocess.run(["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp",
                               f"{JARS}/*", program, *arguments], capture_output=True, timeout=120, check=False, **options)
        assert done.returncode == 0, f"{program}: {done.stderr.decode()[-1000:]}{done.stdout.decode()[-1000:]}"
        return done.stdout
